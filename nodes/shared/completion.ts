import type { IExecuteFunctions } from 'n8n-workflow';
import * as n8nWorkflow from 'n8n-workflow';

import type { TaskApi, TaskRef } from '../../providers/api';
import { parametersOf, type Parameters } from './parameters';

const { NodeOperationError } = n8nWorkflow;

/** Look the tasks up at intervals; both times in milliseconds. */
export interface Polling {
	mode: 'poll';
	interval: number;
	timeLimit: number;
}

/** Park the execution until the callbacks have come. */
export interface Suspending {
	mode: 'callback';
	/** Milliseconds. */
	timeLimit: number;
	separateOutputs: boolean;
}

export type Completion = Polling | Suspending | { mode: 'submitOnly' };

/**
 * The completion of the whole run, read from the first item. An AI agent's tool cannot be parked:
 * it polls instead.
 * @throws NodeOperationError before anything is bought, where the parameters make no sense or this
 * n8n cannot do what they ask for
 */
export function completionOf(context: IExecuteFunctions): Completion {
	const parameters = parametersOf(context, 0);
	const mode = parameters.text('completion');
	switch (mode) {
		case 'submitOnly':
			return { mode };
		case 'poll':
			return pollingOf(context, parameters);
		case 'callback':
			if (isTool(context)) {
				context.addExecutionHints({
					message: 'Ran as a tool of an AI agent, so the result was polled for',
					location: 'outputPane',
				});
				return pollingOf(context, parameters);
			}
			return suspendingOf(context, parameters);
		default:
			throw unusable(
				context,
				`'Completion' has no choice "${mode}"`,
				'Choose Poll Until Done, Wait for Callback or Submit Only.',
			);
	}
}

/** Newer agents run a tool like any node of the workflow; only the type of n8n's tool twin tells. */
function isTool(context: IExecuteFunctions): boolean {
	return context.isToolExecution() || context.getNode().type.endsWith('Tool');
}

/** How to poll, with the interval's default where the field is not shown. */
export function pollingOf(context: IExecuteFunctions, parameters: Parameters): Polling {
	const interval = parameters.text('pollInterval') === '' ? 30 : parameters.number('pollInterval');
	if (!(interval >= 1)) {
		throw unusable(context, "'Poll Interval (Seconds)' must be a number of at least 1");
	}
	return { mode: 'poll', interval: interval * 1000, timeLimit: timeLimitOf(context, parameters) };
}

/** Milliseconds between two POSTs that may order what they ask for. */
const ORDERING_INTERVAL = 10_000;

/** The interval of these look-ups, which is longer where each is an order that is sent again. */
export function intervalOf<Job>({ interval }: Polling, api: TaskApi<Job>, refs: TaskRef[]): number {
	const ordersAgain = refs.some((ref) => api.mayOrder?.(ref) && api.lookUp(ref).method === 'POST');
	return ordersAgain ? Math.max(interval, ORDERING_INTERVAL) : interval;
}

function suspendingOf(context: IExecuteFunctions, parameters: Parameters): Suspending {
	const separateOutputs = parameters.text('outputs') === 'separate';
	// n8n forwards all outputs of a resumed node from 2.39 on, and exports this from 2.39 on.
	if (separateOutputs && !('N8N_NODES_API_VERSION' in n8nWorkflow)) {
		throw unusable(
			context,
			"'Outputs' can be Separate from n8n 2.39 on only: before, all but the first are lost",
			"Set 'Outputs' to Combined and branch on the field status, or update n8n.",
		);
	}
	return { mode: 'callback', timeLimit: timeLimitOf(context, parameters), separateOutputs };
}

function timeLimitOf(context: IExecuteFunctions, { number }: Parameters): number {
	const minutes = number('timeLimit');
	if (minutes > 0) return minutes * 60_000;
	throw unusable(context, "'Time Limit (Minutes)' must be a number greater than 0");
}

function unusable(
	context: IExecuteFunctions,
	message: string,
	wayOut = 'Correct the field and run again.',
): n8nWorkflow.NodeOperationError {
	const description = `${wayOut} Nothing was bought.`;
	return new NodeOperationError(context.getNode(), message, { description });
}
