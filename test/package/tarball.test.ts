import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join, posix, relative, resolve, sep } from 'node:path';
import type { ICredentialType, Icon, INodeType } from 'n8n-workflow';
import { preProcessFile } from 'typescript';
import manifest from '../../package.json';
import { packAndUnpack, PROJECT_ROOT } from './pack';

const { nodes, credentials } = manifest.n8n;
const className = (path: string) => basename(path).split('.')[0];

/** What is packed of a folder of the source: code as JavaScript with its types, pictures and JSON as they are. */
async function builtOf(source: string): Promise<string[]> {
	const entries = await readdir(join(PROJECT_ROOT, source), {
		recursive: true,
		withFileTypes: true,
	});
	return entries
		.filter((entry) => entry.isFile())
		.map((entry) => relative(PROJECT_ROOT, join(entry.parentPath, entry.name)))
		.map((path) => posix.join('dist', ...path.split(sep)))
		.flatMap((path) => {
			if (path.endsWith('.md')) return [];
			return [path.replace(/\.ts$/, '.js')];
		});
}

let folder: string;
let root: string;
let files: string[];
let exported: Record<string, new () => INodeType | ICredentialType>;

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'n8n-nodes-veo-tarball-'));
	root = await packAndUnpack(folder);
	const entries = await readdir(root, { recursive: true, withFileTypes: true });
	files = entries
		.filter((entry) => entry.isFile())
		.map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'));
	exported = createRequire(join(root, 'package.json'))('./index.js') as typeof exported;
});

afterAll(async () => {
	await rm(folder, { recursive: true, force: true });
});

describe('the tarball', () => {
	it.each([
		'LICENSE',
		'README.md',
		'CHANGELOG.md',
		'index.js',
		...credentials,
		...nodes,
		...nodes.map((path) => path.replace(/\.js$/, '.json')),
	])('has %s', (path) => {
		expect(files).toContain(path);
	});

	it('has nothing but that, and of each source file what is built of it', async () => {
		const built = await Promise.all(['credentials', 'nodes', 'lib', 'icons'].map(builtOf));
		const others = ['CHANGELOG.md', 'LICENSE', 'README.md', 'index.js', 'package.json'];
		expect(built.flat().length).toBeGreaterThan(200);
		expect([...files].sort()).toEqual([...built.flat(), ...others].sort());
	});

	it('asks npm for nothing', async () => {
		const packed = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as object;
		for (const field of ['dependencies', 'optionalDependencies', 'bundleDependencies']) {
			expect(packed).not.toHaveProperty(field);
		}
	});

	it('imports n8n-workflow, crypto and its own files only', async () => {
		const scripts = files.filter((path) => path.endsWith('.js'));
		const imports = await Promise.all(
			scripts.map(async (path) => {
				const { importedFiles } = preProcessFile(
					await readFile(join(root, path), 'utf8'),
					true,
					true,
				);
				return importedFiles.map(({ fileName }) =>
					fileName.startsWith('.') ? posix.join(posix.dirname(path), fileName) : fileName,
				);
			}),
		);
		const own = (name: string) =>
			['', '.js', '/index.js'].some((end) => files.includes(name + end));
		const allowed = (name: string) => /^(n8n-workflow|(node:)?crypto)$/.test(name) || own(name);
		expect(imports.flat().length).toBeGreaterThan(scripts.length);
		expect(imports.flat().filter((name) => !allowed(name))).toEqual([]);
	});
});

describe('the main entry', () => {
	it('exports every node and credential, and nothing else', () => {
		expect(Object.keys(exported).sort()).toEqual([...nodes, ...credentials].map(className).sort());
	});
});

describe.each([...nodes, ...credentials])('%s', (path) => {
	const icon = (): Icon | undefined => {
		const instance = new exported[className(path)]();
		return 'description' in instance ? (instance.description.icon as Icon) : instance.icon;
	};

	it('has a light and a dark icon in the tarball', () => {
		const themed = icon();
		if (typeof themed !== 'object') throw new Error(`Not a themed icon: ${String(themed)}`);
		const paths = [themed.light, themed.dark].map((reference) =>
			resolve(root, dirname(path), reference.replace(/^file:/, '')),
		);
		expect(new Set(paths).size).toBe(2);
		expect(paths.filter((each) => !existsSync(each))).toEqual([]);
	});
});

describe.each(nodes)('the codex file of %s', (path) => {
	it('names the package, a category and where to read on', async () => {
		const file = join(root, path.replace(/\.js$/, '.json'));
		expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({
			node: expect.stringContaining(manifest.name) as string,
			categories: expect.arrayContaining([expect.any(String)]) as string[],
			resources: { primaryDocumentation: [{ url: expect.stringMatching(/^https:/) as string }] },
		});
	});
});
