import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, readFile, rm, statfs, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { DemoError } from '../demo/errors';
import { npm } from '../demo/npm';
import { RUNTIMES } from '../demo/paths';
import { step } from '../demo/progress';

/**
 * `current` is what the demo runs; `oldest` is the oldest n8n that the package promises to run on. Any
 * other version is installed on demand, without a lock.
 */
export type RuntimeName = 'current' | 'oldest' | `${number}.${number}.${number}`;

/** An n8n that is ready to start. */
export interface Runtime {
	/** The Node executable to run it with. */
	node: string;
	/** n8n's start script. */
	script: string;
	version: string;
}

/** The Node that all versions of n8n from `oldest` on run on. */
const NODE_MAJOR = '24';
/** What an installation takes, with room for npm's cache. */
const NEEDED_GB = 5;

interface Manifest {
	dependencies: { n8n: string };
	optionalDependencies: Record<string, string>;
	overrides: Record<string, string>;
}

/** The version of the n8n of this name. */
export function versionOf(name: RuntimeName): string {
	const isPinned = name === 'current' || name === 'oldest';
	return isPinned ? manifestOf(name).dependencies.n8n : name;
}

/** Whether this can be the name of a runtime. */
export function isRuntimeName(name: string): name is RuntimeName {
	return ['current', 'oldest'].includes(name) || /^\d+\.\d+\.\d+$/.test(name);
}

/**
 * Installs an n8n beside the repository's own packages, once: the first time takes about five minutes
 * and 3 GB, later calls return at once. An installation that was cut short is completed.
 * @throws DemoError when npm or the compiler fails, or there is no Node 24 for this platform
 */
export async function ensureRuntime(name: RuntimeName): Promise<Runtime> {
	const folder = join(RUNTIMES, name);
	const modules = join(folder, 'node_modules');
	if (!existsSync(join(folder, 'package.json'))) await writeManifest(folder, name);
	const manifest = manifestOf(name);
	const version = manifest.dependencies.n8n;
	const stampFile = join(modules, '.complete');
	const lock = await readIfThere(join(folder, 'package-lock.json'));
	const expected = stamp(lock ?? JSON.stringify(manifest));
	const node = () => findNode(modules, Object.keys(manifest.optionalDependencies));

	if ((await readIfThere(stampFile)) !== expected) {
		await install(folder, version);
		await buildDatabaseDriver(folder, node());
		await writeFile(stampFile, expected);
	}
	return { node: node(), script: join(modules, 'n8n', 'bin', 'n8n'), version };
}

function manifestOf(name: RuntimeName): Manifest {
	return JSON.parse(readFileSync(join(RUNTIMES, name, 'package.json'), 'utf8')) as Manifest;
}

/** A version that is not pinned is installed as the pinned ones are, with the overrides of both. */
async function writeManifest(folder: string, version: string): Promise<void> {
	const [current, oldest] = [manifestOf('current'), manifestOf('oldest')];
	const manifest: Manifest & { private: true } = {
		private: true,
		dependencies: { n8n: version },
		optionalDependencies: current.optionalDependencies,
		overrides: { ...oldest.overrides, ...current.overrides },
	};
	await mkdir(folder, { recursive: true });
	await writeFile(join(folder, 'package.json'), JSON.stringify(manifest, null, '\t'));
}

/**
 * Identifies a complete installation: the lock that was installed, or the manifest where there is none,
 * and the platform it was for.
 */
export function stamp(lock: string, platform = `${process.platform}-${process.arch}`): string {
	return `${platform} ${createHash('sha256').update(lock).digest('hex')}`;
}

/** npm itself passes over a package for one platform only that did not fit on the disk. */
async function demandSpace(folder: string): Promise<void> {
	const { bavail, bsize } = await statfs(folder);
	const freeGb = (bavail * bsize) / 1e9;
	if (freeGb < NEEDED_GB) {
		throw new DemoError(
			`n8n needs ${NEEDED_GB} GB, and the disk has ${freeGb.toFixed(1)} GB left`,
			'Free some space on the disk of this repository, then run this again.',
		);
	}
}

async function install(folder: string, version: string): Promise<void> {
	const modules = join(folder, 'node_modules');
	// npm writes its own lock last. Without it, packages may be there in part and npm would not notice.
	const npmsLock = join(modules, '.package-lock.json');
	if (existsSync(npmsLock)) {
		await rm(npmsLock);
	} else {
		await rm(modules, { recursive: true, force: true });
		await demandSpace(folder);
	}
	await step(`Installing n8n ${version} (only the first time: about 5 minutes, 3 GB)`, () =>
		// Not `npm ci`: it rejects a lock whose optional packages are for other platforms.
		npm(`install n8n ${version}`, folder, [
			'install',
			'--no-save',
			'--ignore-scripts',
			'--no-audit',
			'--no-fund',
			'--loglevel=error',
		]),
	);
}

/** The one package with a native part that is not in its tarball. */
async function buildDatabaseDriver(folder: string, node: string): Promise<void> {
	const nodeHome = dirname(dirname(node));
	await step('Preparing n8n’s database driver (only the first time: up to 2 minutes)', () =>
		npm(
			'prepare the database driver sqlite3',
			folder,
			['rebuild', 'sqlite3', '--ignore-scripts=false', '--loglevel=error'],
			{
				PATH: [dirname(node), process.env.PATH].join(delimiter),
				// Headers that are already here need no download.
				...(existsSync(join(nodeHome, 'include', 'node')) && { npm_config_nodedir: nodeHome }),
			},
		),
	);
}

function findNode(modules: string, packages: string[]): string {
	const executable = process.platform === 'win32' ? 'node.exe' : 'node';
	const bundled = packages
		.map((name) => join(modules, name, 'bin', executable))
		.find((file) => existsSync(file));
	if (bundled) return bundled;
	if (process.versions.node.split('.')[0] === NODE_MAJOR) return process.execPath;
	throw new DemoError(
		`n8n needs Node ${NODE_MAJOR}, and npm has none for ${process.platform} on ${process.arch}`,
		`Install Node ${NODE_MAJOR} and run this again with it.`,
	);
}

async function readIfThere(file: string): Promise<string | undefined> {
	return existsSync(file) ? await readFile(file, 'utf8') : undefined;
}
