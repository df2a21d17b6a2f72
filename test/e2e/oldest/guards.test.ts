import { suite } from '../suite';

suite('oldest', 'guards');
