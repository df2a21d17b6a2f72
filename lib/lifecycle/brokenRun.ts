import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { purchaseMemory } from './memory';
import { isTool } from './tool';
import { afterPurchase } from '../error';
import type { Task } from '../task';
import { thrownError } from '../http/thrownError';
import { carriesRecords, reportsFailures, toNodeError, type FailedRecord } from './failures';
import { toFailedItem, toItem } from './items';
import type { RunItem } from './operation';
import { taskOf } from './submit';

/** How far a run has come. */
export interface Run<Job> {
	/** Empty until all parameters are read. */
	items: Array<RunItem<Job>>;
	separateOutputs: boolean;
}

/** What is known of one item when something breaks. */
interface Remains {
	task: Partial<Task>;
	isBought: boolean;
	includeRaw: boolean;
}

/**
 * Ends a run in which something was thrown, so that what it has bought is not lost with it: as items
 * where failures are reported, otherwise in the error.
 * @throws the error itself where nothing was bought, otherwise a NodeApiError with all records
 */
export function brokenRun<Job>(
	context: IExecuteFunctions,
	{ items, separateOutputs }: Run<Job>,
	thrown: unknown,
): INodeExecutionData[][] {
	const memory = purchaseMemory(context);
	const all = context.getInputData().map((_, itemIndex): Remains => {
		if (items.length > 0) return items[itemIndex];
		const purchase = memory.ofItem(itemIndex);
		const task = purchase ? taskOf({}, purchase) : {};
		return { task, isBought: purchase !== undefined, includeRaw: false };
	});
	const bought = all.filter(({ isBought }) => isBought).map(({ task }) => task);
	if (carriesRecords(thrown) || (bought.length === 0 && !isTool(context))) throw thrown;
	const why = thrownError(thrown);
	if (!reportsFailures(context)) {
		throw toNodeError(context, { error: afterPurchase(why, bought[0]) }, undefined, bought);
	}
	const output = all.map(({ task, isBought, includeRaw }, itemIndex) => {
		const failed: FailedRecord = {
			...task,
			error: task.error ?? (isBought ? afterPurchase(why, task) : why),
			...(!isBought && { status: 'failed' }),
		};
		return task.status === 'succeeded'
			? toItem(task, itemIndex, { includeRaw })
			: toFailedItem(context, failed, itemIndex, { includeRaw });
	});
	return separateOutputs ? [[], output, []] : [output];
}
