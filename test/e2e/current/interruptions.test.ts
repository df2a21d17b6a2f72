import { suite } from '../suite';

suite('current', 'interruptions');
