import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { purchaseMemory, type PurchaseMemory } from '../../completion/memory';
import { poll, type OpenTask } from '../../completion/poll';
import { paced } from '../../completion/submit';
import type { Submission, TaskApi, TaskRef } from '../../providers/api';
import { isFinal, type KnownTask, type Task } from '../../providers/task';
import { gatewayTo } from '../../transport/gateway';
import { withToken } from './callbackUrl';
import { completionOf } from './completion';
import { complaintError, isFailure, toNodeError } from './failures';
import { toFailedItem, toItem } from './items';

/** What an operation that buys tasks knows. */
export interface Shop<Job> {
	api: TaskApi<Job>;
	/** The node's own fields, for messages that name one. */
	properties: INodeProperties[];
	readJob(itemIndex: number): Job;
	/** How a task of this operation is looked up. */
	toRef(task: KnownTask, job: Job): TaskRef;
}

/** One input item on its way: `task` holds the last that is known of it. */
interface Order<Job> {
	job: Job;
	task: Task;
}

/**
 * Buys one task per input item and completes them as the parameter Completion says: every item is
 * checked before the first is bought, all are submitted, and then all are waited for together.
 * @returns one item per input item, in order
 * @throws NodeApiError for the first item that failed, unless the node continues on fail
 */
export async function buy<Job extends { callbackUrl?: string }>(
	context: IExecuteFunctions,
	shop: Shop<Job>,
): Promise<INodeExecutionData[]> {
	const memory = purchaseMemory(context);
	const completion = completionOf(context);
	const orders = await checkAll(context, shop);
	await submitAll(context, shop, orders, memory);
	if (completion.mode === 'poll') await pollAll(context, shop, orders, completion);
	const tasks = orders.map(({ task }) => task);
	if (!tasks.some(isFailure)) memory.clear();
	return tasks.map((task, itemIndex) => {
		if (!isFailure(task)) return toItem(context, task, itemIndex);
		const others = tasks.filter((_, index) => index !== itemIndex);
		return toFailedItem(context, task, itemIndex, others);
	});
}

async function checkAll<Job extends { callbackUrl?: string }>(
	context: IExecuteFunctions,
	{ api, properties, readJob }: Shop<Job>,
): Promise<Array<Order<Job>>> {
	const orders: Array<Order<Job>> = [];
	for (let itemIndex = 0; itemIndex < context.getInputData().length; itemIndex++) {
		const job = readJob(itemIndex);
		const task: Task = { provider: api.provider, product: api.product, status: 'submitted' };
		const complaint = api.check(job);
		if (complaint) {
			const refused: Task = {
				...task,
				status: 'failed',
				error: complaintError(properties, complaint),
			};
			stopOnFailure(context, refused, itemIndex, []);
			orders.push({ job, task: refused });
		} else {
			const callbackUrl =
				job.callbackUrl && (await withToken(context, api.provider, job.callbackUrl));
			orders.push({ job: callbackUrl ? { ...job, callbackUrl } : job, task });
		}
	}
	return orders;
}

async function submitAll<Job>(
	context: IExecuteFunctions,
	{ api }: Shop<Job>,
	orders: Array<Order<Job>>,
	memory: PurchaseMemory,
): Promise<void> {
	const signal = context.getExecutionCancelSignal();
	const submit = paced(gatewayTo(context, api).submit, { signal });
	for (const [itemIndex, order] of orders.entries()) {
		if (isFinal(order.task) || signal?.aborted) continue;
		const earlier = memory.get(itemIndex);
		if (earlier) {
			order.task =
				'task' in earlier
					? earlier.task
					: failed(order.task, { kind: 'unknown', error: earlier.unknown });
		} else {
			const submission = await submit(order.job);
			order.task =
				submission.kind === 'accepted' ? submission.task : failed(order.task, submission);
			if (submission.kind === 'accepted') memory.set(itemIndex, { task: submission.task });
			if (submission.kind === 'unknown') memory.set(itemIndex, { unknown: submission.error });
		}
		// Without Continue On Fail nothing more is bought once an item cannot be.
		const before = orders.slice(0, itemIndex).map(({ task }) => task);
		if (!('taskId' in order.task)) stopOnFailure(context, order.task, itemIndex, before);
	}
}

async function pollAll<Job>(
	context: IExecuteFunctions,
	{ api, toRef }: Shop<Job>,
	orders: Array<Order<Job>>,
	{ interval, timeLimit }: { interval: number; timeLimit: number },
): Promise<void> {
	const waiting: Array<{ order: Order<Job>; open: OpenTask }> = [];
	for (const order of orders) {
		const { task, job } = order;
		if (isKnown(task) && !isFinal(task)) {
			waiting.push({ order, open: { task, ref: toRef(task, job) } });
		}
	}
	const tasks = await poll(
		waiting.map(({ open }) => open),
		gatewayTo(context, api).lookUp,
		{ interval, timeLimit, signal: context.getExecutionCancelSignal() },
	);
	waiting.forEach(({ order }, index) => {
		order.task = tasks[index];
	});
}

function isKnown(task: Task): task is KnownTask {
	return task.taskId !== undefined;
}

function failed(task: Task, { error }: Exclude<Submission, { kind: 'accepted' }>): Task {
	return { ...task, status: 'failed', error };
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
