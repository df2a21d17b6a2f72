import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import execa from 'execa';
import manifest from '../../package.json';
import { packAndUnpack, PROJECT_ROOT } from './pack';

/** What the README says under *Install in n8n* for as long as the package is not on npm. */
const PACK = 'npm ci && npm run build && npm pack';

let folder: string;
let commands: string[];

beforeAll(async () => {
	const readme = await readFile(join(PROJECT_ROOT, 'README.md'), 'utf8');
	const blocks = [...readme.matchAll(/^```sh\n([^]*?)^```/gm)].map(([, text]) => text.trim());
	const [install = ''] = blocks.filter((text) => text.startsWith(PACK));
	commands = install.split('\n').slice(1);
	folder = await mkdtemp(join(tmpdir(), 'n8n-nodes-veo-install-'));
	await packAndUnpack(folder);
});

afterAll(async () => {
	await rm(folder, { recursive: true, force: true });
});

it('the commands of the README put the tarball, and nothing else, where n8n looks for it', async () => {
	const home = join(folder, 'home');
	const clone = join(folder, 'clone');
	const tarball = `${manifest.name}-${manifest.version}.tgz`;
	await cp(join(folder, tarball), join(clone, tarball));
	expect(commands).toHaveLength(2);

	// With a home of its own, and offline: the package needs nothing more.
	const env = { HOME: home, npm_config_offline: 'true' };
	await execa('bash', ['-e', '-c', commands.join('\n')], { cwd: clone, env });

	const modules = join(home, '.n8n/nodes/node_modules');
	const installed = (await readdir(modules)).filter((name) => !name.startsWith('.'));
	expect(installed).toEqual([basename(manifest.name)]);
	for (const path of [...manifest.n8n.nodes, ...manifest.n8n.credentials]) {
		const [ours, theirs] = await Promise.all([
			readFile(join(PROJECT_ROOT, path), 'utf8'),
			readFile(join(modules, manifest.name, path), 'utf8'),
		]);
		expect(theirs).toBe(ours);
	}
});

it('the README names the tarball of this version', async () => {
	const readme = await readFile(join(PROJECT_ROOT, 'README.md'), 'utf8');
	const named = [...readme.matchAll(/n8n-nodes-veo-(\d+\.\d+\.\d+)\.tgz/g)].map(
		([, version]) => version,
	);
	expect(named.length).toBeGreaterThan(1);
	expect(new Set(named)).toEqual(new Set([manifest.version]));
});
