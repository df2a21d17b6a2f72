import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import type { LookUp, TaskApi, TaskRef } from '../../lib/providers/api';
import { taskError } from '../../lib/error';
import { issueError } from './fieldNames';
import { toFailedItem, toItem } from './output';
import { parametersOf } from './parameters';
import { readVersion, versionFields } from './versionFields';
import { refTo } from './versionLookUps';

/** A task that an item names. */
export interface WantedTask {
	item: number;
	/** Empty where the item does not give it. */
	taskId: string;
	/** What the task is found by in its place. */
	traceId?: string;
	/** What asks for it, or for the version of its video that is wanted. */
	ref: TaskRef;
	/** What comes out for an item that names no task, or in a way that makes no sense. */
	refusal?: INodeExecutionData;
}

/**
 * The tasks that the items name, before any request is sent.
 * @param byTrace whether an item may name the trace ID instead
 * @throws NodeApiError where an item names none, unless the node continues on fail
 */
export function readTaskIds(
	context: IExecuteFunctions,
	field: string,
	displayName: string,
	byTrace = false,
): WantedTask[] {
	return context.getInputData().flatMap((_, item): WantedTask[] => {
		const parameters = parametersOf(context, item);
		const taskIds = parameters.list(field);
		const version = readVersion(parameters);
		if (version && 'field' in version) {
			const wrong = issueError(versionFields, version);
			return [{ ...nameless(item), refusal: toFailedItem(context, { error: wrong }, item) }];
		}
		if (taskIds.length > 0) {
			return taskIds.map((taskId) => ({ item, taskId, ref: refTo(taskId, version) }));
		}
		const traceId = byTrace ? parameters.text('traceId') : '';
		if (traceId !== '') return [{ ...nameless(item), traceId }];
		const error = taskError('invalidRequest', {
			reason: 'badParameter',
			message: `'${displayName}' is empty`,
			advice: byTrace
				? "Give the ID that the provider returned when the task was submitted, or fill in 'Trace ID'."
				: 'Give the ID that the provider returned when the task was submitted.',
		});
		return [{ ...nameless(item), refusal: toFailedItem(context, { error }, item) }];
	});
}

function nameless(item: number): WantedTask {
	return { item, taskId: '', ref: { taskId: '' } };
}

/** The item of a look-up; a task that failed is a result here, no look-up is not. */
export function toAnswerItem<Job>(
	context: IExecuteFunctions,
	{ provider, product }: TaskApi<Job>,
	{ taskId, traceId, item }: Pick<WantedTask, 'item' | 'taskId' | 'traceId'>,
	answer: LookUp,
): INodeExecutionData {
	if (answer.kind === 'task') return toItem(context, answer.task, item);
	const { error } = answer;
	const named = traceId === undefined ? { taskId } : { traceId };
	return toFailedItem(context, { provider, product, ...named, status: 'submitted', error }, item);
}
