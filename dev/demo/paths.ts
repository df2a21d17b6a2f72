import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The repository's root. */
export const ROOT = join(__dirname, '../..');
/** What runs leave behind except videos and n8n's own files; ignored by git. */
export const STATE = join(ROOT, '.demo');
/**
 * The demo's n8n, one per clone. It lies outside the repository: below it, the installed package would
 * find the repository's `n8n-workflow` before that of n8n.
 */
export const USER_FOLDER = join(
	tmpdir(),
	`n8n-nodes-veo-${createHash('sha256').update(ROOT).digest('hex').slice(0, 8)}`,
);
/** The downloaded videos; ignored by git. */
export const OUTPUT = join(ROOT, 'output');
export const EXAMPLES = join(ROOT, 'examples');
export const RUNTIMES = join(ROOT, 'dev/n8n/runtimes');
