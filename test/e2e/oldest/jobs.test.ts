import { suite } from '../suite';

suite('oldest', 'jobs');
