import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { readSteadily } from '../../completion/readSteadily';
import type { TaskApi } from '../../providers/api';
import { gatewayTo } from '../../transport/gateway';
import { readTaskIds, toAnswerItem } from './wantedTasks';

/** Looks up one task per item. */
export async function getTasks<Job>(
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

/** Looks up all tasks that the items name, in one request where the provider can. */
export async function getManyTasks<Job>(
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
