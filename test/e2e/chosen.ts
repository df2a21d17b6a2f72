import { chosenRuntime } from './harness/chosen';
import { suite } from './suite';

// Found by jest only where a version is chosen: see jest.config.js.
suite(chosenRuntime() ?? 'current');
