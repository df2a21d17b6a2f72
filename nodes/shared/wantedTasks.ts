import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import type { LookUp, TaskApi } from '../../providers/api';
import { taskError } from '../../providers/errors';
import { toFailedItem, toItem } from './items';
import { parametersOf } from './parameters';

/** A task that an item names. */
export interface WantedTask {
	item: number;
	taskId: string;
	/** What comes out for an item that names no task. */
	refusal?: INodeExecutionData;
}

/**
 * The tasks that the items name, before any request is sent.
 * @throws NodeApiError where an item names none, unless the node continues on fail
 */
export function readTaskIds(
	context: IExecuteFunctions,
	field: string,
	displayName: string,
): WantedTask[] {
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

/** The item of a look-up; a task that failed is a result here, no look-up is not. */
export function toAnswerItem<Job>(
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
