import type { IExecuteFunctions } from 'n8n-workflow';

import { stopOnFailure } from './failures';
import { otherTasks, type PaidOperation, type RunItem } from './operation';
import { releaseToday, reserveToday, type Ticket } from './purchasesOfDay';
import { readSteadily } from './readSteadily';
import { isTool } from './tool';
import { realClock, type Clock } from '../clock';
import { taskError, withoutPurchase, type TaskError } from '../error';
import { ask } from '../http/client';
import { thrownError } from '../http/thrownError';
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

/** What the run may buy. */
export interface Budget {
	/** Counts one purchase, or what may be one. */
	spend: () => void;
	/** Gives back what was not spent; call it after the last purchase. */
	release: () => Promise<void>;
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
): Promise<Budget> {
	const wanted = items.filter(({ task, isBought }) => !isBought && !isFinal(task));
	if (wanted.length === 0) return budgetOf(context, limits, 0, []);
	const count = purchasesOf(wanted);
	const breach = reserveInRun(context, limits, count);
	const why = breach
		? limitError(context, breach)
		: await breachOfCredits(context, api.provider, limits, clock);
	// The last one, because it takes what it grants.
	const granted = why ? { why } : await grantToday(context, limits, count, clock);
	if ('tickets' in granted) return budgetOf(context, limits, count, granted.tickets);
	if (!breach) countInRun(context, limits, -count);
	const error = withoutPurchase(granted.why);
	for (const item of wanted) item.task = { ...item.task, status: 'failed', error };
	if (!separateOutputs) {
		const [first] = wanted;
		stopOnFailure(context, first.task, first.key.itemIndex, () => otherTasks(items, first));
	}
	return budgetOf(context, limits, 0, []);
}

/** How many purchases the items come to: those with the same order key are one. */
function purchasesOf<Job>(items: Array<RunItem<Job>>): number {
	return new Set(items.map(({ key }) => key.orderKey ?? key)).size;
}

/** @param granted how many purchases are counted already */
function budgetOf(
	context: IExecuteFunctions,
	limits: SpendingLimits,
	granted: number,
	tickets: Ticket[],
): Budget {
	let spent = 0;
	return {
		spend() {
			spent += 1;
		},
		async release() {
			countInRun(context, limits, spent - granted);
			try {
				await releaseToday(context, tickets.slice(spent));
			} catch (error) {
				const { message } = thrownError(error);
				context.logger.warn(`'Max Purchases per Day' counts what was not bought: ${message}`);
			}
		},
	};
}

/**
 * Counts the purchases before the first of them, and without waiting for anything: an agent may call
 * its tool several times at once.
 * @returns why they are not granted
 */
function reserveInRun(
	context: IExecuteFunctions,
	limits: SpendingLimits,
	wanted: number,
): Breach | undefined {
	const limit = limits.maxPurchasesPerRun;
	if (limit === undefined) return undefined;
	const bought = boughtInRun(context);
	if (bought + wanted <= limit) {
		countInRun(context, limits, wanted);
		return undefined;
	}
	return {
		message: `'Max Purchases per Run' is ${limit}: the node wanted ${wanted}${bought > 0 ? ' more' : ''}, and has bought ${bought} in this execution`,
		advice: 'Raise the limit, or give the node fewer items.',
		until: 'in this execution',
	};
}

/** @returns what is granted for today; or why nothing is */
async function grantToday(
	context: IExecuteFunctions,
	{ maxPurchasesPerDay: limit }: SpendingLimits,
	wanted: number,
	clock: Clock,
): Promise<{ tickets: Ticket[] } | { why: TaskError }> {
	// A person at the editor is not what runs away.
	if (limit === undefined || context.getMode() === 'manual') return { tickets: [] };
	const { day, timeZone } = today(context, clock);
	let reserved: Awaited<ReturnType<typeof reserveToday>>;
	try {
		reserved = await reserveToday(context, day, wanted, limit);
	} catch (error) {
		return { why: notCounted(error) };
	}
	const { tickets, before } = reserved;
	if (tickets) return { tickets };
	const next = new Date(Date.parse(day) + DAY).toISOString().slice(0, day.length);
	const breach = {
		message: `'Max Purchases per Day' is ${limit}: the node wanted ${wanted}${before > 0 ? ' more' : ''}, and has bought ${before} today`,
		advice: `The count begins anew on ${next} at 00:00 (${timeZone}). To buy more before that, raise the limit.`,
		until: `before ${next}`,
	};
	return { why: limitError(context, breach) };
}

/** Where n8n cannot count, nobody knows how much it was. */
function notCounted(error: unknown): TaskError {
	return taskError('invalidRequest', {
		reason: 'badParameter',
		message: `'Max Purchases per Day' cannot be counted by n8n: ${thrownError(error).message}`,
		advice:
			"Save the workflow; one that is written into a node Execute Workflow needs to be saved as a workflow of its own. Or remove the option 'Max Purchases per Day'.",
	});
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

/**
 * How often this node has bought in this execution. In the node's context, which outlives rounds of a
 * loop, tries and suspensions. An execution that the user retries takes it along, but is one of its own.
 */
function boughtInRun(context: IExecuteFunctions): number {
	const kept = context.getContext('node').boughtInRun as
		{ executionId: string; bought: number } | undefined;
	return kept?.executionId === context.getExecutionId() ? kept.bought : 0;
}

function countInRun(
	context: IExecuteFunctions,
	{ maxPurchasesPerRun }: SpendingLimits,
	purchases: number,
): void {
	if (maxPurchasesPerRun === undefined || purchases === 0) return;
	const bought = boughtInRun(context) + purchases;
	context.getContext('node').boughtInRun = { executionId: context.getExecutionId(), bought };
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
