import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { NodeApiError } from 'n8n-workflow';

import { isTool } from '../../completion/tool';
import type { Complaint } from '../../providers/api';
import { taskError, type TaskError } from '../../providers/errors';
import type { Task } from '../../providers/task';
import { masked } from '../../transport/mask';

/** Whether the task is one that a node reports as failed, be it for its download alone. */
export function isFailure(task: Task): task is Task & { error: TaskError } {
	return task.error !== undefined;
}

/** A complaint in the words of the editor: it names the field by its display name. */
export function complaintError(
	properties: INodeProperties[],
	{ field, problem, wayOut }: Complaint,
): TaskError {
	return taskError('invalidRequest', {
		reason: 'badParameter',
		message: `'${displayName(properties, field) ?? field}' ${problem}`,
		advice: wayOut,
	});
}

function displayName(properties: INodeProperties[], field: string): string | undefined {
	for (const property of properties) {
		if (property.name === field) return property.displayName;
		const inside = displayName((property.options ?? []).filter(isProperty), field);
		if (inside !== undefined) return inside;
	}
	return undefined;
}

function isProperty(option: object): option is INodeProperties {
	return 'displayName' in option && 'type' in option;
}

/**
 * Whether failures leave the node as items. The user has set it so; or an AI agent asks, who can
 * make something of a record, while n8n would answer an error with a second try.
 */
export function reportsFailures(context: IExecuteFunctions): boolean {
	return context.continueOnFail() || isTool(context);
}

/** Anything that came to nothing: a task, or a request that is about none. */
export type FailedRecord = Partial<Task> & { error: TaskError };

/**
 * The error that n8n shows: the provider's words, what to do next, and the task IDs. The records lie
 * in `context.data`.
 * @param itemIndex absent where the whole run failed
 * @param others the other tasks of the same run, so that none is lost with the execution
 */
export function toNodeError(
	context: IExecuteFunctions,
	record: FailedRecord,
	itemIndex?: number,
	others: Array<Partial<Task>> = [],
): NodeApiError {
	const { taskId, traceId } = record;
	const error = masked(record.error);
	const bought = others.flatMap((other) =>
		other.taskId ? [`${other.taskId} (${other.status})`] : [],
	);
	const description = [
		error.advice,
		...(taskId ? [`Task ID: ${taskId}.`] : []),
		...(traceId && !error.advice.includes(traceId) ? [`Trace ID: ${traceId}.`] : []),
		...(bought.length > 0
			? [`${taskId ? 'Other tasks' : 'Tasks'} of this run: ${bought.join(', ')}.`]
			: []),
	].join(' ');
	const failure = new NodeApiError(
		context.getNode(),
		{ message: error.message, code: error.code ?? '' },
		{ description, itemIndex },
	);
	// n8n replaces texts that hold a network code by one that invites to send the request again.
	failure.message = error.message;
	failure.context.data = { ...shown(record), others: others.map(shown) };
	return failure;
}

/** A record as it may be shown: without the raw answer, and with no secret in the provider's words. */
export function shown<Shown extends { raw?: unknown; error?: TaskError }>({
	raw,
	...record
}: Shown): Omit<Shown, 'raw'> {
	return record.error ? { ...record, error: masked(record.error) } : record;
}

/** Whether the error is one of `toNodeError`, which has the records of the run. */
export function carriesRecords(error: unknown): boolean {
	if (!(error instanceof NodeApiError)) return false;
	const { data } = error.context;
	return typeof data === 'object' && data !== null && 'others' in data;
}
