import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { realClock } from '../../lib/clock';
import { readCallback } from '../../lib/providers';
import type { TaskApi, TaskCallback } from '../../lib/providers/api';
import type { KnownTask } from '../../lib/task';
import { masked } from '../../lib/http/mask';
import { answer } from '../../lib/lifecycle/answer';
import { toJson } from '../../lib/lifecycle/items';
import { outputNames, outputFor } from './route';
import { isAsFar, isWanted } from './stages';
import { confirm } from './confirm';
import { outcomeOf, seenBy, type Seen } from './deduplicate';
import { authenticate } from './authenticate';
import { settingsOf, type Settings } from './settings';
import { withVideos } from './videos';

/** The ids of all providers are short words of ASCII. */
const TASK_ID = /^[\x21-\x7e]{1,200}$/;

/** For how many milliseconds a repeat waits for the call that is starting the workflow. */
const PATIENCE = 10_000;

/** One call, and what it is handled with. */
interface Call {
	context: IWebhookFunctions;
	settings: Settings;
	/** Absent where every call counts. */
	seen?: Seen;
	/** Milliseconds since 1970; no repeat waits longer. */
	until: number;
}

/**
 * One call of a provider, from the door to the branch: who sent it, what it says, whether that is
 * true and new, where it goes. Only a finished task starts the workflow, or a stage of a song that the
 * user wants to hear of, and only what needs nothing
 * more from the provider is answered with 200: it is sent again otherwise.
 *
 * Nothing is thrown out of `webhook()`: n8n would start a run with an empty item. What breaks is
 * answered with 503, so that the provider calls again.
 */
export async function receive(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	try {
		return await receiveCall(context);
	} catch (error) {
		const reason = error instanceof Error ? error.message : String(error);
		context.logger.error(`Veo Trigger could not handle a callback: ${masked(reason)}`);
		return tryAgain(context, 'The callback could not be handled.');
	}
}

async function receiveCall(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const until = realClock.now() + PATIENCE;
	const settings = settingsOf(context);
	const body: unknown = context.getBodyData();

	const refusal = await authenticate(context, settings, body);
	if (refusal) {
		if (refusal.fix) context.logger.warn(`${refusal.reason}. ${refusal.fix}`);
		const { reason, isMalformed } = refusal;
		return isMalformed
			? answer(context, 400, { error: 'notACallback', reason })
			: answer(context, 401, { error: 'unauthorized', reason });
	}

	const callback = readCallback(settings.provider, body);
	if (callback.kind === 'notACallback') {
		return answer(context, 400, { error: 'notACallback', reason: callback.why });
	}
	if (!TASK_ID.test(callback.task.taskId)) {
		return answer(context, 400, { error: 'notACallback', reason: 'The task ID is malformed.' });
	}
	// A call of the test URL is a deliberate trial: it starts the workflow, and production forgets it.
	const isTrial = context.getMode() === 'manual';
	const seen = settings.ignoreDuplicates && !isTrial ? seenBy(context) : undefined;
	return await receiveTask({ context, settings, seen, until }, callback);
}

async function receiveTask(call: Call, callback: TaskCallback): Promise<IWebhookResponseData> {
	const { context, settings, seen } = call;
	const { task } = callback;
	const wanted = isWanted(task, settings.songStages);
	if (task.stage && !wanted) return ignored('This stage of a song does not start the workflow.');
	if (seen?.stageOf(outcomeOf(task)) === 'started') return repeat();
	if (!settings.confirm) return wanted ? await start(call, task) : unfinished();
	const isStranger = settings.authentication === 'none';
	const answered = await confirm(context, callback, isStranger);
	switch (answered.kind) {
		case 'tooMany':
			context.getResponseObject().setHeader('Retry-After', answered.retryAfter);
			return answer(context, 429, {
				error: 'tooMany',
				reason: 'Too many calls came to nothing. Try again later.',
			});
		case 'notFound':
			return answer(context, 404, {
				error: 'unknownTask',
				reason: 'The provider does not know this task.',
			});
		case 'unreadable': {
			const { message, advice } = answered.error;
			context.logger.warn(`Veo Trigger could not look a task up: ${masked(message)} ${advice}`);
			return tryAgain(context, 'The task could not be looked up.');
		}
		case 'task':
			if (isAsFar(answered.task, task)) break;
			return wanted
				? tryAgain(context, 'The provider says that the task still runs.')
				: unfinished();
	}
	if (isStranger && !answered.api) {
		const reason = 'A 4K version cannot be confirmed by a look-up';
		context.logger.warn(`${reason}. Choose another Authentication in Veo Trigger to receive it.`);
		return answer(context, 403, { error: 'unconfirmed', reason });
	}
	return await start(call, answered.task, answered.api);
}

/** @param api where the task was looked up */
async function start(
	{ context, settings, seen, until }: Call,
	known: KnownTask,
	api?: TaskApi<never>,
): Promise<IWebhookResponseData> {
	const outcome = outcomeOf(known);
	// Only then: in the meantime the other one of two calls at the same moment would be new as well.
	while (seen?.stageOf(outcome) === 'starting' && realClock.now() < until) {
		await seen.whileStarting(outcome, until);
	}
	const stage = seen?.stageOf(outcome);
	if (stage === 'started') return repeat();
	if (stage === 'starting') return tryAgain(context, 'Another call about this is being handled.');
	const begun = seen?.begin(outcome);
	const { download, branches, songStages, includeRaw } = settings;
	const { task, binary } = download
		? await withVideos(context, known, api, download)
		: { task: known };
	const item = { json: toJson(task, includeRaw), ...(binary && { binary }) };
	const taken = outputFor(task, branches);
	return {
		workflowData: outputNames(branches, songStages).map((_, output) =>
			output === taken ? [item] : [],
		),
		// n8n reads the answer when it has the run in its database and before it saves the static
		// data. Since 2.40 it takes for unchanged what was changed before.
		get webhookResponse() {
			begun?.stored();
			return { status: 'received' };
		},
	};
}

function repeat(): IWebhookResponseData {
	return ignored('This outcome was received before.');
}

function unfinished(): IWebhookResponseData {
	return ignored('The task is not finished yet.');
}

/** A call that is in order but starts nothing. */
function ignored(reason: string): IWebhookResponseData {
	return { webhookResponse: { status: 'ignored', reason } };
}

/** A call that the provider has to send once more. */
function tryAgain(context: IWebhookFunctions, reason: string): IWebhookResponseData {
	return answer(context, 503, { error: 'tryAgain', reason });
}
