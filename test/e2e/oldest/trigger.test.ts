import { suite } from '../suite';

suite('oldest', 'trigger');
