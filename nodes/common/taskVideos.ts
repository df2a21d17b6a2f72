import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { poll } from '../../lib/lifecycle/poll';
import { lookUpSteadily } from '../../lib/lifecycle/readSteadily';
import type { TaskApi, TaskRef } from '../../lib/providers/api';
import { taskError } from '../../lib/error';
import { isFinal, type KnownTask } from '../../lib/task';
import { clientFor } from '../../lib/http/client';
import { scheduleOf } from '../../lib/lifecycle/completion';
import { pollingOf } from './completion';
import {
	attachFiles,
	type TaskWithFiles,
	type DownloadSettings,
} from '../../lib/lifecycle/attachFiles';
import { downloadSettings, fileFields } from './downloadFields';
import { isFailure } from '../../lib/lifecycle/failures';
import { issueError } from './fieldNames';
import { toFailedItem, toItem } from './output';
import { parametersOf } from './parameters';
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
	const settings = parameters.flag('download') ? settingsOf(context) : undefined;
	const signal = context.getExecutionCancelSignal();
	const { lookUp, foundBy } = versionLookUps(api, clientFor(context, api).lookUp);
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
		},
	);
	const taskOf = new Map(waiting.map((one, index) => [one, tasks[index]]));
	const items: INodeExecutionData[] = [];
	for (const one of wanted) {
		const { item, ref, refusal } = one;
		const task = taskOf.get(one);
		if (task) {
			const found = { task, ref: foundBy(ref) };
			items.push(await withFiles(context, api, found, settings, item, tasks));
		} else if (refusal) items.push(refusal);
	}
	return items;
}

/** Fetches the videos of tasks that are finished. */
export async function downloadTasks<Job>(
	context: IExecuteFunctions,
	api: TaskApi<Job>,
): Promise<INodeExecutionData[]> {
	const { lookUp, foundBy } = versionLookUps(api, clientFor(context, api).lookUp);
	const settings = settingsOf(context);
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
		items.push(await withFiles(context, api, found, settings, item));
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
	return { ...task, error };
}

/**
 * The item of a task that must have succeeded, with its videos where they are wanted.
 * @param all tasks that are waited for together
 */
async function withFiles<Job>(
	context: IExecuteFunctions,
	api: TaskApi<Job>,
	found: { task: KnownTask; ref: TaskRef },
	settings: DownloadSettings | undefined,
	item: number,
	all: KnownTask[] = [],
): Promise<INodeExecutionData> {
	const signal = context.getExecutionCancelSignal();
	const result: TaskWithFiles = settings
		? await attachFiles(context, api, found, settings, signal)
		: { task: found.task };
	return isFailure(result.task)
		? toFailedItem(context, result.task, item, () => all.filter((other) => other !== found.task))
		: toItem(context, result.task, item, result.binary);
}

/**
 * How all items want their videos.
 * @throws NodeOperationError where the parameters make no sense
 */
function settingsOf(context: IExecuteFunctions): DownloadSettings {
	const settings = downloadSettings(parametersOf(context, 0));
	if (!('field' in settings)) return settings;
	const { message, advice } = issueError(fileFields, settings);
	throw new NodeOperationError(context.getNode(), message, { description: advice });
}
