import { chosenRuntime } from '../harness/chosen';
import { servicesSuite } from '../suite';

servicesSuite(chosenRuntime() ?? 'current');
