import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { poll } from '../../completion/poll';
import { readSteadily } from '../../completion/readSteadily';
import type { TaskApi } from '../../providers/api';
import { taskError } from '../../providers/errors';
import { isFinal, type KnownTask } from '../../providers/task';
import { gatewayTo } from '../../transport/gateway';
import { pollingOf } from './completion';
import { deliver } from './deliver';
import { downloadSettings, fileFields, type DownloadSettings } from './downloadFields';
import { complaintError, isFailure } from './failures';
import { toFailedItem, toItem } from './items';
import { parametersOf } from './parameters';
import { readTaskIds, toAnswerItem } from './wantedTasks';

/** Waits for the tasks that the items name, and fetches their videos where that is wanted. */
export async function waitForTasks<Job>(
	context: IExecuteFunctions,
	api: TaskApi<Job>,
): Promise<INodeExecutionData[]> {
	const { provider, product } = api;
	const parameters = parametersOf(context, 0);
	const { interval, timeLimit } = pollingOf(context, parameters);
	const settings = parameters.flag('download') ? settingsOf(context) : undefined;
	const signal = context.getExecutionCancelSignal();
	const wanted = readTaskIds(context, 'taskId', 'Task ID');
	const waiting = wanted.filter(({ refusal }) => !refusal);
	const tasks = await poll(
		waiting.map(({ taskId }) => ({
			ref: { taskId },
			task: { provider, product, taskId, status: 'submitted' },
		})),
		gatewayTo(context, api).lookUp,
		{ interval, timeLimit, startAtOnce: true, signal },
	);
	const items: INodeExecutionData[] = [];
	for (const one of wanted) {
		const task = tasks[waiting.indexOf(one)];
		items.push(
			one.refusal ??
				(await toDeliveredItem(context, api, task, settings, {
					item: one.item,
					others: tasks.filter((other) => other !== task),
				})),
		);
	}
	return items;
}

/** Fetches the videos of tasks that are finished. */
export async function downloadTasks<Job>(
	context: IExecuteFunctions,
	api: TaskApi<Job>,
): Promise<INodeExecutionData[]> {
	const { lookUp } = gatewayTo(context, api);
	const settings = settingsOf(context);
	const signal = context.getExecutionCancelSignal();
	const items: INodeExecutionData[] = [];
	for (const { item, taskId, refusal } of readTaskIds(context, 'taskId', 'Task ID')) {
		if (refusal) {
			items.push(refusal);
			continue;
		}
		const answer = await readSteadily(async () => (await lookUp([{ taskId }]))[0], { signal });
		items.push(
			answer.kind === 'task'
				? await toDeliveredItem(context, api, finished(answer.task), settings, { item })
				: toAnswerItem(context, api, { taskId, item }, answer),
		);
	}
	return items;
}

/** A task without a video cannot be downloaded, and says so. */
function finished(task: KnownTask): KnownTask {
	if (isFinal(task)) return task;
	const error = taskError('invalidRequest', {
		reason: 'notFinished',
		message: `The task is ${task.status}: it has no video yet`,
		advice: 'Wait for it with the operation Wait of the resource Task.',
	});
	return { ...task, error };
}

/** The item of a task that must have succeeded, with its videos where they are wanted. */
async function toDeliveredItem<Job>(
	context: IExecuteFunctions,
	api: TaskApi<Job>,
	task: KnownTask,
	settings: DownloadSettings | undefined,
	{ item, others }: { item: number; others?: KnownTask[] },
): Promise<INodeExecutionData> {
	const signal = context.getExecutionCancelSignal();
	const ref = { taskId: task.taskId };
	const delivery = settings
		? await deliver(context, api, { task, ref }, settings, signal)
		: { task };
	return isFailure(delivery.task)
		? toFailedItem(context, delivery.task, item, others)
		: toItem(context, delivery.task, item, delivery.binary);
}

/**
 * How all items want their videos.
 * @throws NodeOperationError where the parameters make no sense
 */
function settingsOf(context: IExecuteFunctions): DownloadSettings {
	const settings = downloadSettings(parametersOf(context, 0));
	if (!('field' in settings)) return settings;
	const { message, advice } = complaintError(fileFields, settings);
	throw new NodeOperationError(context.getNode(), message, { description: advice });
}
