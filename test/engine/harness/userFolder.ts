import { rmSync } from 'node:fs';

import { folder } from './n8nFolder';

afterAll(() => {
	rmSync(folder, { recursive: true, force: true });
});
