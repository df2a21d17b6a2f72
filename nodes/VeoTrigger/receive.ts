import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { readCallback } from '../../providers';
import type { TaskCallback } from '../../providers/api';
import { isFinal, type KnownTask, type Provider } from '../../providers/task';
import { masked } from '../../transport/mask';
import { answer } from '../shared/answer';
import { toJson } from '../shared/items';
import { OUTPUT_NAMES, outputFor, type Branches } from './branches';
import { confirm } from './confirm';
import { outcomeOf, seenBy, type Seen } from './seen';
import { checkSender } from './sender';
import { withVideos } from './videos';

const REPEAT = 'This outcome was received before.';

/** The ids of all providers are short words of ASCII. */
const TASK_ID = /^[\x21-\x7e]{1,200}$/;

/**
 * One call of a provider, from the door to the branch: who sent it, what it says, whether that is
 * true and new, where it goes. Only a finished task starts the workflow. Every other call is answered
 * and goes no further, even where something breaks, for n8n would start a run with an empty item.
 */
export async function receive(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	try {
		return await receiveCall(context);
	} catch (error) {
		const reason = error instanceof Error ? error.message : String(error);
		context.logger.error(`Veo Trigger could not handle a callback: ${masked(reason)}`);
		return answer(context, 503, { error: 'tryAgain' });
	}
}

async function receiveCall(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const provider = context.getNodeParameter('provider') as Provider;
	const body: unknown = context.getBodyData();

	const refusal = await checkSender(context, provider, body);
	if (refusal) {
		if (refusal.wayOut) context.logger.warn(`${refusal.reason}. ${refusal.wayOut}`);
		return answer(context, 401, { error: 'unauthorized', reason: refusal.reason });
	}

	const callback = readCallback(provider, body);
	if (callback.kind === 'song') {
		context.logger.info(`Veo Trigger: ${callback.why}`);
		return ignored(callback.why);
	}
	if (callback.kind === 'notACallback') {
		return answer(context, 400, { error: 'notACallback', reason: callback.why });
	}
	if (!TASK_ID.test(callback.task.taskId)) {
		return answer(context, 400, { error: 'notACallback', reason: 'The task ID is malformed.' });
	}
	if (!isFinal(callback.task)) return ignored('The task is not finished yet.');
	return await receiveOutcome(context, callback);
}

async function receiveOutcome(
	context: IWebhookFunctions,
	callback: TaskCallback,
): Promise<IWebhookResponseData> {
	const seen = ignoresRepeats(context) ? seenBy(context) : undefined;
	if (seen?.has(outcomeOf(callback.task))) return ignored(REPEAT);
	if (context.getNodeParameter('confirm') !== true)
		return await start(context, callback.task, seen);

	if (callback.isLargerVersion && context.getNodeParameter('authentication') === 'none') {
		const reason = 'A 4K version cannot be confirmed by a look-up';
		context.logger.warn(`${reason}. Choose another Authentication in Veo Trigger to receive it.`);
		return answer(context, 403, { error: 'unconfirmed', reason });
	}
	const answered = await confirm(context, callback);
	switch (answered.kind) {
		case 'notFound':
			return answer(context, 404, { error: 'unknownTask', reason: answered.error.message });
		case 'unreadable': {
			const { message, advice } = answered.error;
			context.logger.warn(`Veo Trigger could not look a task up: ${masked(message)} ${advice}`);
			return answer(context, 503, { error: 'tryAgain', reason: message });
		}
		case 'task':
			if (!isFinal(answered.task)) return ignored('The provider says that the task still runs.');
			// A concurrent repeat may have been faster while this one was looked up.
			if (seen?.has(outcomeOf(answered.task))) return ignored(REPEAT);
			return await start(context, answered.task, seen);
	}
}

/** A call of the test URL is a deliberate trial: it starts the workflow, and production forgets it. */
function ignoresRepeats(context: IWebhookFunctions): boolean {
	return context.getMode() !== 'manual' && context.getNodeParameter('ignoreDuplicates') === true;
}

async function start(
	context: IWebhookFunctions,
	known: KnownTask,
	seen: Seen | undefined,
): Promise<IWebhookResponseData> {
	seen?.add(outcomeOf(known));
	const { task, binary, response } = await withVideos(context, known);
	const branches = context.getNodeParameter('branches') as Branches;
	const includeRaw = context.getNodeParameter('options.includeRaw', false) === true;
	const item = { json: toJson(task, includeRaw), ...(binary && { binary }) };
	const taken = outputFor(task, branches);
	const workflowData = OUTPUT_NAMES[branches].map((_, output) => (output === taken ? [item] : []));
	return { ...response, workflowData };
}

/** A call that is in order but starts nothing. */
function ignored(reason: string): IWebhookResponseData {
	return { webhookResponse: { status: 'ignored', reason } };
}
