import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { purchaseMemory } from '../../completion/memory';
import { poll } from '../../completion/poll';
import { gatewayTo } from '../../transport/gateway';
import { reachability, reachableResumeUrl, withToken } from './callbackUrl';
import { completionOf, intervalOf, type Polling } from './completion';
import { deliverAll, type Delivery } from './deliver';
import { isFailure } from './failures';
import { toFailedItem, toItem } from './items';
import { checkAll, openOrders, prepareAll, submitAll, type Order, type Shop } from './orders';
import { suspend } from './suspend';

/** What all jobs have in common. */
interface AnyJob {
	callbackUrl?: string;
}

/**
 * Buys one task per input item and completes them as the parameter Completion says: every item is
 * checked before the first is bought, all are submitted, and then all are waited for together.
 * @returns the items of each output, in the order of the input
 * @throws NodeApiError for the first item that failed, unless the node continues on fail
 */
export async function buy<Job extends AnyJob>(
	context: IExecuteFunctions,
	shop: Shop<Job>,
): Promise<INodeExecutionData[][]> {
	const completion = completionOf(context);
	if (completion.mode === 'callback') {
		const resumeUrl = await reachableResumeUrl(context, shop.api.provider);
		const readJob = (itemIndex: number) => ({
			...shop.readJob(itemIndex),
			callbackUrl: resumeUrl,
		});
		const orders = checkAll(context, { ...shop, readJob });
		await prepareAll(context, shop, orders);
		await submitAll(context, shop, orders);
		return await suspend(context, shop, orders, { ...completion, resumeUrl });
	}
	const orders = await checkWithCallbackUrls(context, shop);
	await prepareAll(context, shop, orders);
	await submitAll(context, shop, orders);
	if (completion.mode === 'poll') await pollAll(context, shop, orders, completion);
	return [toItems(context, await deliverAll(context, shop, orders))];
}

/** As `checkAll`, for jobs whose callback URL the user has given, if any. */
async function checkWithCallbackUrls<Job extends AnyJob>(
	context: IExecuteFunctions,
	shop: Shop<Job>,
): Promise<Array<Order<Job>>> {
	const { api } = shop;
	const checkUrl = await reachability(context, api.provider);
	const orders = checkAll(
		context,
		shop,
		(job) => api.check(job) ?? (job.callbackUrl ? checkUrl(job.callbackUrl) : undefined),
	);
	for (const { job, task } of orders) {
		if (job.callbackUrl && !task.error) {
			job.callbackUrl = await withToken(context, api.provider, job.callbackUrl);
		}
	}
	return orders;
}

async function pollAll<Job>(
	context: IExecuteFunctions,
	{ api, toRef }: Shop<Job>,
	orders: Array<Order<Job>>,
	polling: Polling,
): Promise<void> {
	const open = openOrders(orders);
	const refs = open.map(({ task, job }) => toRef(task, job));
	const tasks = await poll(
		open.map(({ task }, index) => ({ task, ref: refs[index] })),
		gatewayTo(context, api).lookUp,
		{
			interval: intervalOf(polling, api, refs),
			timeLimit: polling.timeLimit,
			signal: context.getExecutionCancelSignal(),
		},
	);
	for (const [index, order] of open.entries()) order.task = tasks[index];
}

function toItems(context: IExecuteFunctions, deliveries: Delivery[]): INodeExecutionData[] {
	const tasks = deliveries.map(({ task }) => task);
	if (!tasks.some(isFailure)) purchaseMemory(context).clear();
	return deliveries.map(({ task, binary }, itemIndex) => {
		if (!isFailure(task)) return toItem(context, task, itemIndex, binary);
		const others = tasks.filter((_, index) => index !== itemIndex);
		return toFailedItem(context, task, itemIndex, others);
	});
}
