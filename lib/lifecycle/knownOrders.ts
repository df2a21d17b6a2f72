import { createHash } from 'crypto';
import type { IExecuteFunctions } from 'n8n-workflow';

import { inTurn, write } from './processedValues';
import type { TaskRef } from '../providers/api';
import type { KnownTask } from '../task';

/** What an order key has bought. */
export interface Order {
	task: KnownTask;
	ref: TaskRef;
	/** The job by its fields, see `fieldsOf`. */
	job: Record<string, string>;
	/** Milliseconds since 1970. */
	at: number;
	/** That of its claim, see there; absent where it is not known. */
	generation?: number;
}

/** So many orders are kept of a workflow; n8n reads and writes all of them with every execution. */
const KEPT = 1000;
/** So many are kept in this process, of all workflows. */
const KEPT_IN_PROCESS = 10_000;

/**
 * What this process knows, by workflow and then as in the static data. n8n saves static data when an
 * execution ends or is suspended, never that of a run by hand, and of executions that overlap the last
 * one undoes what the others have saved; so every run that may saves all that the process knows.
 */
const inProcess = new Map<string, Order>();

function idOf(nodeId: string, key: string): string {
	return `${nodeId} ${digestOf(key)}`;
}

function digestOf(key: string): string {
	return createHash('sha256').update(key).digest('hex').slice(0, 32);
}

function prefixOf(context: IExecuteFunctions): string {
	return `${context.getWorkflow().id} `;
}

/** The workflow's, not the node's: n8n files that under the node's name, which may change. */
function staticDataOf(context: IExecuteFunctions): { veoOrders?: Record<string, Order> } {
	try {
		return context.getWorkflowStaticData('global');
	} catch (error) {
		// Where n8n has none, a restart forgets the tasks; their claims stay.
		context.logger.debug(`Order keys are not in the static data: ${String(error)}`);
		return {};
	}
}

/** The order of this node under the key, where it is known: the newer one, if there are two. */
export function findOrder(context: IExecuteFunctions, key: string): Order | undefined {
	const id = idOf(context.getNode().id, key);
	const own = inProcess.get(prefixOf(context) + id);
	const saved = staticDataOf(context).veoOrders?.[id];
	return own && saved ? newer(own, saved) : (own ?? saved);
}

function newer(one: Order, other: Order): Order {
	return other.at > one.at ? other : one;
}

/** Remembers the order of this node under the key. */
export function keepOrder(context: IExecuteFunctions, key: string, order: Order): void {
	const id = prefixOf(context) + idOf(context.getNode().id, key);
	inProcess.delete(id);
	inProcess.set(id, order);
	const [oldest] = inProcess.keys();
	if (inProcess.size > KEPT_IN_PROCESS) inProcess.delete(oldest);
}

/** Puts into the static data what this process knows of the workflow; call it last. */
export async function saveOrders(context: IExecuteFunctions): Promise<void> {
	const prefix = prefixOf(context);
	const data = staticDataOf(context);
	const all = new Map(Object.entries(data.veoOrders ?? {}));
	let isNew = false;
	for (const [id, order] of inProcess) {
		if (!id.startsWith(prefix)) continue;
		const own = id.slice(prefix.length);
		const saved = all.get(own);
		if (saved && saved.at >= order.at) continue;
		all.set(own, order);
		isNew = true;
	}
	if (!isNew || !(await maySave(context, data))) return;
	const newest = [...all].sort(([, one], [, other]) => other.at - one.at).slice(0, KEPT);
	// Copies, for n8n makes what lies in its static data an observed object.
	data.veoOrders = JSON.parse(JSON.stringify(Object.fromEntries(newest))) as typeof data.veoOrders;
}

/**
 * So often static data may be written that is empty: once, and once more because n8n may be killed
 * before it has saved the first.
 */
const BEGINNINGS = 2;

/**
 * n8n 2.40 starts executions on workers without the workflow's static data, and any version those that
 * are retried or have waited until their time limit; what they save replaces that of the whole workflow,
 * its triggers' included. Nothing tells static data that was not loaded from one that is empty, so what
 * is empty more often than it can be was not loaded, and is never written.
 */
async function maySave(context: IExecuteFunctions, data: object): Promise<boolean> {
	if (Object.keys(data).length > 0) return true;
	// n8n does not save it, so this is no beginning.
	if (context.getMode() === 'manual') return false;
	try {
		return await inTurn(context, async () => {
			for (let beginning = 1; beginning <= BEGINNINGS; beginning++) {
				const value = `n8n-nodes-veo orders are saved ${beginning}`;
				if (!(await write(context, 'workflow', [value])).includes(value)) return true;
			}
			return false;
		});
	} catch (error) {
		context.logger.debug(`Order keys are not put into the static data: ${String(error)}`);
		return false;
	}
}

/**
 * Drops what the key has bought, at every node of the workflow.
 * @returns the IDs of the tasks that were known
 */
export function dropOrders(context: IExecuteFunctions, key: string): string[] {
	const ending = ` ${digestOf(key)}`;
	const dropped = dropWhere(context, (id) => id.endsWith(ending));
	return [...new Set(dropped.map(({ task }) => task.taskId))];
}

/** Drops what this node has bought under the key. */
export function dropOwnOrder(context: IExecuteFunctions, key: string): void {
	const own = idOf(context.getNode().id, key);
	dropWhere(context, (id) => id === own);
}

function dropWhere(context: IExecuteFunctions, isMeant: (id: string) => boolean): Order[] {
	const prefix = prefixOf(context);
	const dropped: Order[] = [];
	for (const [id, order] of inProcess) {
		if (!id.startsWith(prefix) || !isMeant(id.slice(prefix.length))) continue;
		dropped.push(order);
		inProcess.delete(id);
	}
	const data = staticDataOf(context);
	const saved = Object.entries(data.veoOrders ?? {});
	const others = saved.filter(([id]) => !isMeant(id));
	if (others.length === saved.length) return dropped;
	for (const [id, order] of saved) if (isMeant(id)) dropped.push(order);
	data.veoOrders = JSON.parse(JSON.stringify(Object.fromEntries(others))) as typeof data.veoOrders;
	return dropped;
}
