import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import {
	givenHashes,
	hashOf,
	purchaseMemory,
	type OrderKey,
	type Purchase,
} from '../../completion/memory';
import { paced } from '../../completion/submit';
import { foundByTrace } from '../../completion/traced';
import type { Complaint, Submission, TaskApi, TaskRef } from '../../providers/api';
import type { TaskError } from '../../providers/errors';
import { isFinal, isKnown, type KnownTask, type Task } from '../../providers/task';
import { gatewayTo } from '../../transport/gateway';
import { downloadSettings, type DownloadSettings } from './downloadFields';
import { complaintError, isFailure, reportsFailures, toNodeError } from './failures';
import { wantsRaw } from './items';
import { parametersOf } from './parameters';

/** What an operation that buys tasks knows. */
export interface Shop<Job> {
	api: TaskApi<Job>;
	/** The operation's own fields, for messages that name one. */
	properties: INodeProperties[];
	readJob: (itemIndex: number) => Job;
	/** How a task of this operation is looked up. */
	toRef: (task: KnownTask, job: Job) => TaskRef;
	/** What has to be done before the first purchase and takes files or the network, step by step. */
	preparations?: Array<Preparation<Job>>;
}

/** One step that completes a job in place; it says so where the job cannot be bought. */
export type Preparation<Job> = (
	job: Job,
	itemIndex: number,
) => Promise<Complaint | TaskError | undefined>;

/** One input item on its way: `task` holds the last that is known of it. */
export interface Order<Job> {
	job: Job;
	task: Task;
	key: OrderKey;
	/** Whether it is bought, or may be. */
	isBought: boolean;
	/** Absent where the videos are not to be fetched. */
	download?: DownloadSettings;
	includeRaw: boolean;
}

/** An order whose task is bought and not final yet. */
export interface OpenOrder<Job> extends Order<Job> {
	task: KnownTask;
}

/**
 * Reads and checks the job of every item, and remembers what earlier tries of this run have bought.
 * Nothing is read from the node's parameters later on.
 * @returns one order per item, in order; those that cannot be bought are failed
 * @throws NodeApiError for the first item that cannot be bought, unless failures are reported
 */
export function checkAll<Job extends object>(
	context: IExecuteFunctions,
	{ api, properties, readJob }: Shop<Job>,
	check: (job: Job) => Complaint | undefined = (job) => api.check(job),
): Array<Order<Job>> {
	const memory = purchaseMemory(context);
	const { provider, product } = api;
	const given = givenHashes(context);
	const read = context.getInputData().map((item, itemIndex) => {
		const job = readJob(itemIndex);
		const key = { itemIndex, hash: hashOf(job, api, item), given: given[itemIndex] };
		const purchase = memory.get(key);
		const task: Task = { provider, product, status: 'submitted' };
		const order: Order<Job> = {
			job,
			task: purchase ? taskOf(task, purchase) : task,
			key,
			isBought: purchase !== undefined,
			includeRaw: wantsRaw(context, itemIndex),
		};
		const download = wantedDownload(context, itemIndex);
		if (!download || 'field' in download) return { order, complaint: download };
		return { order: { ...order, download } };
	});
	const orders = read.map(({ order }) => order);
	for (const { order, complaint } of read) {
		// What is bought cannot be refused any more, though its expressions now say something else.
		const refusal = (order.isBought ? undefined : check(order.job)) ?? complaint;
		if (refusal) refuse(context, properties, orders, order, refusal);
	}
	return orders;
}

function wantedDownload(
	context: IExecuteFunctions,
	itemIndex: number,
): DownloadSettings | Complaint | undefined {
	const parameters = parametersOf(context, itemIndex);
	return parameters.flag('download') ? downloadSettings(parameters) : undefined;
}

/**
 * Takes the preparations of all orders, each step for all items before the next one: whatever a step
 * finds wrong is found before a later one begins, and before anything is bought.
 * @throws NodeApiError for the first item that cannot be bought, unless failures are reported
 */
export async function prepareAll<Job>(
	context: IExecuteFunctions,
	{ properties, preparations = [] }: Shop<Job>,
	orders: Array<Order<Job>>,
): Promise<void> {
	const signal = context.getExecutionCancelSignal();
	for (const prepare of preparations) {
		for (const [itemIndex, order] of orders.entries()) {
			if (isFinal(order.task) || order.isBought || signal?.aborted) continue;
			const refusal = await prepare(order.job, itemIndex);
			if (refusal) refuse(context, properties, orders, order, refusal);
		}
	}
}

function refuse<Job>(
	context: IExecuteFunctions,
	properties: INodeProperties[],
	orders: Array<Order<Job>>,
	order: Order<Job>,
	refusal: Complaint | TaskError,
): void {
	const error = 'field' in refusal ? complaintError(properties, refusal) : refusal;
	order.task = { ...order.task, status: 'failed', error };
	stopOnFailure(context, orders, order);
}

/**
 * Buys the tasks of all orders, except those that an earlier try of this run has bought.
 * @param timeLimit milliseconds after which a submit that was refused as too fast is not sent again
 * @throws NodeApiError for the first item that cannot be bought, unless failures are reported;
 * nothing more is bought then, and the error names what was
 */
export async function submitAll<Job>(
	context: IExecuteFunctions,
	{ api }: Shop<Job>,
	orders: Array<Order<Job>>,
	timeLimit?: number,
): Promise<void> {
	const memory = purchaseMemory(context);
	const signal = context.getExecutionCancelSignal();
	const { submit: send, lookUpByTrace } = gatewayTo(context, api);
	const submit = paced(send, { signal, timeLimit });
	for (const order of orders) {
		if (signal?.aborted) return;
		let submission: Submission | undefined = memory.get(order.key);
		if (!submission && !isFinal(order.task)) {
			submission = await submit(order.job);
			// A refusal bought nothing, so a retry may try it again.
			if (isPurchase(submission)) {
				memory.record(order.key, api, submission);
				order.isBought = true;
			}
			order.task = taskOf(order.task, submission);
		}
		const found = submission && (await foundByTrace(submission, lookUpByTrace, { signal }));
		if (found && found !== submission && isPurchase(found)) {
			memory.record(order.key, api, found);
			order.task = taskOf(order.task, found);
		}
		// A task that has an ID is reported with the others, when all of them are final.
		if (!isKnown(order.task)) stopOnFailure(context, orders, order);
	}
}

/** The orders that have to be waited for. */
export function openOrders<Job>(orders: Array<Order<Job>>): Array<OpenOrder<Job>> {
	return orders.filter(
		(order): order is OpenOrder<Job> => order.task.taskId !== undefined && !isFinal(order.task),
	);
}

/** The task that a submit came to. @param task what is known of it without */
export function taskOf<Known extends Partial<Task>>(
	task: Known,
	submission: Submission,
): Known | Task {
	if (submission.kind === 'accepted') return submission.task;
	const { error, traceId, raw } = submission;
	return {
		...task,
		status: 'failed',
		...(traceId !== undefined && { traceId }),
		error,
		...(raw !== undefined && { raw }),
	};
}

function isPurchase(submission: Submission): submission is Purchase {
	return submission.kind === 'accepted' || submission.kind === 'unknown';
}

function stopOnFailure<Job>(
	context: IExecuteFunctions,
	orders: Array<Order<Job>>,
	order: Order<Job>,
): void {
	if (isFailure(order.task) && !reportsFailures(context)) {
		throw toNodeError(context, order.task, order.key.itemIndex, otherTasks(orders, order));
	}
}

/** What else was bought in the run, for the error that one order ends it with. */
export function otherTasks<Job>(orders: Array<Order<Job>>, order: Order<Job>): Task[] {
	return orders.filter((other) => other !== order && other.isBought).map(({ task }) => task);
}
