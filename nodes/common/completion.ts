import type { IExecuteFunctions } from 'n8n-workflow';
import * as n8nWorkflow from 'n8n-workflow';

import { canBeResumed } from '../../lib/lifecycle/suspended';
import { isTool } from '../../lib/lifecycle/tool';
import type { Completion, Polling, Suspending } from '../../lib/lifecycle/completion';
import { POLL_INTERVAL, TIME_LIMIT } from './completionFields';
import { parametersOf, type Parameters } from './parameters';

const { BINARY_MODE_COMBINED, NodeOperationError } = n8nWorkflow;

/**
 * The completion of the whole run, read from the first item. An AI agent's tool cannot be suspended:
 * it polls instead.
 * @throws NodeOperationError before anything is bought, where the parameters make no sense or this
 * n8n cannot do what they ask for
 */
export function completionOf(context: IExecuteFunctions): Completion {
	const parameters = parametersOf(context, 0);
	const mode = parameters.text('completion');
	switch (mode) {
		case 'submitOnly':
			return { mode, separateOutputs: false };
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
				`'Wait for Result' has no choice "${mode}"`,
				"Choose By Polling, By Callback or Don't Wait.",
			);
	}
}

/** How to poll, with the defaults of what the user did not set. */
export function pollingOf(context: IExecuteFunctions, parameters: Parameters): Polling {
	const interval = parameters.numberOf('options.pollInterval', POLL_INTERVAL);
	if (!(interval >= 1)) {
		throw unusable(context, "'Poll Interval (Seconds)' must be a number of at least 1");
	}
	return {
		mode: 'poll',
		interval: interval * 1000,
		timeLimit: timeLimitOf(context, parameters),
		separateOutputs: isSeparate(context, parameters),
	};
}

/** An agent's tool has one output. */
function isSeparate(context: IExecuteFunctions, { text }: Parameters): boolean {
	return text('outputs') === 'separate' && !isTool(context);
}

function suspendingOf(context: IExecuteFunctions, parameters: Parameters): Suspending {
	const separateOutputs = isSeparate(context, parameters);
	// n8n forwards all outputs of a resumed node from 2.39 on, and exports this from 2.39 on.
	if (separateOutputs && !('N8N_NODES_API_VERSION' in n8nWorkflow)) {
		throw unusable(
			context,
			"'Outputs' can be Separate from n8n 2.39 on only: before, all but the first are lost",
			"Set 'Outputs' to Combined and branch on the field status, or update n8n.",
		);
	}
	const timeLimit = timeLimitOf(context, parameters);
	checkTimeOut(context, timeLimit);
	if (isEngine2(context)) {
		throw unusable(
			context,
			"n8n's Engine 2.0 cannot resume an execution with a callback",
			"Set 'Wait for Result' to By Polling, or let the workflow run on n8n's first engine.",
		);
	}
	// n8n 2.40 evaluates expressions of its own when a callback comes, and cannot do that there.
	if (context.getWorkflowSettings().binaryMode === BINARY_MODE_COMBINED) {
		throw unusable(
			context,
			"n8n cannot resume a node by a callback in a workflow whose 'Execution Logic' is v2",
			"Set 'Wait for Result' to By Polling, or set 'Execution Logic' to v1 in the settings of the workflow.",
		);
	}
	if (!canBeResumed(context)) {
		throw unusable(
			context,
			'n8n could not resume this node, because its expressions cannot take the name of the node',
			"Give the node a plain name, such as Veo, or set 'Wait for Result' to By Polling.",
		);
	}
	const otherwise = pollingOf(context, parameters);
	return { mode: 'callback', timeLimit, separateOutputs, otherwise };
}

/** Milliseconds for what the workflow does before the node waits: n8n's time-out counts it, too. */
const BEFORE_WAITING = 60_000;

/**
 * n8n cancels a suspended execution whose time-out is over, and its timed-out items never come out.
 * The time-out of the whole instance cannot be seen from here.
 */
function checkTimeOut(context: IExecuteFunctions, timeLimit: number): void {
	const { executionTimeout: seconds = -1 } = context.getWorkflowSettings();
	if (seconds <= 0 || seconds * 1000 >= timeLimit + BEFORE_WAITING) return;
	throw unusable(
		context,
		"'Time Limit (Minutes)' is too long for this workflow, which n8n cancels after " +
			`${seconds / 60} minutes; the tasks would be lost`,
		"In the settings of the workflow, set 'Timeout After' to at least a minute more than the time limit, or switch it off. Or shorten the time limit, or set 'Wait for Result' to By Polling.",
	);
}

/** Engine 2.0 does not tell a node the settings of its workflow, but its execution IDs are UUIDs. */
function isEngine2(context: IExecuteFunctions): boolean {
	const isUuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-/i;
	return context.getWorkflowSettings().engineType === 'v2' || isUuid.test(context.getExecutionId());
}

/** Minutes: the providers keep their records for 14 days. */
const LONGEST_TIME_LIMIT = 14 * 24 * 60;

function timeLimitOf(context: IExecuteFunctions, { numberOf }: Parameters): number {
	const minutes = numberOf('options.timeLimit', TIME_LIMIT);
	if (minutes > 0 && minutes <= LONGEST_TIME_LIMIT) return minutes * 60_000;
	throw unusable(
		context,
		`'Time Limit (Minutes)' must be a number greater than 0 and at most ${LONGEST_TIME_LIMIT}, which is 14 days`,
	);
}

function unusable(
	context: IExecuteFunctions,
	message: string,
	fix = 'Correct the field and run again.',
): n8nWorkflow.NodeOperationError {
	const description = `${fix} Nothing was bought.`;
	return new NodeOperationError(context.getNode(), message, { description });
}
