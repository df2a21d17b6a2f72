import { setTimeout as sleep } from 'node:timers/promises';
import { say } from '../../../dev/demo/progress';
import type { SavedWorkflow } from '../../../dev/n8n/client';
import { until } from '../../../dev/n8n/until';
import { chance, CHAOS_RATES } from '../../../dev/simulator/chaos';
import { listening } from '../../e2e/harness/door';
import { post, type Item, type Stage } from '../../e2e/harness/stage';
import { TOKEN, useCredential } from './credentials';
import { doorWorkflow, DOORS, type Cell, type Door } from './plan';
import { buySources } from './sources';

const KILLS = 4;
/** At most so long after the start of a run comes the next start, or the end of n8n. */
const PAUSE_MS = 600;
const KILL_AFTER_MS = 2500;
const START_LIMIT_MS = 60_000;
/** More than the time limit of a run, the time until n8n looks for it, and a restart. */
const END_LIMIT_MS = 240_000;

/** One run of a cell. */
export interface StartedRun {
	cell: Cell;
	prompts: string[];
}

/** What has happened, for the audit. */
export interface Storm {
	seed: number;
	runs: StartedRun[];
	/** The workflows of the doors, by n8n's id. */
	doors: Map<string, Door>;
	/** Executions that ran when n8n was ended. */
	killed: Set<string>;
	/** Purchases that were made before the storm. */
	sources: number;
}

/** Starts all runs in an order that the seed draws, ends n8n now and then, and waits for the end. */
export async function storm(stage: Stage, seed: number, cells: Cell[]): Promise<Storm> {
	const { simulator, host } = stage;
	simulator.configure({
		taskMs: 1,
		rateLimit: { count: 10_000, windowMs: 1_000 },
		credits: { kie: 1e6, aceData: 1e6, sunoApi: 1e6 },
	});
	const items = await buySources(simulator, cells);
	const { workflows, doors, doorUrls } = await publishAll(stage, cells);
	const happened: Storm = {
		seed,
		runs: [],
		doors,
		killed: new Set(),
		sources: simulator.ledger.purchases.length,
	};
	simulator.configure({
		taskMs: 4000,
		rateLimit: { count: 60, windowMs: 10_000 },
		callback: { retryDelayMs: 8000 },
		chaos: { seed, rates: CHAOS_RATES },
	});

	const starts = cells
		.flatMap((cell) => cell.runs.map((prompts, run) => ({ cell, prompts, run })))
		.sort((one, other) => orderOf(one) - orderOf(other));
	function orderOf({ cell, run }: { cell: Cell; run: number }): number {
		return chance(seed, 'order', cell.name, run);
	}
	const kills = Array.from({ length: KILLS }, (_, kill) =>
		Math.floor(((kill + chance(seed, 'kill', kill)) * starts.length) / KILLS),
	);
	for (const [index, { cell, prompts }] of starts.entries()) {
		await begin(
			workflows.get(cell) as SavedWorkflow,
			prompts.map((prompt) => items.get(prompt) ?? { prompt }),
		);
		happened.runs.push({ cell, prompts });
		await sleep(chance(seed, 'pause', index) * PAUSE_MS);
		if (kills.includes(index)) await endN8n(index);
	}
	say('all runs are started');
	await until('all callbacks and executions', END_LIMIT_MS, async () => {
		await Promise.race([simulator.callbacksSettled(), sleep(1000)]);
		const open = await statuses("WHERE status IN ('new', 'running', 'waiting')");
		return open.size === 0 ? true : undefined;
	});
	await simulator.callbacksSettled();
	return happened;

	/** Not as a stage starts a run, which asks n8n for the execution. */
	async function begin({ nodes }: SavedWorkflow, input: Item[]): Promise<void> {
		const { path } = nodes.find(({ name }) => name === 'Webhook')?.parameters ?? {};
		const url = `${host.url}/webhook/${String(path)}`;
		// n8n listens a moment after it has answered that the workflow is published, or that it is ready.
		await until(`n8n to take a request at ${url}`, START_LIMIT_MS, async () =>
			(await post(url, { items: input })).status === 200 ? true : undefined,
		);
	}

	async function statuses(where = ''): Promise<Map<string, string>> {
		const rows = await host.rows<{ id: number; status: string }>(
			`SELECT id, status FROM execution_entity ${where}`,
		);
		return new Map(rows.map(({ id, status }) => [String(id), status]));
	}

	async function endN8n(index: number): Promise<void> {
		// Both ways in every storm.
		const isSudden = (kills.indexOf(index) + Math.round(chance(seed, 'how'))) % 2 === 0;
		await sleep(chance(seed, 'when', index) * KILL_AFTER_MS);
		const before = await statuses("WHERE status IN ('new', 'running')");
		await (isSudden ? host.kill() : host.terminate());
		const after = await statuses();
		const cut = [...after].filter(
			([id, status]) =>
				['new', 'running'].includes(status) ||
				(before.has(id) && !['success', 'waiting'].includes(status)),
		);
		for (const [id] of cut) happened.killed.add(id);
		say(`${isSudden ? 'kill -9' : 'SIGTERM'} after ${index + 1} runs: ${cut.length} were running`);
		await host.restart();
		for (const url of doorUrls.values()) await listening({ url, workflowId: '' });
	}
}

/** Publishes the doors, then the workflows that order for them. */
async function publishAll(stage: Stage, cells: Cell[]) {
	const workflows = new Map<Cell, SavedWorkflow>();
	const doors = new Map<string, Door>();
	const doorUrls = new Map<Door, string>();
	for (const door of DOORS) {
		await useCredential(stage, door);
		const { path, ...workflow } = doorWorkflow(door);
		doors.set((await stage.publish(workflow)).id, door);
		const url = `${stage.host.url}/webhook/${path}`;
		doorUrls.set(door, `${url}?token=${TOKEN}`);
		await listening({ url: `${url}?token=${TOKEN}`, workflowId: '' });
		for (const cell of cells.filter((one) => one.door === door)) {
			workflows.set(cell, await stage.publish(cell.workflow(url)));
		}
	}
	return { workflows, doors, doorUrls };
}
