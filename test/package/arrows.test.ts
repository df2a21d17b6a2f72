import { join } from 'node:path';
import execa from 'execa';

import { PROJECT_ROOT } from './pack';

type Import = [file: string, specifier: string];

/** Those that ESLint refuses. */
async function refused(imports: Import[]): Promise<Import[]> {
	const script = join(__dirname, 'arrows.mjs');
	const { stdout } = await execa('node', [script, JSON.stringify(imports)], { cwd: PROJECT_ROOT });
	return JSON.parse(stdout) as Import[];
}

/** By the folder that imports: what the table in ARCHITECTURE.md does not allow. */
const FORBIDDEN: Import[] = [
	['credentials/x.ts', '../lib/providers'],
	['credentials/x.ts', '../nodes/common/output'],
	['nodes/Veo/x.ts', 'fs'],
	['nodes/Veo/x.ts', '../../credentials/testRules'],
	['nodes/Veo/x.ts', '../../dev/simulator/server'],
	['nodes/Veo/actions/x.ts', '../../../lib/providers/kie'],
	['nodes/Veo/actions/x.ts', '../../../lib/providers/kie/veo'],
	['nodes/common/x.ts', '../Veo/actions/provider'],
	['nodes/Veo/actions/x.ts', '../../MusicVideo/actions/provider'],
	['lib/lifecycle/x.ts', '../../nodes/common/output'],
	['lib/lifecycle/x.ts', '../providers/aceData'],
	['lib/lifecycle/x.ts', '../providers/suno/musicVideo'],
	['lib/files/x.ts', '../lifecycle/run'],
	['lib/files/x.ts', '../providers/kie/index'],
	['lib/http/x.ts', '../lifecycle/run'],
	['lib/http/x.ts', '../files/download'],
	['lib/http/x.ts', '../providers/kie'],
	['lib/providers/x.ts', 'n8n-workflow'],
	['lib/providers/x.ts', '../http/client'],
	['lib/providers/x.ts', '../clock'],
	['lib/providers/kie/x.ts', '../../lifecycle/run'],
	['lib/providers/kie/x.ts', '../../../nodes/common/output'],
	['lib/task.ts', './providers'],
	['lib/task.ts', './clock'],
	['lib/error.ts', './providers/api'],
	['lib/error.ts', 'n8n-workflow'],
	['lib/clock.ts', './providers'],
	['lib/clock.ts', '../nodes/common/output'],
];

const ALLOWED: Import[] = [
	['credentials/x.ts', './testRules'],
	['nodes/Veo/actions/x.ts', '../../common/provider'],
	['nodes/VeoTrigger/x.ts', '../../lib/providers/kie/signature'],
	['nodes/VeoTrigger/x.ts', 'crypto'],
	['nodes/common/x.ts', '../../lib/providers'],
	['lib/lifecycle/x.ts', '../clock'],
	['lib/files/x.ts', '../http/request'],
	['lib/http/x.ts', '../providers/api'],
	['lib/providers/kie/x.ts', '../suno/musicVideo'],
	['lib/providers/x.ts', '../task'],
	['lib/task.ts', './error'],
	['lib/clock.ts', 'n8n-workflow'],
];

it('refuses every import against the arrows, and no other', async () => {
	expect(await refused([...FORBIDDEN, ...ALLOWED])).toEqual(FORBIDDEN);
});
