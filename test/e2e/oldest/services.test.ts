import { servicesSuite } from '../suite';

servicesSuite('oldest');
