import type { IExecuteFunctions } from 'n8n-workflow';

import type { TaskError } from '../providers/errors';
import type { KnownTask } from '../providers/task';

/** What became of an item's submit: a task, or an answer that leaves open whether one was bought. */
export type Purchase = { task: KnownTask } | { unknown: TaskError };

/** What this run of the node has bought so far, by item. */
export interface PurchaseMemory {
	get(itemIndex: number): Purchase | undefined;
	set(itemIndex: number, purchase: Purchase): void;
	/** Call it when the run ends well. */
	clear(): void;
}

/**
 * Remembers purchases across n8n's Retry On Fail, which runs `execute()` again in the same
 * execution: the node's context lives as long as the execution. The run index keeps the rounds of a
 * loop apart.
 */
export function purchaseMemory(context: IExecuteFunctions): PurchaseMemory {
	const store = context.getContext('node');
	const key = `run${context.getWorkflowDataProxy(0).$runIndex}`;
	const purchases = () => store[key] as Record<number, Purchase> | undefined;
	return {
		get: (itemIndex) => purchases()?.[itemIndex],
		set(itemIndex, purchase) {
			store[key] = { ...purchases(), [itemIndex]: purchase };
		},
		clear() {
			store[key] = {};
		},
	};
}
