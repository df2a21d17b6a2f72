import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';

import { explain } from '../demo/errors';
import { ROOT } from '../demo/paths';
import { say } from '../demo/progress';
import { optionsOf, type Options } from './args';
import { surroundings } from './machine';
import { plotOf, type Panel } from './plot';
import { figuresTable, pageOf } from './render';
import type { Results } from './results';
import { Stage } from './stage';
import { SUITES } from './suites';

const PAGE = join(ROOT, 'docs/benchmarks.md');
const DATA = join(ROOT, 'docs/benchmarks.json');
const PLOT = 'images/benchmarks.svg';

const PANELS: readonly Panel[] = [
	{
		suite: 'workers',
		table: 'workers',
		column: 'seconds',
		title: '60 jobs of 20 s, 5 at a time: seconds',
	},
	{
		suite: 'reaction',
		table: 'runs',
		column: 'reaction',
		title: '50 runs called back at once: median reaction, s',
	},
	{
		suite: 'trigger',
		table: 'trigger',
		column: 'done',
		title: 'Callbacks that start workflows: per second',
	},
	{ suite: 'scale', table: 'scale', column: 'resumeCpu', title: 'CPU to resume a run, ms' },
];

/** The results of earlier runs; none where nothing was measured yet. */
async function earlier(): Promise<Results> {
	try {
		return JSON.parse(await readFile(DATA, 'utf8')) as Results;
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
		throw error;
	}
}

async function save(results: Results): Promise<void> {
	const write = async (file: string, text: string) => {
		const config = await resolveConfig(file);
		await writeFile(file, await format(text, { ...config, filepath: file }));
	};
	await write(DATA, JSON.stringify(results));
	await write(PAGE, pageOf(SUITES, results, PLOT));
	await writeFile(join(ROOT, 'docs', PLOT), plotOf(PANELS, results));
}

/** Runs suites, and writes each down as soon as it is done. */
async function bench({ suites, rounds }: Options): Promise<void> {
	const stage = await Stage.open();
	const stop = () => void stage.close().then(() => process.exit(130));
	process.once('SIGINT', stop).once('SIGTERM', stop);
	try {
		for (const suite of SUITES.filter(({ name }) => suites.includes(name))) {
			say(`\n• ${suite.name}`);
			const on = await surroundings(stage.runtime);
			const started = Date.now();
			const at = new Date(started).toISOString();
			const tables = await suite.run(stage, rounds ?? suite.rounds);
			const seconds = Math.round((Date.now() - started) / 1000);
			await save({ ...(await earlier()), [suite.name]: { at, seconds, surroundings: on, tables } });
			for (const table of suite.tables) say(`\n${figuresTable(table, tables[table.key])}`);
		}
	} finally {
		await stage.close();
	}
}

const names = SUITES.map(({ name }) => name);
void Promise.resolve()
	.then(() => bench(optionsOf(process.argv.slice(2), names)))
	.then(
		() => process.exit(0),
		(error: unknown) => {
			process.stderr.write(`\n${explain(error)}\n`);
			process.exit(1);
		},
	);
