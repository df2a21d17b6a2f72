import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import execa from 'execa';
import { packAndUnpack, PROJECT_ROOT } from './pack';

interface Scan {
	passed: boolean;
	message?: string;
	details?: string;
}

async function scan(leg: 'source' | 'dist', folder: string): Promise<Scan> {
	// Under NODE_ENV=test, which Jest sets, eslint-plugin-n8n-nodes-base sees other file names.
	const env = { NODE_ENV: 'production' };
	const { stdout } = await execa('node', [join(__dirname, 'scan.mjs'), leg, folder], { env });
	return JSON.parse(stdout.slice(stdout.lastIndexOf('\n') + 1)) as Scan;
}

let folder: string;

beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'n8n-nodes-veo-scan-'));
});

afterEach(async () => {
	await rm(folder, { recursive: true, force: true });
});

/** `toEqual` prints the findings where there are any. */
const CLEAN: Scan = { passed: true };

it('finds nothing in the source', async () => {
	expect(await scan('source', PROJECT_ROOT)).toEqual(CLEAN);
});

it('finds nothing in the tarball', async () => {
	expect(await scan('dist', await packAndUnpack(folder))).toEqual(CLEAN);
});

describe('in a bad package', () => {
	const NODE = `
		import { readFileSync } from 'fs';
		import type { INodeType } from 'n8n-workflow';
		export class Bad implements INodeType {
			description = { displayName: 'Bad', name: 'bad', properties: [] };
			execute() { return readFileSync('x'); }
		}`;

	beforeEach(async () => {
		const manifest = { name: 'bad', version: '1.0.0', dependencies: { left: '1.0.0' } };
		await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
		await mkdir(join(folder, 'nodes'));
		await writeFile(join(folder, 'nodes', 'Bad.node.ts'), NODE);
		await writeFile(join(folder, 'index.js'), 'setTimeout(() => process.exit(), 1);');
	});

	it.each([
		['source', ['no-runtime-dependencies', 'package-name-convention', 'no-restricted-imports']],
		['dist', ['no-runtime-dependencies', 'package-name-convention', 'no-restricted-globals']],
	] as const)('finds what is wrong with the %s', async (leg, rules) => {
		const { passed, details } = await scan(leg, folder);
		expect(passed).toBe(false);
		for (const rule of rules) expect(details).toContain(rule);
	});
});
