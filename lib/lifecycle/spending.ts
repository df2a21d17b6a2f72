import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { stopOnFailure } from './failures';
import { otherTasks, type PaidOperation, type RunItem } from './operation';
import { readSteadily } from './readSteadily';
import { isTool } from './tool';
import { realClock, type Clock } from '../clock';
import { taskError, withoutPurchase, type TaskError } from '../error';
import { ask } from '../http/client';
import { PROVIDERS } from '../providers';
import { isFinal, type Provider } from '../task';

/** What the user lets the node spend; what is absent is not limited. All are whole numbers from 1 on. */
export interface SpendingLimits {
	/** Purchases of this node in one execution. */
	maxPurchasesPerRun?: number;
	/** Purchases of this node in one day of the workflow's time zone, in production. */
	maxPurchasesPerDay?: number;
	/** Nothing is bought unless the provider's account has more credits than this. */
	keepCredits?: number;
}

/** What a limit has to say. */
interface Breach {
	message: string;
	advice: string;
	/** Until when every further purchase is refused, as the end of a sentence for an agent. */
	until: string;
}

/**
 * Refuses all that is still to be bought where a limit would be broken by it: all or nothing, so that
 * no part of a run is paid for in vain. What an earlier try of the run has bought counts once and is
 * not touched.
 * @throws NodeApiError where failures are neither reported nor have an output of their own
 */
export async function guardSpending<Job>(
	context: IExecuteFunctions,
	{ api, spending: limits, completion: { separateOutputs } }: PaidOperation<Job>,
	items: Array<RunItem<Job>>,
	clock: Clock = realClock,
): Promise<void> {
	const wanted = items.filter(({ task, isBought }) => !isBought && !isFinal(task));
	if (wanted.length === 0) return;
	const count = purchasesOf(wanted);
	const breach = breachOfRun(context, limits, count) ?? breachOfDay(context, limits, count, clock);
	const why = breach
		? limitError(context, breach)
		: await breachOfCredits(context, api.provider, limits, clock);
	if (!why) return;
	const error = withoutPurchase(why);
	for (const item of wanted) item.task = { ...item.task, status: 'failed', error };
	if (separateOutputs) return;
	const [first] = wanted;
	stopOnFailure(context, first.task, first.key.itemIndex, () => otherTasks(items, first));
}

/** How many purchases the items come to: those with the same order key are one. */
function purchasesOf<Job>(items: Array<RunItem<Job>>): number {
	return new Set(items.map(({ key }) => key.orderKey ?? key)).size;
}

/** Counts one purchase, or what may be one, for the limits that there are. */
export function countPurchase(
	context: IExecuteFunctions,
	{ maxPurchasesPerRun, maxPurchasesPerDay }: SpendingLimits,
	clock: Clock = realClock,
): void {
	if (maxPurchasesPerRun !== undefined) runTally(context).add();
	if (maxPurchasesPerDay !== undefined && isCounted(context)) dayTally(context, clock).add();
}

function breachOfRun(
	context: IExecuteFunctions,
	{ maxPurchasesPerRun: limit }: SpendingLimits,
	wanted: number,
): Breach | undefined {
	if (limit === undefined) return undefined;
	const { bought } = runTally(context);
	if (bought + wanted <= limit) return undefined;
	return {
		message: `'Max Purchases per Run' is ${limit}: the node wanted ${wanted}${bought > 0 ? ' more' : ''}, and has bought ${bought} in this execution`,
		advice: 'Raise the limit, or give the node fewer items.',
		until: 'in this execution',
	};
}

function breachOfDay(
	context: IExecuteFunctions,
	{ maxPurchasesPerDay: limit }: SpendingLimits,
	wanted: number,
	clock: Clock,
): Breach | undefined {
	if (limit === undefined || !isCounted(context)) return undefined;
	const { bought } = dayTally(context, clock);
	if (bought + wanted <= limit) return undefined;
	const { day, timeZone } = today(context, clock);
	const next = new Date(Date.parse(day) + DAY).toISOString().slice(0, day.length);
	return {
		message: `'Max Purchases per Day' is ${limit}: the node wanted ${wanted}${bought > 0 ? ' more' : ''}, and has bought ${bought} today`,
		advice: `The count begins anew on ${next} at 00:00 (${timeZone}). To buy more before that, raise the limit.`,
		until: `before ${next}`,
	};
}

/** Where the balance cannot be read, nobody knows what is left, so nothing is bought either. */
async function breachOfCredits(
	context: IExecuteFunctions,
	provider: Provider,
	{ keepCredits: limit }: SpendingLimits,
	clock: Clock,
): Promise<TaskError | undefined> {
	if (limit === undefined) return undefined;
	const { credits: endpoint, label } = PROVIDERS[provider];
	if (!endpoint) {
		return limitError(context, {
			message: `'Keep at Least (Credits)' cannot be kept: ${label} tells the balance on its website only`,
			advice: 'Remove the option, or choose another provider.',
			until: 'with these settings',
		});
	}
	const signal = context.getExecutionCancelSignal();
	const balance = await readSteadily(
		async () => await ask(context, provider, endpoint, undefined),
		{ signal, clock },
	);
	if (balance.kind !== 'credits') {
		const { advice } = balance.error;
		return {
			...balance.error,
			advice: `'Keep at Least (Credits)' needs the balance, which could not be read. ${advice}`,
		};
	}
	if (balance.credits > limit) return undefined;
	return limitError(context, {
		message: `'Keep at Least (Credits)' is ${limit}: ${balance.credits} are left at ${label}`,
		advice: 'Top up the balance at the provider, or lower the amount.',
		until: 'until credits are added',
	});
}

/** An agent takes any error for an invitation to make the call again. */
function limitError(context: IExecuteFunctions, { message, advice, until }: Breach): TaskError {
	const note = isTool(context)
		? ` Do not call this tool again ${until}: it would be refused, too.`
		: '';
	return taskError('account', {
		reason: 'spendingLimit',
		message,
		advice: `${advice}${note}`,
	});
}

/** How often something was bought in a period. */
interface Tally {
	bought: number;
	/** Counts one more. */
	add: () => void;
}

/** @param stores where it is kept; the one that has seen the most is right */
function tallyIn(stores: IDataObject[], key: string, period: string): Tally {
	const counts = stores.map((store) => {
		const kept = store[key] as { period: string; bought: number } | undefined;
		return kept?.period === period ? kept.bought : 0;
	});
	const bought = Math.max(...counts);
	return {
		bought,
		add() {
			for (const store of stores) store[key] = { period, bought: bought + 1 };
		},
	};
}

/**
 * In the node's context, which outlives rounds of a loop, tries and suspensions. An execution that the
 * user retries takes it along, but is one of its own.
 */
function runTally(context: IExecuteFunctions): Tally {
	return tallyIn([context.getContext('node')], 'boughtInRun', context.getExecutionId());
}

/**
 * In the node's static data, which n8n stores when an execution ends, fails or is suspended. A
 * suspended execution comes back with that of its beginning, so its own context counts along.
 */
function dayTally(context: IExecuteFunctions, clock: Clock): Tally {
	const stores = [context.getWorkflowStaticData('node'), context.getContext('node')];
	return tallyIn(stores, 'boughtToday', today(context, clock).day);
}

/** n8n stores no static data of runs from the editor. */
function isCounted(context: IExecuteFunctions): boolean {
	return context.getMode() !== 'manual';
}

const DAY = 24 * 60 * 60_000;

/** The date, in the time zone of the workflow. */
function today(context: IExecuteFunctions, clock: Clock): { day: string; timeZone: string } {
	const timeZone = knownZone(context.getTimezone());
	// The Swedish way to write a date is that of ISO 8601.
	const day = new Intl.DateTimeFormat('sv-SE', { timeZone }).format(clock.now());
	return { day, timeZone };
}

/** Workflows that were not made in the editor may have any text there. */
function knownZone(timeZone: string): string {
	try {
		return new Intl.DateTimeFormat('sv-SE', { timeZone }).resolvedOptions().timeZone;
	} catch {
		return 'UTC';
	}
}
