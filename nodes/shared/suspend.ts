import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { park, type ParkedOrder, type ParkedRun } from '../../completion/park';
import { timedOut } from '../../completion/poll';
import type { ApiForm } from '../../providers/api';
import type { Task } from '../../providers/task';
import { deliverAll, type Delivery } from './deliver';
import { toJson } from './items';
import { openOrders, type Order, type Shop } from './orders';

/** Numbers of the outputs where each outcome has its own. */
const OUTPUT = { succeeded: 0, failed: 1, timedOut: 2 };

/** How a run is suspended; all of it is known before the first purchase. */
export interface Suspension {
	resumeUrl: string;
	/** Milliseconds. */
	timeLimit: number;
	separateOutputs: boolean;
	/** In which the tasks are bought, so in which they have to be looked up. */
	form: ApiForm;
}

/**
 * Parks the execution until the callbacks of its tasks have come or the time limit is over. Where
 * no task is open there is nothing to wait for, and the items are returned at once.
 */
export async function suspend<Job>(
	context: IExecuteFunctions,
	shop: Shop<Job>,
	orders: Array<Order<Job>>,
	{ resumeUrl, timeLimit, separateOutputs, form }: Suspension,
): Promise<INodeExecutionData[][]> {
	const { api, toRef } = shop;
	const inputs = context.getInputData();
	const open = new Map(openOrders(orders).map((order) => [order as Order<Job>, order]));
	const run: ParkedRun = {
		provider: api.provider,
		form,
		separateOutputs,
		orders: orders.map((order, itemIndex) => {
			const waiting = open.get(order);
			return {
				task: order.task,
				...(waiting && { ref: toRef(waiting.task, waiting.job) }),
				...(order.download && { download: order.download }),
				input: inputs[itemIndex].json,
				includeRaw: order.includeRaw,
			};
		}),
	};
	if (open.size === 0) {
		const deliveries = await deliverAll(context, shop, orders);
		return toOutputs(run, (_, itemIndex) => deliveries[itemIndex]);
	}
	if (!context.getExecutionCancelSignal()?.aborted) {
		await park(context, run, {
			until: new Date(Date.now() + timeLimit),
			resumeUrl,
			timedOut: toOutputs(run, ({ task, ref }) => ({
				task: ref ? timedOut({ ...task, taskId: ref.taskId }, timeLimit) : task,
			})),
		});
	}
	// While the run is parked, the editor shows these, without errors: for an error n8n's Retry On
	// Fail would run the node again, on the items that wait for the time limit in place of its input.
	return toOutputs(run, ({ task: { error, ...task } }) => ({ task }));
}

/** The items of a parked run by output, in the order of the input. */
export function toOutputs(
	{ orders, separateOutputs }: ParkedRun,
	deliveryOf: (order: ParkedOrder, itemIndex: number) => Delivery,
): INodeExecutionData[][] {
	const outputs: INodeExecutionData[][] = separateOutputs ? [[], [], []] : [[]];
	for (const [item, order] of orders.entries()) {
		const { task, binary } = deliveryOf(order, item);
		const json: IDataObject = { ...toJson(task, order.includeRaw), input: order.input };
		outputs[separateOutputs ? outputOf(task) : 0].push({
			json,
			...(binary && { binary }),
			pairedItem: { item },
		});
	}
	return outputs;
}

function outputOf({ status, error }: Task): number {
	if (status === 'timedOut') return OUTPUT.timedOut;
	return status === 'failed' || error ? OUTPUT.failed : OUTPUT.succeeded;
}
