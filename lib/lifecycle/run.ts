import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { attachAllFiles, type TaskWithFiles } from './attachFiles';
import { brokenRun, type Run } from './brokenRun';
import { addTokens, reachability, reachableResumeUrl } from './callbackUrl';
import { checkAll, prepareAll } from './check';
import { scheduleOf, type Polling } from './completion';
import { isFailure, reportsFailures, stopOnFailure } from './failures';
import { toFailedItem, toItem } from './items';
import { purchaseMemory } from './memory';
import { saveOrders } from './knownOrders';
import { recallOrders, underOrderKey } from './orderKeys';
import { openItems, otherTasks, type PaidOperation, type RunItem } from './operation';
import { inputOf, toOutputs } from './outputs';
import { poll } from './poll';
import { tellerOf } from './progress';
import { guardSpending } from './spending';
import { submitAll } from './submit';
import { suspend, type Suspension } from './suspend';
import { attachSamples, refuseOtherProducts, standIn, type TestRun } from './testRun';
import { isTool } from './tool';
import { clientFor } from '../http/client';
import { apiVersionOf } from '../http/credential';
import type { TaskError } from '../error';
import { isKnown, type Task } from '../task';

/** What all jobs have in common. */
interface AnyJob {
	callbackUrl?: string;
	/** The task that it builds on. */
	taskId?: string;
}

/**
 * Buys one task per input item and completes them as the operation says: every item is read and
 * checked before the first is bought, all are submitted, and then all are waited for together.
 * Whatever breaks on the way, what was bought comes out.
 * @returns the items of each output, in the order of the input
 * @throws NodeApiError for the first item that failed, unless failures are reported
 */
export async function runJobs<Job extends AnyJob>(
	context: IExecuteFunctions,
	openOperation: () => Promise<PaidOperation<Job>>,
): Promise<INodeExecutionData[][]> {
	const run: Run<Job> = { items: [], separateOutputs: false };
	try {
		const operation = await openOperation();
		const { completion, testRun } = operation;
		if (testRun) return await tryOut(context, operation, testRun, run);
		const suspension = await suspensionOf(context, operation);
		run.separateOutputs = completion.separateOutputs;
		run.items = suspension
			? checkAll(context, withCallbackUrl(operation, suspension.resumeUrl), operation.api.check)
			: await checkWithCallbackUrls(context, operation);
		await recallOrders(context, operation, run.items);
		await prepareAll(context, operation, run.items);
		const budget = await guardSpending(context, operation, run.items);
		try {
			await submitAll(context, operation, run.items, budget);
		} finally {
			await budget.release();
		}
		if (completion.mode === 'poll') {
			const areOld = openItems(run.items).every(({ task }) => task.reused);
			await pollAll(context, operation, run.items, completion, areOld);
		} else {
			await lookUpReused(context, operation, run.items);
		}
		if (suspension && completion.mode === 'callback') {
			await pollInherited(context, operation, run.items, completion.otherwise);
			return await suspend(context, operation, run.items, suspension);
		}
		stopOnFailures(context, run);
		return toResults(context, run, await attachAllFiles(context, operation, run.items));
	} catch (error) {
		return brokenRun(context, run, error);
	} finally {
		// Other runs may have bought in the meantime, and what this one saves replaces what they save.
		if (run.items.some(({ key }) => key.orderKey !== undefined)) await saveOrders(context);
	}
}

/**
 * A test run: the same items, checked in the same way and without a request, and in place of what would
 * be bought a sample or a task that was bought before. It never waits for a callback.
 */
async function tryOut<Job extends AnyJob>(
	context: IExecuteFunctions,
	operation: PaidOperation<Job>,
	testRun: TestRun,
	run: Run<Job>,
): Promise<INodeExecutionData[][]> {
	const { api, completion, preparations = [] } = operation;
	run.separateOutputs = completion.separateOutputs;
	run.items = checkAll(context, operation, api.check);
	const local = preparations.filter(({ isLocal }) => isLocal);
	await prepareAll(context, { ...operation, preparations: local }, run.items);
	await standIn(context, operation, run.items, testRun);
	if (completion.mode !== 'submitOnly') {
		const polling = completion.mode === 'poll' ? completion : completion.otherwise;
		await pollAll(context, operation, run.items, polling, true);
	}
	if (testRun.kind === 'replay') refuseOtherProducts(operation, run.items);
	stopOnFailures(context, run);
	const results =
		testRun.kind === 'sample'
			? await attachSamples(context, run.items)
			: await attachAllFiles(context, operation, run.items);
	return toResults(context, run, results);
}

function stopOnFailures<Job>(
	context: IExecuteFunctions,
	{ items, separateOutputs }: Run<Job>,
): void {
	if (separateOutputs) return;
	for (const item of items) {
		stopOnFailure(context, item.task, item.key.itemIndex, () => otherTasks(items, item));
	}
}

/** How the run will be suspended; undefined where it will not. */
async function suspensionOf<Job>(
	context: IExecuteFunctions,
	{ api: { provider }, completion }: PaidOperation<Job>,
): Promise<Suspension | undefined> {
	if (completion.mode !== 'callback') return undefined;
	const { timeLimit, separateOutputs } = completion;
	const resumeUrl = await reachableResumeUrl(context, provider);
	const apiVersion = await apiVersionOf(context, provider);
	return { timeLimit, separateOutputs, resumeUrl, apiVersion };
}

function withCallbackUrl<Job extends AnyJob>(
	operation: PaidOperation<Job>,
	callbackUrl: string,
): PaidOperation<Job> {
	return {
		...operation,
		readItem(itemIndex) {
			const { job, ...rest } = operation.readItem(itemIndex);
			return { job: { ...job, callbackUrl }, ...rest };
		},
	};
}

/** As `checkAll`, for jobs whose callback URL the user has given, if any. */
async function checkWithCallbackUrls<Job extends AnyJob>(
	context: IExecuteFunctions,
	operation: PaidOperation<Job>,
): Promise<Array<RunItem<Job>>> {
	const { api } = operation;
	const checkUrl = await reachability(context, api.provider);
	const items = checkAll(
		context,
		operation,
		(job) => api.check(job) ?? (job.callbackUrl ? checkUrl(job.callbackUrl) : undefined),
	);
	const sound = items.filter(({ task, isBought }) => !isBought && !task.error);
	await addTokens(
		context,
		api.provider,
		sound.map(({ job }) => job),
	);
	return items;
}

/**
 * Where the user retries an execution, the callbacks of what that one has bought went there, as do those
 * of what an order key has bought in another execution; so the
 * run cannot wait for them; and while it looks these tasks up, it cannot be called about the others.
 */
async function pollInherited<Job>(
	context: IExecuteFunctions,
	operation: PaidOperation<Job>,
	items: Array<RunItem<Job>>,
	polling: Polling,
): Promise<void> {
	const memory = purchaseMemory(context);
	const isForeign = ({ key, task }: RunItem<Job>) => task.reused ?? memory.isInherited(key);
	if (!openItems(items).some(isForeign)) return;
	context.addExecutionHints({
		message:
			'Polled, because the provider calls back the execution that has bought the task, which is not this one',
		location: 'outputPane',
	});
	await pollAll(context, operation, items, polling, true);
}

/** Who waits for a callback need not wait for one that came long ago. */
async function lookUpReused<Job>(
	context: IExecuteFunctions,
	{ api }: PaidOperation<Job>,
	items: Array<RunItem<Job>>,
): Promise<void> {
	const reused = openItems(items).filter(({ task }) => task.reused);
	const answers = await clientFor(context, api).lookUp(reused.map(({ ref }) => ref));
	for (const [index, item] of reused.entries()) {
		const answer = answers[index];
		if (answer.kind === 'task') item.task = underOrderKey(item, answer.task);
	}
}

async function pollAll<Job>(
	context: IExecuteFunctions,
	{ api }: PaidOperation<Job>,
	items: Array<RunItem<Job>>,
	polling: Polling,
	startAtOnce = false,
): Promise<void> {
	const open = openItems(items);
	const refs = open.map(({ ref }) => ref);
	const tasks = await poll(open, clientFor(context, api).lookUp, {
		...scheduleOf(polling, api, refs),
		startAtOnce,
		signal: context.getExecutionCancelSignal(),
		tell: tellerOf(context),
	});
	for (const [index, item] of open.entries()) item.task = underOrderKey(item, tasks[index]);
}

/** The items of each output; what had to end the run has done so before. */
function toResults<Job>(
	context: IExecuteFunctions,
	{ items, separateOutputs }: Run<Job>,
	results: TaskWithFiles[],
): INodeExecutionData[][] {
	const inputs = context.getInputData();
	const outputs = separateOutputs
		? toOutputs(
				{
					separateOutputs,
					items: items.map(({ includeRaw }, itemIndex) => ({
						includeRaw,
						...inputOf(inputs[itemIndex], separateOutputs),
					})),
				},
				(_, itemIndex) => results[itemIndex],
			)
		: [results.map((result, itemIndex) => toResult(context, items[itemIndex], result))];
	if (!results.some(({ task }) => isFailure(task))) purchaseMemory(context).clear();
	return outputs;
}

function toResult<Job>(
	context: IExecuteFunctions,
	{ key: { itemIndex }, includeRaw }: RunItem<Job>,
	{ task, binary }: TaskWithFiles,
): INodeExecutionData {
	if (!isFailure(task) || !reportsFailures(context)) {
		return toItem(task, itemIndex, { binary, includeRaw });
	}
	const record = isTool(context) && isKnown(task) ? withNoteForAgent(task) : task;
	return toFailedItem(context, record, itemIndex, { binary, includeRaw });
}

/** An agent takes "run again" for an invitation to make the same call. */
function withNoteForAgent(task: Task & { error: TaskError }): Task & { error: TaskError } {
	const note =
		'Called with the same input again in the same execution, this tool buys nothing but returns to this task; every call of an MCP client is an execution of its own, and buys anew.';
	return { ...task, error: { ...task.error, advice: `${task.error.advice} ${note}` } };
}
