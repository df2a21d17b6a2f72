import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import execa from 'execa';

import manifest from '../../../package.json';
import { medianText } from '../render';
import { addRound, type Rows } from '../results';
import { countOf, type Suite } from '../spec';
import { turn, type Stage } from '../stage';

const ROW = 'n8n-nodes-veo';

/** What n8n does with a community package when it starts, in a process that has loaded n8n's core. */
const SCRIPT = `require('reflect-metadata');
	const { PackageDirectoryLoader } = require('n8n-core');
	(async () => {
		gc();
		const heap = process.memoryUsage().heapUsed;
		const cpu = process.cpuUsage();
		const started = performance.now();
		const loader = new PackageDirectoryLoader(process.argv[1]);
		await loader.loadAll();
		const ms = performance.now() - started;
		const { user, system } = process.cpuUsage(cpu);
		gc();
		const loaded = [loader.nodeTypes, loader.credentialTypes].map((types) => Object.keys(types).length);
		process.stdout.write(JSON.stringify({
			ms,
			cpu: (user + system) / 1000,
			modules: Object.keys(require.cache).filter((file) => file.startsWith(process.argv[1])).length,
			heap: process.memoryUsage().heapUsed - heap,
			loaded,
		}));
		process.exit();
	})();`;

interface Loaded {
	ms: number;
	/** Milliseconds of the process, which also compiles and collects in other threads. */
	cpu: number;
	/** How many of the package's. */
	modules: number;
	/** Bytes that are still in use. */
	heap: number;
	/** How many nodes and credentials. */
	loaded: [number, number];
}

async function loadOnce({ runtime, folder }: Stage): Promise<Loaded> {
	const root = join(folder, '.n8n', 'nodes', 'node_modules', manifest.name);
	// As in n8n, packages find n8n-workflow among n8n's own.
	const NODE_PATH = dirname(dirname(dirname(runtime.script)));
	const { stdout } = await execa(runtime.node, ['--expose-gc', '-e', SCRIPT, root], {
		cwd: folder,
		env: { NODE_PATH, N8N_USER_FOLDER: folder, NODE_ENV: 'production' },
	});
	const result = JSON.parse(stdout) as Loaded;
	const expected = [manifest.n8n.nodes.length, manifest.n8n.credentials.length];
	if (String(result.loaded) !== String(expected)) {
		throw new Error(`n8n's loader has loaded ${String(result.loaded)}, not ${String(expected)}`);
	}
	return result;
}

export const load: Suite = {
	name: 'load',
	rounds: 5,
	tables: [
		{
			key: 'load',
			title: 'Loading the package',
			about:
				"The three nodes and three credentials of the packed package are loaded by the package loader of n8n's core, in a fresh process of n8n's Node that has loaded the core before. The memory is what the heap holds more afterwards, both times after a collection.",
			head: 'Package',
			ratios: [],
			columns: [
				{ key: 'ms', title: 'Time, ms', digits: 1 },
				{ key: 'cpu', title: 'CPU, ms', digits: 1 },
				{ key: 'modules', title: 'Modules' },
				{ key: 'heap', title: 'Memory, MiB', digits: 2 },
				{ key: 'tarball', title: 'Tarball, kB', digits: 1 },
			],
			goals: [
				{
					title: 'Time to load, ms',
					row: ROW,
					column: 'ms',
					atMost: 50,
					digits: 1,
					missed: (rows) =>
						`It takes ${medianText(rows, ROW, 'cpu')} ms of CPU to find, read and compile ${medianText(rows, ROW, 'modules')} modules; what else passes, the process waits for the disk or for a busy machine.`,
				},
				{
					title: 'Size of the tarball, kB',
					row: ROW,
					column: 'tarball',
					atMost: 200,
					digits: 1,
					missed: 'The compiled code, its types and the icons are all in it.',
				},
			],
			limits: 'Reading and compiling the modules, one after another.',
		},
	],
	async run(stage, rounds) {
		const rows: Rows = {};
		const tarball = (await stat(stage.tarball)).size / 1000;
		// Nothing is in the system's file cache before the first.
		await loadOnce(stage);
		for (const round of countOf(rounds)) {
			const { ms, cpu, modules, heap } = await turn(`round ${round + 1}`, () => loadOnce(stage));
			addRound(rows, ROW, { ms, cpu, modules, heap: heap / 1024 ** 2, tarball });
		}
		return { load: rows };
	},
};
