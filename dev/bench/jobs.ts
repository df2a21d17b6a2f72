import axios from 'axios';
import pLimit from 'p-limit';

import type { SavedWorkflow } from '../n8n/client';
import { outputOf, type Execution } from '../n8n/execution';
import { until } from '../n8n/until';
import type { Stage } from './stage';
import type { Line, Way } from './ways';
import { AFTER } from './workflows';

const LIMIT_MS = 15 * 60_000;
const START_LIMIT_MS = 60_000;
/** Starts that n8n has not answered yet; of a thousand at once, some fail at the lock of its database. */
const STARTS_AT_ONCE = 100;

/** Starts runs as fast as n8n takes them, one for each list of items; resolves when it has taken all. */
export async function startRuns(
	stage: Stage,
	{ nodes }: SavedWorkflow,
	runs: object[][],
): Promise<void> {
	const { path } = nodes.find(({ name }) => name === 'Webhook')?.parameters ?? {};
	const url = `${stage.n8n.url}/webhook/${String(path)}`;
	const one = (items: object[]) =>
		// n8n listens a moment after it has answered that the workflow is published.
		until(`n8n to take a request at ${url}`, START_LIMIT_MS, async () => {
			const { status } = await axios.post(
				url,
				{ items },
				{ proxy: false, validateStatus: () => true },
			);
			return status === 200 ? true : undefined;
		});
	const inTurn = pLimit(STARTS_AT_ONCE);
	await Promise.all(runs.map((items) => inTurn(() => one(items))));
}

/** So many runs of so many items, each with a prompt. */
export function jobs(runs: number, items = 1): Array<Array<{ prompt: string }>> {
	return Array.from({ length: runs }, () =>
		Array.from({ length: items }, (_, index) => ({ prompt: `a dog ${index}` })),
	);
}

/**
 * Waits until all jobs of runs that were started have come out of the way, each once.
 * @returns the executions that have delivered them
 * @throws Error where a run has failed, or what was bought is not what was delivered
 */
export async function delivered(
	stage: Stage,
	way: Way,
	{ head, tail }: Line,
	{ runs, items = 1, limitMs = LIMIT_MS }: { runs: number; items?: number; limitMs?: number },
): Promise<Execution[]> {
	await stage.reached(head.id, 'success', runs, limitMs);
	if (head !== tail) await stage.reached(tail.id, 'success', runs * items, limitMs);
	const expected = way.takesOneCallback ? runs : runs * items;
	return await checked(stage, tail.id, { bought: runs * items, delivered: expected });
}

/**
 * The executions of a workflow that have ended well.
 * @throws Error where they have not delivered as many as expected, each once
 */
export async function checked(
	stage: Stage,
	workflowId: string,
	expected: { bought: number; delivered?: number },
): Promise<Execution[]> {
	const ended = (await stage.executions(workflowId)).filter(({ status }) => status === 'success');
	const bought = stage.simulator.ledger.purchases.map(({ taskId }) => taskId);
	const taskIds = ended.flatMap((one) => outputOf(one, AFTER)).map(({ taskId }) => taskId);
	checkDelivery(bought, taskIds, { delivered: taskIds.length, ...expected });
	return ended;
}

/**
 * Compares what was bought with what came out.
 * @throws Error where something is missing, strange, or there twice
 */
export function checkDelivery(
	bought: string[],
	delivered: unknown[],
	expected: { bought: number; delivered: number },
): void {
	const known = new Set<unknown>(bought);
	const isRight =
		bought.length === expected.bought &&
		known.size === expected.bought &&
		delivered.length === expected.delivered &&
		new Set(delivered).size === expected.delivered &&
		delivered.every((taskId) => known.has(taskId));
	if (isRight) return;
	throw new Error(
		`The work was not done: ${expected.bought} jobs were to be bought and ${expected.delivered} ` +
			`delivered; bought ${bought.length} (${known.size} different), ` +
			`delivered ${delivered.length} (${new Set(delivered).size} different)`,
	);
}

/** When the last node of an execution began, in milliseconds since 1970. */
export function reachedAfter({ runData }: Execution): number {
	const startTime = runData[AFTER]?.at(-1)?.startTime;
	if (startTime === undefined) throw new Error(`An execution has not reached ${AFTER}`);
	return startTime;
}

/** Runs one quick job, so that n8n has loaded all code of the way before anything is measured. */
export async function warmUp(stage: Stage, way: Way): Promise<void> {
	const line = await way.publish(stage);
	stage.simulator.configure({ taskMs: 1000 });
	await startRuns(stage, line.head, jobs(1));
	await delivered(stage, way, line, { runs: 1 });
	stage.simulator.reset();
}
