import { createHash } from 'crypto';
import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { BINARY_IN_JSON_PROPERTY } from 'n8n-workflow';

import type { Submission } from '../providers/api';
import type { Task } from '../task';
import { logPurchase } from './purchaseLog';
import { isTool } from './tool';

/** A submit that bought a task, or may have. */
export type Purchase = Extract<Submission, { kind: 'accepted' | 'unknown' }>;

/** What tells one item's job from another. */
export interface PurchaseKey {
	itemIndex: number;
	/** See `hashOf`. */
	hash: string;
	/** The hash of what the user gave for it, see `givenHashes`. */
	given: string;
	/** Absent where the user gives none. */
	orderKey?: string;
}

/** What this run of the node has bought so far. */
export interface PurchaseMemory {
	get(key: PurchaseKey): Purchase | undefined;
	/** Whether it was bought by the execution that the user now retries: callbacks go to that one. */
	isInherited(key: PurchaseKey): boolean;
	/** What was last bought for an item, whatever its job is now. */
	ofItem(itemIndex: number): Purchase | undefined;
	/** Writes a purchase down: with the execution, and in n8n's log. */
	record(key: PurchaseKey, what: Pick<Task, 'provider' | 'product'>, purchase: Purchase): void;
	/** Call it last, when the run has ended well and nothing can break any more. */
	clear(): void;
}

interface Entry extends PurchaseKey {
	executionId: string;
	purchase: Purchase;
}

/** What lies in the node's context. */
interface Store {
	run: string;
	entries: Record<string, Entry>;
}

/**
 * Remembers purchases in the node's context, which lives as long as the execution and comes along
 * when the user retries a failed one. A job is known by its place: the run of the node, which
 * keeps the rounds of a loop apart, and the item. Within one execution n8n comes back to a place
 * only to try the same job again; after the user's retry the hashes tell whether it still is the
 * same. It is where the user has changed nothing, though an expression may give another value every
 * time, such as the time of day; and where it comes to the same job. For an agent's tool n8n counts
 * every try as a run, so there the hash alone counts: the same call in the same execution is the same
 * job.
 */
export function purchaseMemory(context: IExecuteFunctions): PurchaseMemory {
	const kept = context.getContext('node');
	const tool = isTool(context);
	const run = tool ? 'tool' : `run${context.getWorkflowDataProxy(0).$runIndex}`;
	const executionId = context.getExecutionId();
	const keyOf = ({ itemIndex, hash }: PurchaseKey) => (tool ? `${itemIndex} ${hash}` : itemIndex);
	/** Those of earlier rounds are of no use any more. */
	const entries = (): Store['entries'] => {
		const store = kept.purchases as Store | undefined;
		return store?.run === run ? store.entries : {};
	};
	const entryOf = (key: PurchaseKey): Entry | undefined => {
		const entry = (entries() as Partial<Store['entries']>)[keyOf(key)];
		if (!entry || entry.executionId === executionId) return entry;
		return entry.hash === key.hash || entry.given === key.given ? entry : undefined;
	};
	return {
		get: (key) => entryOf(key)?.purchase,
		isInherited(key) {
			const entry = entryOf(key);
			return entry !== undefined && entry.executionId !== executionId;
		},
		ofItem: (wanted) =>
			Object.values(entries())
				.filter(({ itemIndex }) => itemIndex === wanted)
				.at(-1)?.purchase,
		record(key, what, purchase) {
			const store: Store = { run, entries: entries() };
			store.entries[keyOf(key)] = { ...key, executionId, purchase };
			kept.purchases = store;
			logPurchase(context, key, what, purchase);
		},
		clear() {
			// An agent that makes a call again gets what it has got.
			if (!tool) delete kept.purchases;
		},
	};
}

/**
 * The hash of what is bought: the job before its preparations, for these bring URLs that are new
 * on every try, without the callback URL, which names the execution; and the item's files.
 */
export function hashOf(
	job: object,
	{ provider, product }: Pick<Task, 'provider' | 'product'>,
	item: INodeExecutionData,
): string {
	const fields = Object.entries(job).filter(([name]) => name !== 'callbackUrl');
	return digest([provider, product, fields.sort(byName), filesOf(item)]);
}

/** The hashes of what the user gave for each item: the node's fields as they stand there, and the item. */
export function givenHashes(context: IExecuteFunctions): string[] {
	const fields = digest(context.getNode().parameters);
	return context.getInputData().map((item) => digest([fields, item.json, filesOf(item)]));
}

/** The item's files, also where the workflow's setting `binaryMode` has n8n keep them in the JSON. */
function filesOf({ json, binary = {} }: INodeExecutionData): Array<[string, string]> {
	const files = Object.entries(binary)
		.map(([name, { id, data }]): [string, string] => [name, id ?? data])
		.sort(byName);
	const inJson = json[BINARY_IN_JSON_PROPERTY];
	return inJson === undefined ? files : [...files, [BINARY_IN_JSON_PROPERTY, digest(inJson)]];
}

function digest(value: unknown): string {
	return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}

function byName([one]: [string, ...unknown[]], [other]: [string, ...unknown[]]): number {
	return one < other ? -1 : 1;
}
