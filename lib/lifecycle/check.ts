import type { IExecuteFunctions } from 'n8n-workflow';

import { issueError, stopOnFailure } from './failures';
import { givenHashes, hashOf, purchaseMemory } from './memory';
import { fieldsOf } from './orderedJob';
import { otherTasks, type PaidOperation, type RunItem } from './operation';
import { taskOf } from './submit';
import { refuseSample } from './testRun';
import { afterPurchase, withoutPurchase, type TaskError } from '../error';
import type { Issue } from '../providers/api';
import { isFinal, type Task } from '../task';

/**
 * Reads and checks the job of every item, and remembers what earlier tries of this run have bought.
 * Nothing is read from the node's parameters later on.
 * @returns one per item, in order; those that cannot be bought are failed
 * @throws NodeApiError for the first item that cannot be bought, unless failures are reported
 */
export function checkAll<Job extends { taskId?: string }>(
	context: IExecuteFunctions,
	operation: PaidOperation<Job>,
	check: (job: Job) => Issue | undefined,
): Array<RunItem<Job>> {
	const { api, readItem, testRun } = operation;
	const memory = purchaseMemory(context);
	const { provider, product } = api;
	const given = givenHashes(context);
	const read = context.getInputData().map((input, itemIndex) => {
		const { job, download, includeRaw, orderKey: named } = readItem(itemIndex);
		const orderKey = typeof named === 'string' ? named : undefined;
		const key = { itemIndex, hash: hashOf(job, api, input), given: given[itemIndex], orderKey };
		const purchase = memory.get(key);
		const task: Task = { provider, product, status: 'submitted' };
		const item: RunItem<Job> = {
			job,
			task: purchase ? taskOf(task, purchase) : task,
			...(purchase?.kind === 'accepted' && { ref: purchase.ref }),
			key,
			isBought: purchase !== undefined,
			includeRaw,
			...(orderKey !== undefined && { fields: fieldsOf(job, api, input) }),
		};
		if (typeof named === 'object') return { item, issue: named };
		if (!download || 'field' in download) return { item, issue: download };
		return { item: { ...item, download } };
	});
	const items = read.map(({ item }) => item);
	for (const { item, issue } of read) {
		// What is bought cannot be refused any more, though its expressions now say something else.
		const wrong = (testRun ? undefined : refuseSample(item.job)) ?? check(item.job);
		const refusal = (item.isBought ? undefined : wrong) ?? issue;
		if (refusal) refuse(context, operation, items, item, refusal);
	}
	return items;
}

/**
 * Takes the preparations of all items, each step for all of them before the next one: whatever a step
 * finds wrong is found before a later one begins, and before anything is bought.
 * @throws NodeApiError for the first item that cannot be bought, unless failures are reported
 */
export async function prepareAll<Job>(
	context: IExecuteFunctions,
	operation: PaidOperation<Job>,
	items: Array<RunItem<Job>>,
): Promise<void> {
	const { preparations = [] } = operation;
	const signal = context.getExecutionCancelSignal();
	for (const prepare of preparations) {
		for (const [itemIndex, item] of items.entries()) {
			if (isFinal(item.task) || item.isBought || signal?.aborted) continue;
			const refusal = await prepare(item.job, itemIndex);
			if (refusal) refuse(context, operation, items, item, refusal);
		}
	}
}

/** Marks an item as failed before it costs anything. @throws NodeApiError unless failures are reported */
export function refuse<Job>(
	context: IExecuteFunctions,
	{ labelOf }: PaidOperation<Job>,
	items: Array<RunItem<Job>>,
	item: RunItem<Job>,
	refusal: Issue | TaskError,
): void {
	const why = 'field' in refusal ? issueError(refusal, labelOf(refusal.field)) : refusal;
	const error = item.isBought ? afterPurchase(why, item.task) : withoutPurchase(why);
	item.task = { ...item.task, status: 'failed', error };
	stopOnFailure(context, item.task, item.key.itemIndex, () => otherTasks(items, item));
}
