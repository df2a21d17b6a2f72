import { join } from 'node:path';

/** The repository's root. */
export const ROOT = join(__dirname, '..');
/** Everything that runs leave behind except videos; ignored by git. */
export const STATE = join(ROOT, '.demo');
/** The downloaded videos; ignored by git. */
export const OUTPUT = join(ROOT, 'output');
export const EXAMPLES = join(ROOT, 'examples');
export const RUNTIMES = join(ROOT, 'runtimes');
