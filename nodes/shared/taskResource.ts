import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { readSteadily } from '../../completion/readSteadily';
import type { TaskApi } from '../../providers/api';
import { taskError, type TaskError } from '../../providers/errors';
import { gatewayTo } from '../../transport/gateway';
import { toFailedItem, toItem } from './items';
import type { Resource } from './operation';
import { includeRawField, optionsCollection } from './options';
import { parametersOf } from './parameters';

/**
 * The resource Task: recovers anything by its task ID. A task that failed is a result here, not a
 * failure of the node.
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
				fields: [
					{
						displayName: 'Task ID',
						name: 'taskId',
						type: 'string',
						required: true,
						default: '',
						placeholder: 'e.g. 0819326cc7fddfd620baf6e1f0db7e2b',
						description: 'The ID that the provider gave when the task was submitted',
					},
					optionsCollection([includeRawField]),
				],
				execute: async (context) => await getTasks(context, apiOf(context)),
			},
		],
	};
}

async function getTasks<Job>(
	context: IExecuteFunctions,
	api: TaskApi<Job>,
): Promise<INodeExecutionData[]> {
	const { provider, product } = api;
	const { lookUp } = gatewayTo(context, api);
	const signal = context.getExecutionCancelSignal();
	const taskIds = context
		.getInputData()
		.map((_, item) => parametersOf(context, item).text('taskId'));
	const refused = taskIds.map((taskId, item) =>
		taskId === ''
			? toFailedItem(context, { provider, product, status: 'failed', error: noTaskId() }, item)
			: undefined,
	);
	const items: INodeExecutionData[] = [];
	for (const [item, taskId] of taskIds.entries()) {
		items.push(refused[item] ?? (await getTask(taskId, item)));
	}
	return items;

	async function getTask(taskId: string, item: number): Promise<INodeExecutionData> {
		const answer = await readSteadily(async () => (await lookUp([{ taskId }]))[0], { signal });
		if (answer.kind === 'task') return toItem(context, answer.task, item);
		const { error } = answer;
		return toFailedItem(context, { provider, product, taskId, status: 'submitted', error }, item);
	}
}

function noTaskId(): TaskError {
	return taskError('invalidRequest', {
		reason: 'badParameter',
		message: "'Task ID' is empty",
		advice: 'Give the ID that the provider returned when the task was submitted.',
	});
}
