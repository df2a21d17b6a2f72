import { suite } from '../suite';

suite('oldest', 'examples');
