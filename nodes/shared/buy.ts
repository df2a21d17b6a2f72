import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { purchaseMemory } from '../../completion/memory';
import { poll } from '../../completion/poll';
import { isTool } from '../../completion/tool';
import type { TaskError } from '../../providers/errors';
import { isKnown, type Task } from '../../providers/task';
import { gatewayTo } from '../../transport/gateway';
import { apiFormOf } from '../../transport/request';
import { brokenRun, type BuyingRun } from './brokenRun';
import { addTokens, reachability, reachableResumeUrl } from './callbackUrl';
import { completionOf, intervalOf, pollingOf, type Completion, type Polling } from './completion';
import { deliverAll, type Delivery } from './deliver';
import { isFailure } from './failures';
import { toFailedItem, toItem } from './items';
import { checkAll, openOrders, otherTasks, prepareAll, submitAll } from './orders';
import type { Order, Shop } from './orders';
import { parametersOf } from './parameters';
import { suspend, type Suspension } from './suspend';

/** What all jobs have in common. */
interface AnyJob {
	callbackUrl?: string;
}

/**
 * Buys one task per input item and completes them as the parameter Completion says: every item is
 * read and checked before the first is bought, all are submitted, and then all are waited for
 * together. Whatever breaks on the way, what was bought comes out.
 * @returns the items of each output, in the order of the input
 * @throws NodeApiError for the first item that failed, unless failures are reported
 */
export async function buy<Job extends AnyJob>(
	context: IExecuteFunctions,
	openShop: () => Promise<Shop<Job>>,
): Promise<INodeExecutionData[][]> {
	const run: BuyingRun<Job> = { orders: [], separateOutputs: false };
	try {
		const shop = await openShop();
		const completion = completionOf(context);
		const suspension = await suspensionOf(context, shop, completion);
		run.separateOutputs = suspension?.separateOutputs === true;
		run.orders = suspension
			? checkAll(context, withCallbackUrl(shop, suspension.resumeUrl))
			: await checkWithCallbackUrls(context, shop);
		const { orders } = run;
		await prepareAll(context, shop, orders);
		await submitAll(context, shop, orders, completion.timeLimit);
		if (suspension) {
			await pollInherited(context, shop, orders);
			return await suspend(context, shop, orders, suspension);
		}
		if (completion.mode === 'poll') await pollAll(context, shop, orders, completion);
		return [toItems(context, orders, await deliverAll(context, shop, orders))];
	} catch (error) {
		return brokenRun(context, run, error);
	}
}

/** How the run will be suspended; undefined where it will not. */
async function suspensionOf<Job>(
	context: IExecuteFunctions,
	{ api: { provider } }: Shop<Job>,
	completion: Completion,
): Promise<Suspension | undefined> {
	if (completion.mode !== 'callback') return undefined;
	const resumeUrl = await reachableResumeUrl(context, provider);
	return { ...completion, resumeUrl, form: await apiFormOf(context, provider) };
}

function withCallbackUrl<Job extends AnyJob>(shop: Shop<Job>, callbackUrl: string): Shop<Job> {
	return { ...shop, readJob: (itemIndex) => ({ ...shop.readJob(itemIndex), callbackUrl }) };
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
	const sound = orders.filter(({ task, isBought }) => !isBought && !task.error);
	await addTokens(
		context,
		api.provider,
		sound.map(({ job }) => job),
	);
	return orders;
}

/**
 * Where the user retries an execution, the callbacks of what that one has bought went there, so the
 * run cannot wait for them; and while it looks these tasks up, it cannot be called about the others.
 */
async function pollInherited<Job>(
	context: IExecuteFunctions,
	shop: Shop<Job>,
	orders: Array<Order<Job>>,
): Promise<void> {
	const memory = purchaseMemory(context);
	if (!openOrders(orders).some(({ key }) => memory.isInherited(key))) return;
	context.addExecutionHints({
		message:
			'Polled, because the provider calls back the execution that was retried and not this one',
		location: 'outputPane',
	});
	await pollAll(context, shop, orders, pollingOf(context, parametersOf(context, 0)), true);
}

async function pollAll<Job>(
	context: IExecuteFunctions,
	{ api, toRef }: Shop<Job>,
	orders: Array<Order<Job>>,
	polling: Polling,
	startAtOnce = false,
): Promise<void> {
	const open = openOrders(orders);
	const refs = open.map(({ task, job }) => toRef(task, job));
	const tasks = await poll(
		open.map(({ task }, index) => ({ task, ref: refs[index] })),
		gatewayTo(context, api).lookUp,
		{
			interval: intervalOf(polling, api, refs),
			timeLimit: polling.timeLimit,
			startAtOnce,
			signal: context.getExecutionCancelSignal(),
		},
	);
	for (const [index, order] of open.entries()) order.task = tasks[index];
}

function toItems<Job>(
	context: IExecuteFunctions,
	orders: Array<Order<Job>>,
	deliveries: Delivery[],
): INodeExecutionData[] {
	const items = deliveries.map(({ task, binary }, itemIndex) => {
		const { includeRaw } = orders[itemIndex];
		if (!isFailure(task)) return toItem(context, task, itemIndex, { binary, includeRaw });
		const others = () => otherTasks(orders, orders[itemIndex]);
		const record = isTool(context) && isKnown(task) ? withNoteForAgent(task) : task;
		return toFailedItem(context, record, itemIndex, { includeRaw, others });
	});
	if (!deliveries.some(({ task }) => isFailure(task))) purchaseMemory(context).clear();
	return items;
}

/** An agent takes "run again" for an invitation to make the same call. */
function withNoteForAgent(task: Task & { error: TaskError }): Task & { error: TaskError } {
	const note =
		'Called with the same input again in the same execution, this tool buys nothing but returns to this task; every call of an MCP client is an execution of its own, and buys anew.';
	return { ...task, error: { ...task.error, advice: `${task.error.advice} ${note}` } };
}
