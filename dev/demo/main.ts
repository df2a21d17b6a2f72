import { parseArgs } from 'node:util';
import { startSimulator } from '../simulator/server';
import { DemoError, explain } from './errors';
import { EXAMPLES } from './examples';
import { takeLock } from './lock';
import { N8nClient } from '../n8n/client';
import { startN8n } from '../n8n/server';
import { stopNpm } from './npm';
import { ownerOf } from './owner';
import { installPackage, packPackage } from '../n8n/package';
import { USER_FOLDER } from './paths';
import { say, step } from './progress';
import { runExample } from './run';
import { ensureRuntime } from '../n8n/runtime';
import { setUp } from './setUp';
import { table } from './table';

/** What the build and the development dependencies need. */
const NODE_MAJOR = 20;
/** Long enough to see a node wait, short enough to watch. */
const TASK_MS = 4000;

/** The exit code of a program that a signal ended. */
const INTERRUPTED = 130;

/** What ends whatever has been started, the latest first. */
const stops: Array<() => Promise<void>> = [];

async function demo(stopRequested: Promise<void>, once: boolean): Promise<number> {
	stops.push(await takeLock(), stopNpm);
	const runtime = await ensureRuntime('current');
	const tarball = await step('Building and packing the package', packPackage);

	const simulator = await startSimulator({ taskMs: TASK_MS });
	stops.push(() => simulator.close());
	await installPackage(tarball, USER_FOLDER);
	const n8n = await startN8n(runtime, USER_FOLDER);
	stops.push(() => n8n.stop());
	await step(`Starting n8n ${runtime.version} (about 15 s)`, () => n8n.ready());

	const owner = await ownerOf(USER_FOLDER);
	const client = await N8nClient.signIn(n8n.url, owner);
	const saved = await step('Setting up credentials and workflows', () =>
		setUp(client, n8n.url, simulator.url),
	);
	const rows = await step('Running the example workflows (about 15 s)', () =>
		Promise.all(EXAMPLES.map((example) => runExample(client, saved, example))),
	);
	say(`\n${table(rows)}\n`);

	if (!once) {
		say(`The editor is at ${n8n.url}`);
		say(`Sign in with ${owner.email} and the password ${owner.password}`);
		say(`The providers’ stand-in is at ${simulator.url}. Ctrl-C stops everything.`);
		const stopped = Symbol('stopped');
		const first = await Promise.race([stopRequested.then(() => stopped), n8n.ended]);
		if (first !== stopped) {
			throw new DemoError(
				'n8n ended by itself',
				`Look at its log, ${n8n.logFile}, and run this again.`,
			);
		}
	}
	return rows.every(({ asExpected }) => asExpected) ? 0 : 1;
}

function demandNode(): void {
	if (Number(process.versions.node.split('.')[0]) >= NODE_MAJOR) return;
	throw new DemoError(
		`Node ${process.versions.node} is too old`,
		`Install Node ${NODE_MAJOR} or newer, run npm ci, then run this again.`,
	);
}

/** Settles on Ctrl-C, on SIGTERM, and when the process that started this one is gone. */
async function untilStopRequested(): Promise<void> {
	const parent = process.ppid;
	await new Promise<void>((resolve) => {
		// Again and again, for a terminal and npm may both send the same signal.
		for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => resolve());
		// npm ends on SIGTERM without passing it on.
		setInterval(() => {
			if (process.ppid !== parent) resolve();
		}, 1000).unref();
	});
}

async function main(): Promise<number> {
	const stopRequested = untilStopRequested();
	try {
		demandNode();
		const { values } = parseArgs({ options: { once: { type: 'boolean', default: false } } });
		return await Promise.race([
			demo(stopRequested, values.once),
			stopRequested.then(() => INTERRUPTED),
		]);
	} catch (error) {
		process.stderr.write(`\n${explain(error)}\n`);
		return 1;
	} finally {
		if (stops.length > 0) say('Stopping what was started');
		for (const stop of stops.reverse()) await stop();
	}
}

void main().then((code) => process.exit(code));
