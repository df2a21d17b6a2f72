import type { IDataObject, IExecuteFunctions, WorkflowExecuteMode } from 'n8n-workflow';

import { guardSpending, type SpendingLimits } from '../../../lib/lifecycle/spending';
import type { PaidOperation, RunItem } from '../../../lib/lifecycle/operation';
import { kieVeo } from '../../../lib/providers/kie/veo';
import { aceDataVeo } from '../../../lib/providers/aceData/veo';
import type { VeoJob } from '../../../lib/providers/api';
import { helpersOver, type Rows } from './rows';

/** One stretch of an execution, up to its end or its suspension. */
interface Stretch {
	executionId?: string;
	mode?: WorkflowExecuteMode;
	timezone?: string;
	/** The moment, as ISO 8601. */
	at?: string;
	/** All that it wants, where it is absent; the others are refused. */
	bought?: number;
	isKilled?: boolean;
	/** The node's context, and n8n's store. */
	kept?: IDataObject;
	rows?: Rows;
}

function contextOf({
	executionId = '7',
	mode = 'trigger',
	timezone = 'Europe/Berlin',
	kept = {},
	rows = {},
}: Stretch): IExecuteFunctions {
	return {
		getContext: () => kept,
		getWorkflow: () => ({ id: 'workflow' }),
		helpers: helpersOver(rows),
		getExecutionId: () => executionId,
		getMode: () => mode,
		getTimezone: () => timezone,
		getNode: () => ({ name: 'Veo', type: 'n8n-nodes-veo.veo' }),
		isToolExecution: () => false,
		continueOnFail: () => true,
		getExecutionCancelSignal: () => undefined,
	} as unknown as IExecuteFunctions;
}

const clockAt = (at = '2026-03-01T12:00:00Z') => ({
	now: () => Date.parse(at),
	sleep: async () => await Promise.resolve(),
});

const item = (itemIndex: number): RunItem<VeoJob> => ({
	job: { operation: 'text2video' },
	task: { provider: 'kie', product: 'veo', status: 'submitted' },
	key: { itemIndex, hash: String(itemIndex), given: '' },
	isBought: false,
	includeRaw: false,
});

/** Wants so many, and buys them if it may; the error of the refusal otherwise. */
async function buy(count: number, spending: SpendingLimits, stretch: Stretch = {}, api = kieVeo) {
	const { bought = count, isKilled = false } = stretch;
	const context = contextOf(stretch);
	const clock = clockAt(stretch.at);
	const items = Array.from({ length: count }, (_, index) => item(index));
	const operation = {
		api,
		spending,
		completion: { mode: 'submitOnly', separateOutputs: false },
	} as unknown as PaidOperation<VeoJob>;
	const budget = await guardSpending(context, operation, items, clock);
	const errors = items.map(({ task }) => task.error);
	// All or nothing.
	expect(new Set(errors).size).toBeLessThan(2);
	if (!errors[0]) for (let index = 0; index < bought; index++) budget.spend();
	if (!isKilled) await budget.release();
	return errors[0];
}

const day = { maxPurchasesPerDay: 2 };

it('a day is that of the workflow, and begins at its midnight', async () => {
	const rows = {};
	expect(await buy(2, day, { rows, at: '2026-03-01T22:59:00Z' })).toBeUndefined();
	const refused = await buy(1, day, { rows, at: '2026-03-01T22:59:59Z' });
	expect(refused?.advice).toBe(
		'The count begins anew on 2026-03-02 at 00:00 (Europe/Berlin). To buy more before that, raise the limit. Nothing was bought.',
	);
	expect(await buy(1, day, { rows, at: '2026-03-01T23:00:00Z' })).toBeUndefined();
});

it.each([
	['2026-12-31T12:00:00Z', 'Asia/Tokyo', '2027-01-01'],
	['2026-03-28T23:30:00Z', 'Europe/Berlin', '2026-03-30'],
	['2026-02-28T23:30:00Z', 'America/New_York', '2026-03-01'],
])('at %s in %s the next day is %s', async (at, timezone, next) => {
	const refused = await buy(3, day, { at, timezone });
	expect(refused?.advice).toContain(`anew on ${next} at 00:00 (${timezone})`);
});

it('a time zone that nobody knows is UTC, and says so', async () => {
	const refused = await buy(3, day, { timezone: 'DEFAULT' });
	expect(refused?.advice).toContain('00:00 (UTC)');
});

it('frees what was refused, and counts what a killed execution had reserved', async () => {
	const rows = {};
	expect(await buy(2, day, { rows, bought: 1 })).toBeUndefined();
	expect((await buy(2, day, { rows }))?.message).toContain('has bought 1 today');
	expect(await buy(1, day, { rows, bought: 0, isKilled: true })).toBeUndefined();
	expect((await buy(1, day, { rows }))?.message).toContain('has bought 2 today');
});

it('executions at the same moment do not buy more than one after the other', async () => {
	const rows = {};
	const errors = await Promise.all([1, 2, 3, 4].map(async () => await buy(1, day, { rows })));
	expect(errors.filter((error) => error === undefined)).toHaveLength(2);
});

it('leaves nothing of past days', async () => {
	const rows: Rows = {};
	for (const at of ['2026-03-01T12:00:00Z', '2026-03-02T12:00:00Z', '2026-03-05T12:00:00Z']) {
		await buy(2, day, { rows, at });
		expect(rows).toEqual({
			node: [
				`n8n-nodes-veo day ${at.slice(0, 10)}`,
				expect.stringContaining(at.slice(0, 10)),
				expect.stringContaining(at.slice(0, 10)),
			],
		});
	}
});

it('a retried execution takes the context along, and begins its own count', async () => {
	const kept = {};
	const run = { maxPurchasesPerRun: 1 };
	expect(await buy(1, run, { kept })).toBeUndefined();
	expect(await buy(1, run, { kept })).toMatchObject({ reason: 'spendingLimit' });
	expect(await buy(1, run, { kept, executionId: '8' })).toBeUndefined();
});

it('leaves nothing behind where nothing is limited', async () => {
	const [kept, rows] = [{}, {}];
	await buy(3, {}, { kept, rows });
	await buy(3, { maxPurchasesPerDay: 1 }, { kept, rows, mode: 'manual' });
	expect([kept, rows]).toEqual([{}, {}]);
});

it('refuses where the balance is never told', async () => {
	expect(await buy(1, { keepCredits: 5 }, {}, aceDataVeo)).toMatchObject({
		reason: 'spendingLimit',
		message:
			"'Keep at Least (Credits)' cannot be kept: Ace Data Cloud tells the balance on its website only",
	});
});

it('an agent that calls its tool several times at once gets no more than the limit', async () => {
	const kept = {};
	const calls = [1, 2, 3].map(async () => await buy(1, { maxPurchasesPerRun: 2 }, { kept }));
	const errors = await Promise.all(calls);
	expect(errors.map((error) => error?.reason)).toEqual([undefined, undefined, 'spendingLimit']);
	expect(await buy(1, { maxPurchasesPerRun: 3 }, { kept, bought: 0 })).toBeUndefined();
	expect(await buy(1, { maxPurchasesPerRun: 3 }, { kept })).toBeUndefined();
});
