import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { poll } from '../../completion/poll';
import { readSteadily } from '../../completion/readSteadily';
import type { LookUp, TaskApi } from '../../providers/api';
import { taskError } from '../../providers/errors';
import { gatewayTo } from '../../transport/gateway';
import { pollingOf } from './completion';
import { pollIntervalField, timeLimitField } from './completionFields';
import { isFailure } from './failures';
import { toFailedItem, toItem } from './items';
import type { Resource } from './operation';
import { includeRawField, optionsCollection } from './options';
import { parametersOf } from './parameters';

const taskIdField: INodeProperties = {
	displayName: 'Task ID',
	name: 'taskId',
	type: 'string',
	required: true,
	default: '',
	placeholder: 'e.g. 0819326cc7fddfd620baf6e1f0db7e2b',
	description: 'The ID that the provider gave when the task was submitted',
};

const rawOption = optionsCollection([includeRawField]);

/**
 * The resource Task: recovers anything by its task ID. For Get and Get Many a task that failed is a
 * result, not a failure of the node; Wait ends like the operation that bought the task.
 * @param apiOf the API that the node's parameters choose
 */
export function taskResource<Job>(apiOf: (context: IExecuteFunctions) => TaskApi<Job>): Resource {
	return {
		option: { name: 'Task', value: 'task' },
		operations: [
			{
				option: {
					name: 'Get',
					value: 'get',
					action: 'Get task',
					description: 'Look up how a task is doing and recover its video',
				},
				fields: [taskIdField, rawOption],
				execute: async (context) => [await getTasks(context, apiOf(context))],
			},
			{
				option: {
					name: 'Get Many',
					value: 'getMany',
					action: 'Get many tasks',
					description: 'Look up several tasks at once, with one request where the provider can',
				},
				fields: [
					{
						...taskIdField,
						displayName: 'Task IDs',
						name: 'taskIds',
						typeOptions: { multipleValues: true, multipleValueButtonText: 'Add Task ID' },
						default: [],
						description: 'The IDs to look up; an expression may give a list',
					},
					rawOption,
				],
				execute: async (context) => [await getManyTasks(context, apiOf(context))],
			},
			{
				option: {
					name: 'Wait',
					value: 'wait',
					action: 'Wait for task',
					description: 'Pick a task up again and wait until it is done',
				},
				fields: [taskIdField, pollIntervalField, timeLimitField, rawOption],
				execute: async (context) => [await waitForTasks(context, apiOf(context))],
			},
		],
	};
}

async function getTasks<Job>(
	context: IExecuteFunctions,
	api: TaskApi<Job>,
): Promise<INodeExecutionData[]> {
	const { lookUp } = gatewayTo(context, api);
	const signal = context.getExecutionCancelSignal();
	const items: INodeExecutionData[] = [];
	for (const { item, taskId, refusal } of readTaskIds(context, 'taskId', 'Task ID')) {
		const answer = async () => (await lookUp([{ taskId }]))[0];
		items.push(
			refusal ?? toAnswerItem(context, api, taskId, await readSteadily(answer, { signal }), item),
		);
	}
	return items;
}

async function getManyTasks<Job>(
	context: IExecuteFunctions,
	api: TaskApi<Job>,
): Promise<INodeExecutionData[]> {
	const wanted = readTaskIds(context, 'taskIds', 'Task IDs');
	const asked = wanted.filter(({ refusal }) => !refusal);
	const answers = await gatewayTo(context, api).lookUp(asked.map(({ taskId }) => ({ taskId })));
	return wanted.map(
		(one) =>
			one.refusal ?? toAnswerItem(context, api, one.taskId, answers[asked.indexOf(one)], one.item),
	);
}

async function waitForTasks<Job>(
	context: IExecuteFunctions,
	api: TaskApi<Job>,
): Promise<INodeExecutionData[]> {
	const { provider, product } = api;
	const { interval, timeLimit } = pollingOf(context, parametersOf(context, 0));
	const wanted = readTaskIds(context, 'taskId', 'Task ID');
	const waiting = wanted.filter(({ refusal }) => !refusal);
	const tasks = await poll(
		waiting.map(({ taskId }) => ({
			ref: { taskId },
			task: { provider, product, taskId, status: 'submitted' },
		})),
		gatewayTo(context, api).lookUp,
		{ interval, timeLimit, startAtOnce: true, signal: context.getExecutionCancelSignal() },
	);
	return wanted.map((one) => {
		if (one.refusal) return one.refusal;
		const task = tasks[waiting.indexOf(one)];
		if (!isFailure(task)) return toItem(context, task, one.item);
		const others = tasks.filter((other) => other !== task);
		return toFailedItem(context, task, one.item, others);
	});
}

interface WantedTask {
	item: number;
	taskId: string;
	/** What comes out for an item that names no task. */
	refusal?: INodeExecutionData;
}

/**
 * The tasks that the items name, before any request is sent.
 * @throws NodeApiError where an item names none, unless the node continues on fail
 */
function readTaskIds(context: IExecuteFunctions, field: string, displayName: string): WantedTask[] {
	return context.getInputData().flatMap((_, item): WantedTask[] => {
		const taskIds = parametersOf(context, item).list(field);
		if (taskIds.length > 0) return taskIds.map((taskId) => ({ item, taskId }));
		const error = taskError('invalidRequest', {
			reason: 'badParameter',
			message: `'${displayName}' is empty`,
			advice: 'Give the ID that the provider returned when the task was submitted.',
		});
		return [{ item, taskId: '', refusal: toFailedItem(context, { error }, item) }];
	});
}

function toAnswerItem<Job>(
	context: IExecuteFunctions,
	{ provider, product }: TaskApi<Job>,
	taskId: string,
	answer: LookUp,
	item: number,
): INodeExecutionData {
	if (answer.kind === 'task') return toItem(context, answer.task, item);
	const { error } = answer;
	return toFailedItem(context, { provider, product, taskId, status: 'submitted', error }, item);
}
