import { suite } from '../suite';

suite('oldest', 'interruptions');
