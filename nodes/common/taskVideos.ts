import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { poll } from '../../lib/lifecycle/poll';
import { tellerOf } from '../../lib/lifecycle/progress';
import { lookUpSteadily } from '../../lib/lifecycle/readSteadily';
import type { TaskApi } from '../../lib/providers/api';
import { leadingTo, taskError } from '../../lib/error';
import { isFinal, type KnownTask } from '../../lib/task';
import { scheduleOf } from '../../lib/lifecycle/completion';
import { pollingOf } from './completion';
import {
	attachFiles,
	hintAtMissingFiles,
	type TaskWithFiles,
	type DownloadSettings,
} from '../../lib/lifecycle/attachFiles';
import { downloadSettings, fileFields, maxDownloadSizeField } from './downloadFields';
import { isFailure, reportsFailures, stopOnFailure } from '../../lib/lifecycle/failures';
import { issueError } from './fieldNames';
import { toFailedItem, toItem } from './output';
import { parametersOf } from './parameters';
import { taskClient } from './productLookUps';
import { mayBeBought, namedBy, versionLookUps } from './versionLookUps';
import { readTaskIds, toAnswerItem } from './wantedTasks';

/** Waits for the tasks that the items name, and fetches their videos where that is wanted. */
export async function waitForTasks<Job>(
	context: IExecuteFunctions,
	api: TaskApi<Job>,
): Promise<INodeExecutionData[]> {
	const { provider, product } = api;
	const parameters = parametersOf(context, 0);
	const polling = pollingOf(context, parameters);
	const settings = context
		.getInputData()
		.map((_, item) =>
			parametersOf(context, item).flag('download') ? settingsOf(context, item) : undefined,
		);
	const signal = context.getExecutionCancelSignal();
	const { lookUp, foundBy } = versionLookUps(api, taskClient(context, api).lookUp);
	const wanted = readTaskIds(context, 'taskId', 'Task ID');
	const waiting = wanted.filter(({ refusal }) => !refusal);
	const refs = waiting.map(({ ref }) => ref);
	const tasks = await poll(
		refs.map((ref) => ({ ref, task: { provider, product, ...namedBy(ref), status: 'submitted' } })),
		lookUp,
		{
			...scheduleOf(polling, api, refs.filter(mayBeBought)),
			startAtOnce: true,
			signal,
			tell: tellerOf(context),
		},
	);
	for (const [index, { item }] of waiting.entries()) {
		const task = tasks[index];
		stopOnFailure(context, task, item, () => tasks.filter((other) => other !== task));
	}
	const taskOf = new Map(waiting.map((one, index) => [one, tasks[index]]));
	const items: INodeExecutionData[] = [];
	const results: TaskWithFiles[] = [];
	for (const one of wanted) {
		const { item, ref, refusal } = one;
		const task = taskOf.get(one);
		if (task) {
			const found = { task, ref: foundBy(ref) };
			const files = settings[item];
			const result = files ? await attachFiles(context, api, found, files, signal) : { task };
			results.push(result);
			items.push(resultItem(context, result, item));
		} else if (refusal) items.push(refusal);
	}
	hintAtMissingFiles(context, results);
	return items;
}

/** What failed has stopped the run before, unless failures are reported. */
function resultItem(
	context: IExecuteFunctions,
	{ task, binary }: TaskWithFiles,
	item: number,
): INodeExecutionData {
	return isFailure(task) && reportsFailures(context)
		? toFailedItem(context, task, item)
		: toItem(context, task, item, binary);
}

/** Fetches the videos of tasks that are finished. */
export async function downloadTasks<Job>(
	context: IExecuteFunctions,
	api: TaskApi<Job>,
): Promise<INodeExecutionData[]> {
	const { lookUp, foundBy } = versionLookUps(api, taskClient(context, api).lookUp);
	const settings = context.getInputData().map((_, item) => settingsOf(context, item));
	const signal = context.getExecutionCancelSignal();
	const items: INodeExecutionData[] = [];
	for (const one of readTaskIds(context, 'taskId', 'Task ID')) {
		const { item, ref, refusal } = one;
		if (refusal) {
			items.push(refusal);
			continue;
		}
		const answer = await lookUpSteadily(lookUp, ref, signal);
		if (answer.kind !== 'task') {
			items.push(toAnswerItem(context, api, one, answer));
			continue;
		}
		const found = { task: finished(answer.task), ref: foundBy(ref) };
		const { task, binary } = await attachFiles(context, api, found, settings[item], signal);
		// The file is all that is asked for here, so without it the item has failed.
		items.push(
			isFailure(task) ? toFailedItem(context, task, item) : toItem(context, task, item, binary),
		);
	}
	return items;
}

/** A task without a video cannot be downloaded, and says so. */
function finished(task: KnownTask): KnownTask {
	if (isFinal(task)) return task;
	const error = taskError('invalidRequest', {
		reason: 'notFinished',
		message: `The task is ${task.status}: it has no ${task.product === 'song' ? 'sound file' : 'video'} yet`,
		advice: 'Wait for it with the operation Wait of the resource Task.',
	});
	return { ...task, error: leadingTo(error, task) };
}

/**
 * How an item wants its videos.
 * @throws NodeOperationError where the parameters make no sense
 */
function settingsOf(context: IExecuteFunctions, item: number): DownloadSettings {
	const settings = downloadSettings(parametersOf(context, item));
	if (!('field' in settings)) return settings;
	const { message, advice } = issueError([...fileFields, maxDownloadSizeField], settings);
	throw new NodeOperationError(context.getNode(), message, { description: advice });
}
