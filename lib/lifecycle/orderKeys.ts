import type { IExecuteFunctions } from 'n8n-workflow';

import { refuse } from './check';
import { dropOwnOrder, findOrder, keepOrder, type Order } from './knownOrders';
import { noteTask } from './noteTask';
import { claim, claimed, type Claim } from './orderClaims';
import type { PaidOperation, RunItem } from './operation';
import { differences } from './orderedJob';
import { logPurchase } from './purchaseLog';
import { thrownError } from '../http/thrownError';
import { taskError, withoutPurchase, type Reason, type TaskError } from '../error';
import type { Submission } from '../providers/api';
import { isFinal, isKnown, type Task } from '../task';

/** How a key is freed; the operation is that of `nodes/common/orderKey.ts`. */
const FREE_IT =
	'free the key with the operation Forget Order Key of the resource Task in the same workflow';

/** What says that the provider has the task no more, or does not show it to this credential. */
const GONE: ReadonlySet<Reason | undefined> = new Set<Reason>(['unknownTask', 'expired']);

/**
 * Finds what the items' order keys have bought, before anything is prepared for the others.
 * @throws NodeApiError for the first item whose key stands for another job, unless failures are reported
 */
export async function recallOrders<Job>(
	context: IExecuteFunctions,
	operation: PaidOperation<Job>,
	items: Array<RunItem<Job>>,
): Promise<void> {
	const keyed = items.flatMap((item) => {
		const { orderKey: key } = item.key;
		return key === undefined || item.isBought || isFinal(item.task) ? [] : [{ item, key }];
	});
	if (keyed.length === 0) return;
	const known = new Map(keyed.map(({ key }) => [key, findOrder(context, key)]));
	let taken = new Set<string>();
	let obstacle: TaskError | undefined;
	try {
		const orders = [...known].flatMap(([key, order]) =>
			order ? [[key, order.generation] as const] : [],
		);
		taken = await claimed(context, new Map(orders));
	} catch (error) {
		obstacle = notKept(error);
	}
	for (const [key, order] of known) {
		// It was forgotten elsewhere, so it has bought nothing, or something else.
		if (order && !obstacle && !taken.has(key)) dropOwnOrder(context, key);
	}
	const first = new Map<string, RunItem<Job>>();
	for (const { item, key } of keyed) {
		const order = taken.has(key) ? known.get(key) : undefined;
		const same = first.get(key);
		if (!same) first.set(key, item);
		const others = same && differences(same.fields ?? {}, item.fields ?? {});
		const refusal =
			obstacle ??
			(others && others.length > 0
				? otherJob(operation, `"${key}" is that of item ${same.key.itemIndex}, too`, others)
				: order && conflict(operation, key, order, item));
		if (refusal) refuse(context, operation, items, item, refusal);
		else if (order) reuse(context, item, order);
	}
}

/** Orders that are being submitted by this process, by workflow, node and key. */
const underWay = new Map<string, Promise<unknown>>();

/**
 * Buys an item that has an order key, unless the key has bought before: then the item gets that task,
 * or says why it cannot have it.
 * @param buy submits the job, and writes down what came of it
 */
export async function buyOnce<Job>(
	context: IExecuteFunctions,
	operation: PaidOperation<Job>,
	item: RunItem<Job>,
	buy: () => Promise<Submission>,
): Promise<Submission | undefined> {
	const { orderKey: key } = item.key;
	if (key === undefined) return await buy();
	const id = JSON.stringify([context.getWorkflow().id, context.getNode().id, key]);
	// Who clicks twice gets the task of the first click.
	while (underWay.has(id)) await underWay.get(id);
	const purchase = buyUnclaimed(context, operation, item, key, buy);
	underWay.set(
		id,
		purchase.catch(() => undefined),
	);
	try {
		return await purchase;
	} finally {
		underWay.delete(id);
	}
}

async function buyUnclaimed<Job>(
	context: IExecuteFunctions,
	operation: PaidOperation<Job>,
	item: RunItem<Job>,
	key: string,
	buy: () => Promise<Submission>,
): Promise<Submission | undefined> {
	let own: Claim | undefined;
	try {
		own = await claim(context, key);
	} catch (error) {
		fail(item, notKept(error));
		return undefined;
	}
	if (!own) {
		const order = findOrder(context, key);
		const refusal = order ? conflict(operation, key, order, item) : unclear(key);
		if (order && !refusal) reuse(context, item, order);
		if (refusal) fail(item, refusal);
		return undefined;
	}
	item.generation = own.generation;
	const submission = context.getExecutionCancelSignal()?.aborted ? undefined : await buy();
	// What is unclear keeps the key, for it may have been bought.
	if (submission?.kind === 'accepted' || submission?.kind === 'unknown') return submission;
	try {
		await own.free();
	} catch (error) {
		const { message } = thrownError(error);
		context.logger.warn(`Order key ${JSON.stringify(key)} is still taken: ${message}`);
	}
	return submission;
}

/** Remembers the task that an item with an order key has bought. */
export function rememberOrder<Job>(
	context: IExecuteFunctions,
	{ key: { orderKey }, fields, generation }: RunItem<Job>,
	{ task, ref: { callbackUrl, ...ref } }: Extract<Submission, { kind: 'accepted' }>,
): void {
	if (orderKey === undefined) return;
	const { provider, product, taskId, version, videoIndex, audioId, trackIndex } = task;
	// Whatever became of it meanwhile, it is looked up.
	const bought = { provider, product, taskId, version, videoIndex, audioId, trackIndex };
	keepOrder(context, orderKey, {
		task: { ...(JSON.parse(JSON.stringify(bought)) as typeof bought), status: 'submitted' },
		ref,
		job: fields ?? {},
		at: Date.now(),
		...(generation !== undefined && { generation }),
	});
}

function fail<Job>(item: RunItem<Job>, error: TaskError): void {
	item.task = { ...item.task, status: 'failed', error };
}

function reuse<Job>(context: IExecuteFunctions, item: RunItem<Job>, { task, ref }: Order): void {
	logPurchase(context, item.key, task, { kind: 'reused', task });
	noteTask(context, task.taskId);
	item.task = { ...task, reused: true };
	item.ref = ref;
	item.isBought = true;
}

/**
 * What is known of an item's task after a look-up. Of one that has failed, or is gone, its order key
 * buys no other, which no advice may leave out.
 */
export function underOrderKey<Job, Now extends Task>(
	{ key: { orderKey }, task: before }: RunItem<Job>,
	now: Now,
): Now {
	const task: Now = before.reused ? { ...now, reused: true } : now;
	if (orderKey === undefined || !task.error) return task;
	const { reason } = task.error;
	const isOver = isKnown(task)
		? task.status === 'failed' || GONE.has(reason)
		: reason === 'submitUnknown';
	if (!isOver) return task;
	const advice = `${task.error.advice} The order key ${JSON.stringify(orderKey)} stands for this purchase: to buy anew, use another one, or ${FREE_IT}.`;
	return { ...task, error: { ...task.error, advice, retryable: false } };
}

function conflict<Job>(
	operation: PaidOperation<Job>,
	key: string,
	{ task: { taskId }, job }: Order,
	{ fields = {} }: RunItem<Job>,
): TaskError | undefined {
	const others = differences(job, fields);
	if (others.length === 0) return undefined;
	return withoutPurchase(otherJob(operation, `"${key}" has bought the task ${taskId}`, others));
}

function otherJob<Job>({ labelOf }: PaidOperation<Job>, what: string, fields: string[]): TaskError {
	const names = fields.map((field) => labelOf(field) ?? field).join(', ');
	return taskError('invalidRequest', {
		reason: 'badParameter',
		message: `'Order Key' ${what}, and the job is another one now: ${names}`,
		advice: `Give every job an order key of its own. To buy another job under this one, ${FREE_IT}.`,
	});
}

function unclear(key: string): TaskError {
	const line = `orderKey=${JSON.stringify(key)}`;
	return {
		...taskError('service', {
			reason: 'submitUnknown',
			message: `The order key ${JSON.stringify(key)} is taken, but which task it has bought is not known`,
			advice: `Another run of this node has bought it, may have, or is buying it right now; this run has not. If another run is still going on, run again when it has ended. Otherwise look for the lines 'Purchase begun' and 'Purchase accepted' with ${line} in n8n's log, and at the log on the provider's website. If nothing was bought, ${FREE_IT}.`,
		}),
		retryable: false,
	};
}

/** Where n8n cannot write the key down, nothing may be bought under it. */
function notKept(error: unknown): TaskError {
	return withoutPurchase(
		taskError('invalidRequest', {
			reason: 'badParameter',
			message: `'Order Key' cannot be written down by n8n: ${thrownError(error).message}`,
			advice:
				"Save the workflow, and in a node Remove Duplicates of the same workflow do not use the scope Workflow with another comparison than that of past values. Or take the option 'Order Key' away.",
		}),
	);
}
