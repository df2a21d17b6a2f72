import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// n8n-core reads these when it is first imported, and writes its key and binary files below them.
const folder = mkdtempSync(join(tmpdir(), 'n8n-nodes-veo-'));
process.env.N8N_USER_FOLDER = folder;
process.env.N8N_LOG_LEVEL = 'silent';

afterAll(() => {
	rmSync(folder, { recursive: true, force: true });
});
