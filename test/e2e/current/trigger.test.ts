import { suite } from '../suite';

suite('current', 'trigger');
