import { chosenRuntime } from '../harness/chosen';
import { suite } from '../suite';

suite(chosenRuntime() ?? 'current', 'guards');
