import type { IExecuteFunctions } from 'n8n-workflow';
import { NodeApiError } from 'n8n-workflow';

import { titleOf } from './titles';
import { isTool } from './tool';
import { PROVIDERS } from '../providers';
import type { Issue } from '../providers/api';
import { besidePurchases, leadingToProduct, taskError, type TaskError } from '../error';
import type { Task } from '../task';
import { masked } from '../http/mask';

/** Whether the task is one that a node reports as failed, be it for its download alone. */
export function isFailure(task: Task): task is Task & { error: TaskError } {
	return task.error !== undefined;
}

/** An issue in the words of the editor. @param label the field's display name */
export function issueError({ field, message, fix }: Issue, label = field): TaskError {
	return taskError('invalidRequest', {
		reason: 'badParameter',
		message: `'${label}' ${message}`,
		advice: fix,
	});
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
 * The error that n8n shows: its reason as the title; below, the provider's words, what to do next, and
 * the task IDs. The records lie in `context.data`.
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
	const title = titleOf(error, record);
	const description = [
		...(title === error.message ? [] : [providersWords(error, record)]),
		others.some((other) => other.taskId !== undefined)
			? besidePurchases(error.advice)
			: error.advice,
		...(taskId ? [`Task ID: ${taskId}.`] : []),
		...(traceId && !error.advice.includes(traceId) ? [`Trace ID: ${traceId}.`] : []),
		...whatElse(others, taskId ? 'Other tasks' : 'Tasks'),
	].join(' ');
	const failure = new NodeApiError(
		context.getNode(),
		{ message: title, code: error.code ?? '' },
		{ description, itemIndex },
	);
	// n8n replaces texts that hold a network code by one that invites to send the request again.
	failure.message = title;
	failure.context.data = { ...shown(record), others: others.map(shown) };
	return failure;
}

/** What the provider said, as a sentence. */
function providersWords({ message, code }: TaskError, { provider }: Partial<Task>): string {
	const sentence = /[.!?。！？]$/.test(message) ? message : `${message}.`;
	if (!provider || code === undefined) return sentence;
	return `${PROVIDERS[provider].label} says (${code}): ${sentence}`;
}

/** What else the run has bought, how much of it is ready, and how to come by it without buying. */
function whatElse(others: Array<Partial<Task>>, what: string): string[] {
	const bought = others.filter(({ taskId }) => taskId !== undefined);
	if (bought.length === 0) return [];
	const all = bought.map(({ taskId, status }) => `${taskId} (${status})`).join(', ');
	const ready = bought.filter(({ status }) => status === 'succeeded').length;
	const how =
		ready > 0
			? `${ready} of them ${ready === 1 ? 'is' : 'are'} ready: fetch ${ready === 1 ? 'it' : 'them'} with the operation Get or Download of the resource Task.`
			: 'Look them up with the operation Get or Wait of the resource Task.';
	return [
		`${what} of this run: ${all}; a new run would buy ${bought.length === 1 ? 'it' : 'them'} again.`,
		leadingToProduct(how, bought[0]),
		"To get the others although one fails, set 'Outputs' to Separate, or the node's setting On Error to Continue.",
	];
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

/**
 * Ends the run where an item has failed and the node does not report failures.
 * @param others gives what else was bought, for the error to name
 * @throws NodeApiError
 */
export function stopOnFailure(
	context: IExecuteFunctions,
	task: Task,
	itemIndex: number,
	others: () => Task[],
): void {
	if (isFailure(task) && !reportsFailures(context)) {
		throw toNodeError(context, task, itemIndex, others());
	}
}
