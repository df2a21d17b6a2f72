import { suite } from '../suite';

suite('current', 'jobs');
