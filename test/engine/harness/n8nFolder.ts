import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * A new folder of n8n's. To be imported first: n8n-core reads these variables when it is imported,
 * and writes its key and binary files below them.
 */
export const folder = mkdtempSync(join(tmpdir(), 'n8n-nodes-veo-'));
process.env.N8N_USER_FOLDER = folder;
process.env.N8N_LOG_LEVEL = 'silent';
