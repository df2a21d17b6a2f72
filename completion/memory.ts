import type { IExecuteFunctions } from 'n8n-workflow';

import type { Submission } from '../providers/api';

/** A submit that bought a task, or may have. */
export type Purchase = Extract<Submission, { kind: 'accepted' | 'unknown' }>;

/** What this run of the node has bought so far, by item. */
export interface PurchaseMemory {
	get(itemIndex: number): Submission | undefined;
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
