import Table from 'cli-table3';
import type { Execution } from '../../../dev/n8n/execution';
import type { Purchase, Simulator } from '../../../dev/simulator/server';

const FINAL = ['succeeded', 'failed'];

/** What one test bought, and what became of it. */
export interface Account {
	test: string;
	seconds: number;
	/** Number of tasks that the simulator's ledger shows. */
	bought: number;
	/** How many of them came out of a workflow with their final state. */
	delivered: number;
	/** How many of them were bought for an item that had one already. */
	boughtTwice: number;
	/** How many of them never came out of a workflow with their final state. */
	lost: number;
	/** Look-ups of the provider, per task. */
	lookUps: number;
}

/**
 * Compares what the provider sold with what came out of the workflows.
 * @param executions those of the test that have ended
 * @param again how many tasks the test wants for prompts that have one already
 */
export function account(
	test: string,
	seconds: number,
	{ ledger }: Simulator,
	executions: Execution[],
	again = 0,
): Account {
	const { purchases } = ledger;
	const delivered = new Set(executions.flatMap(finalTaskIds));
	const arrived = purchases.filter(({ taskId }) => delivered.has(taskId)).length;
	const lookUps = purchases.reduce((sum, { taskId }) => sum + ledger.lookUpsOf(taskId), 0);
	return {
		test,
		seconds,
		bought: purchases.length,
		delivered: arrived,
		boughtTwice: purchases.length - again - new Set(purchases.map(wanted)).size,
		lost: purchases.length - arrived,
		lookUps: purchases.length && lookUps / purchases.length,
	};
}

/** What a purchase is for: every item of a test has a prompt of its own, which an upscale takes over. */
function wanted({ operation, prompt }: Purchase): string {
	return operation.startsWith('get_') ? `${operation} ${prompt}` : prompt;
}

/** The IDs of the tasks that any node put out in their final state. */
function finalTaskIds({ runData }: Execution): unknown[] {
	return Object.values(runData)
		.flat()
		.flatMap(({ data }) => Object.values(data ?? {}).flat())
		.flatMap((items) => items ?? [])
		.filter(({ json }) => FINAL.includes(String(json.status)))
		.map(({ json }) => json.taskId);
}

/** The last word of a suite: one line per test and one for all. */
export function table(title: string, accounts: Account[]): string {
	const result = new Table({
		head: [title, 'Seconds', 'Bought', 'Delivered', 'Twice', 'Lost', 'Look-ups per task'],
		style: { head: [], border: [] },
		colAligns: ['left', ...Array.from({ length: 6 }, () => 'right' as const)],
	});
	const sum = (field: 'seconds' | 'bought' | 'delivered' | 'boughtTwice' | 'lost') =>
		accounts.reduce((total, account) => total + account[field], 0);
	for (const { test, seconds, bought, delivered, boughtTwice, lost, lookUps } of accounts) {
		result.push([
			test,
			seconds.toFixed(1),
			bought,
			delivered,
			boughtTwice,
			lost,
			lookUps.toFixed(1),
		]);
	}
	result.push([
		'All',
		sum('seconds').toFixed(1),
		sum('bought'),
		sum('delivered'),
		sum('boughtTwice'),
		sum('lost'),
		'',
	]);
	return result.toString();
}
