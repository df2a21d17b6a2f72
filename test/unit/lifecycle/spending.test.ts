import type { IDataObject, IExecuteFunctions, WorkflowExecuteMode } from 'n8n-workflow';

import { countPurchase, guardSpending, type SpendingLimits } from '../../../lib/lifecycle/spending';
import type { PaidOperation, RunItem } from '../../../lib/lifecycle/operation';
import { kieVeo } from '../../../lib/providers/kie/veo';
import { aceDataVeo } from '../../../lib/providers/aceData/veo';
import type { VeoJob } from '../../../lib/providers/api';

/** One stretch of an execution, up to its end or its suspension. */
interface Stretch {
	executionId?: string;
	mode?: WorkflowExecuteMode;
	timezone?: string;
	/** The moment, as ISO 8601. */
	at?: string;
	/** The node's context, and its static data. */
	kept?: IDataObject;
	stored?: IDataObject;
}

function contextOf({
	executionId = '7',
	mode = 'trigger',
	timezone = 'Europe/Berlin',
	kept = {},
	stored = {},
}: Stretch): IExecuteFunctions {
	return {
		getContext: () => kept,
		getWorkflowStaticData: () => stored,
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
	const context = contextOf(stretch);
	const clock = clockAt(stretch.at);
	const items = Array.from({ length: count }, (_, index) => item(index));
	const operation = {
		api,
		spending,
		completion: { mode: 'submitOnly', separateOutputs: false },
	} as unknown as PaidOperation<VeoJob>;
	await guardSpending(context, operation, items, clock);
	const errors = items.map(({ task }) => task.error);
	// All or nothing.
	expect(new Set(errors).size).toBeLessThan(2);
	if (!errors[0])
		for (let index = 0; index < count; index++) countPurchase(context, spending, clock);
	return errors[0];
}

const day = { maxPurchasesPerDay: 2 };

it('a day is that of the workflow, and begins at its midnight', async () => {
	const stored = {};
	expect(await buy(2, day, { stored, at: '2026-03-01T22:59:00Z' })).toBeUndefined();
	const refused = await buy(1, day, { stored, at: '2026-03-01T22:59:59Z' });
	expect(refused?.advice).toBe(
		'The count begins anew on 2026-03-02 at 00:00 (Europe/Berlin). To buy more before that, raise the limit. Nothing was bought.',
	);
	expect(await buy(1, day, { stored, at: '2026-03-01T23:00:00Z' })).toBeUndefined();
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

it('an execution that comes back with the static data of its beginning still knows what it bought', async () => {
	const kept = {};
	expect(await buy(2, day, { kept, stored: {} })).toBeUndefined();
	expect((await buy(1, day, { kept, stored: {} }))?.message).toContain('has bought 2 today');
});

it('counts what other executions have bought meanwhile, where that is more', async () => {
	const kept = {};
	const stored: IDataObject = {};
	await buy(1, { maxPurchasesPerDay: 5 }, { kept, stored });
	await buy(3, { maxPurchasesPerDay: 5 }, { executionId: '8', stored });
	expect((await buy(2, { maxPurchasesPerDay: 5 }, { kept, stored }))?.message).toContain(
		'has bought 4 today',
	);
});

it('a retried execution takes the context along, and begins its own count', async () => {
	const kept = {};
	const run = { maxPurchasesPerRun: 1 };
	expect(await buy(1, run, { kept })).toBeUndefined();
	expect(await buy(1, run, { kept })).toMatchObject({ reason: 'spendingLimit' });
	expect(await buy(1, run, { kept, executionId: '8' })).toBeUndefined();
});

it('leaves nothing behind where nothing is limited', async () => {
	const [kept, stored] = [{}, {}];
	await buy(3, {}, { kept, stored });
	expect([kept, stored]).toEqual([{}, {}]);
});

it('refuses where the balance is never told', async () => {
	expect(await buy(1, { keepCredits: 5 }, {}, aceDataVeo)).toMatchObject({
		reason: 'spendingLimit',
		message:
			"'Keep at Least (Credits)' cannot be kept: Ace Data Cloud tells the balance on its website only",
	});
});
