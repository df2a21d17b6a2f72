import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { purchaseMemory } from '../../completion/memory';
import { paced } from '../../completion/submit';
import { foundByTrace } from '../../completion/traced';
import type { Complaint, Submission, TaskApi, TaskRef } from '../../providers/api';
import type { TaskError } from '../../providers/errors';
import { isFinal, type KnownTask, type Task } from '../../providers/task';
import { gatewayTo } from '../../transport/gateway';
import { downloadSettings, type DownloadSettings } from './downloadFields';
import { complaintError, isFailure, toNodeError } from './failures';
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
	/** Absent where the videos are not to be fetched. */
	download?: DownloadSettings;
}

/** An order whose task is bought and not final yet. */
export interface OpenOrder<Job> extends Order<Job> {
	task: KnownTask;
}

/**
 * Reads and checks the job of every item.
 * @returns one order per item, in order; those that cannot be bought are failed
 * @throws NodeApiError for the first item that cannot be bought, unless the node continues on fail
 */
export function checkAll<Job>(
	context: IExecuteFunctions,
	{ api, properties, readJob }: Shop<Job>,
	check: (job: Job) => Complaint | undefined = (job) => api.check(job),
): Array<Order<Job>> {
	return context.getInputData().map((_, itemIndex) => {
		const job = readJob(itemIndex);
		const task: Task = { provider: api.provider, product: api.product, status: 'submitted' };
		const download = wantedDownload(context, itemIndex);
		const complaint = check(job) ?? (download && 'field' in download ? download : undefined);
		if (complaint) return { job, task: refused(context, properties, task, itemIndex, complaint) };
		return { job, task, ...(download && !('field' in download) && { download }) };
	});
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
 * @throws NodeApiError for the first item that cannot be bought, unless the node continues on fail
 */
export async function prepareAll<Job>(
	context: IExecuteFunctions,
	{ properties, preparations = [] }: Shop<Job>,
	orders: Array<Order<Job>>,
): Promise<void> {
	const memory = purchaseMemory(context);
	const signal = context.getExecutionCancelSignal();
	for (const prepare of preparations) {
		for (const [itemIndex, order] of orders.entries()) {
			if (isFinal(order.task) || memory.get(itemIndex) || signal?.aborted) continue;
			const refusal = await prepare(order.job, itemIndex);
			if (refusal) order.task = refused(context, properties, order.task, itemIndex, refusal);
		}
	}
}

function refused(
	context: IExecuteFunctions,
	properties: INodeProperties[],
	task: Task,
	itemIndex: number,
	refusal: Complaint | TaskError,
): Task {
	const error = 'field' in refusal ? complaintError(properties, refusal) : refusal;
	stopOnFailure(context, { ...task, error }, itemIndex, []);
	return { ...task, status: 'failed', error };
}

/**
 * Buys the tasks of all orders, except those that an earlier try of this run has bought.
 * @throws NodeApiError for the first item that cannot be bought, unless the node continues on fail;
 * nothing more is bought then, and the error names what was
 */
export async function submitAll<Job>(
	context: IExecuteFunctions,
	{ api }: Shop<Job>,
	orders: Array<Order<Job>>,
): Promise<void> {
	const memory = purchaseMemory(context);
	const signal = context.getExecutionCancelSignal();
	const { submit: send, lookUpByTrace } = gatewayTo(context, api);
	const submit = paced(send, { signal });
	for (const [itemIndex, order] of orders.entries()) {
		if (isFinal(order.task) || signal?.aborted) continue;
		let purchase = memory.get(itemIndex);
		if (!purchase) {
			purchase = await submit(order.job);
			// A refusal bought nothing, so a retry may try it again.
			if (purchase.kind === 'accepted' || purchase.kind === 'unknown') {
				memory.set(itemIndex, purchase);
			}
		}
		const found = await foundByTrace(purchase, lookUpByTrace, { signal });
		if (found !== purchase && found.kind === 'accepted') memory.set(itemIndex, found);
		purchase = found;
		order.task = taskOf(order.task, purchase);
		if (purchase.kind !== 'accepted') {
			const before = orders.slice(0, itemIndex).map(({ task }) => task);
			stopOnFailure(context, order.task, itemIndex, before);
		}
	}
}

/** The orders that have to be waited for. */
export function openOrders<Job>(orders: Array<Order<Job>>): Array<OpenOrder<Job>> {
	return orders.filter(
		(order): order is OpenOrder<Job> => order.task.taskId !== undefined && !isFinal(order.task),
	);
}

function taskOf(task: Task, purchase: Submission): Task {
	if (purchase.kind === 'accepted') return purchase.task;
	const { error, traceId, raw } = purchase;
	return {
		...task,
		status: 'failed',
		...(traceId !== undefined && { traceId }),
		error,
		...(raw !== undefined && { raw }),
	};
}

function stopOnFailure(
	context: IExecuteFunctions,
	task: Task,
	itemIndex: number,
	others: Task[],
): void {
	if (isFailure(task) && !context.continueOnFail()) {
		throw toNodeError(context, task, itemIndex, others);
	}
}
