import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { readSteadily } from '../../lib/lifecycle/readSteadily';
import type { TaskApi } from '../../lib/providers/api';
import { listsByTime, listTasks } from './lostTasks';
import { taskClient } from './productLookUps';
import { versionLookUps } from './versionLookUps';
import { readTaskIds, toAnswerItem } from './wantedTasks';

/** Looks up one task per item. */
export async function getTasks<Job>(
	context: IExecuteFunctions,
	api: TaskApi<Job>,
): Promise<INodeExecutionData[]> {
	const { lookUp: lookUpTasks, lookUpByTrace } = taskClient(context, api);
	const { lookUp } = versionLookUps(api, lookUpTasks);
	const signal = context.getExecutionCancelSignal();
	const items: INodeExecutionData[] = [];
	for (const one of readTaskIds(context, 'taskId', 'Task ID', lookUpByTrace !== undefined)) {
		const { ref, traceId } = one;
		const answer = async () =>
			traceId !== undefined && lookUpByTrace
				? await lookUpByTrace(traceId)
				: (await lookUp([ref]))[0];
		items.push(
			one.refusal ?? toAnswerItem(context, api, one, await readSteadily(answer, { signal })),
		);
	}
	return items;
}

/** Looks up all tasks that the items name, in one request where the provider can, or lists them. */
export async function getManyTasks<Job>(
	context: IExecuteFunctions,
	api: TaskApi<Job>,
): Promise<INodeExecutionData[]> {
	if (listsByTime(context, api)) return await listTasks(context, api);
	const wanted = readTaskIds(context, 'taskIds', 'Task IDs');
	const asked = wanted.filter(({ refusal }) => !refusal);
	const answers = await taskClient(context, api).lookUp(asked.map(({ taskId }) => ({ taskId })));
	return wanted.map(
		(one) => one.refusal ?? toAnswerItem(context, api, one, answers[asked.indexOf(one)]),
	);
}
