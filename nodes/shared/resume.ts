import type { IWebhookDescription, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { parkedRun, type ParkedRun } from '../../completion/park';
import { runState } from '../../completion/runState';
import { sharedLookUps } from '../../completion/sharedLookUps';
import type { TaskApi } from '../../providers/api';
import { gatewayTo } from '../../transport/gateway';
import { answer } from './answer';
import { toOutputs } from './suspend';

/** Lets providers call a parked run of the node back; the node's id in the path tells it from others. */
export const resumeWebhooks: IWebhookDescription[] = [
	{
		name: 'default',
		httpMethod: 'POST',
		path: '={{ $nodeId }}',
		isFullPath: true,
		restartWebhook: true,
		responseMode: 'onReceived',
		// Without it n8n answers with the words "firstEntryJson".
		responseData: '',
	},
];

/**
 * Resumes a parked run once all of its tasks are final. The callback only says which task to look
 * up: nobody signs its body, so results come from look-ups alone. Every other call is answered and
 * leaves the run parked, even where something breaks, for n8n would fail the execution.
 */
export async function resume<Job>(
	context: IWebhookFunctions,
	apiOf: (provider: string) => TaskApi<Job> | undefined,
): Promise<IWebhookResponseData> {
	try {
		const run = parkedRun(context);
		const api = run && apiOf(run.provider);
		if (!api) return answer(context, 404, { error: 'nothingWaits' });
		return await resumeRun(context, run, api);
	} catch (error) {
		const reason = error instanceof Error ? error.message : String(error);
		context.logger.error(`A callback could not be handled; the execution stays parked: ${reason}`);
		return answer(context, 503, { error: 'tryAgain' });
	}
}

async function resumeRun<Job>(
	context: IWebhookFunctions,
	run: ParkedRun,
	api: TaskApi<Job>,
): Promise<IWebhookResponseData> {
	const callback = api.readCallback(context.getBodyData());
	if (callback.kind === 'notACallback') {
		return answer(context, 400, { error: 'notACallback', reason: callback.why });
	}
	const { taskId } = callback.task;
	const refs = run.orders.flatMap(({ ref }) => (ref ? [ref] : []));
	if (!refs.some((ref) => ref.taskId === taskId)) {
		return { webhookResponse: { status: 'ignored', reason: 'no task of this run' } };
	}
	const scope = `${context.getExecutionId()} ${context.getNode().id}`;
	const lookUp = sharedLookUps(scope, gatewayTo(context, api).lookUp);
	const state = await runState(refs, taskId, lookUp);
	switch (state.kind) {
		case 'open':
			return { webhookResponse: { status: 'waiting' } };
		case 'unclear':
			return answer(context, 503, { error: 'tryAgain', reason: state.answer.error.message });
		case 'finished':
			return {
				webhookResponse: { status: 'received' },
				workflowData: toOutputs(run, ({ ref, task }) =>
					ref ? (state.tasks.get(ref.taskId) ?? task) : task,
				),
			};
	}
}
