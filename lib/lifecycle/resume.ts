import type { IWebhookDescription, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { suspendedRun, type SuspendedItem, type SuspendedRun } from './suspended';
import { forgetOutcomes, patientLookUps } from './patience';
import { isNamed, runState } from './runState';
import { readCallback } from '../providers';
import { keyOf, type ApiVersion, type TaskApi } from '../providers/api';
import { isKnown, type KnownTask, type Product } from '../task';
import { clientFor } from '../http/client';
import { masked } from '../http/mask';
import { apiVersionOf } from '../http/credential';
import { answer } from './answer';
import { attachFiles, type TaskWithFiles } from './attachFiles';
import { toOutputs } from './outputs';

/** Lets providers call a suspended run of the node back; the node's id in the path tells it from others. */
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
 * Resumes a suspended run once all of its tasks are final. The callback only says which task to look
 * up: nobody signs its body, so results come from look-ups alone. Every other call is answered and
 * leaves the run suspended.
 *
 * Nothing is thrown out of `webhook()`: n8n would fail the suspended execution, and the paid tasks of
 * all its items with it. What breaks is answered with 503, so that the provider calls again.
 *
 * Providers repeat a call, if at all, until it is answered 200. So that is the answer only where
 * nothing more is needed of this call.
 */
export async function resume<Job>(
	context: IWebhookFunctions,
	apiOf: (provider: string, version: ApiVersion, product?: Product) => TaskApi<Job> | undefined,
): Promise<IWebhookResponseData> {
	try {
		const run = suspendedRun(context);
		if (!run) return answer(context, 404, { error: 'nothingWaits' });
		const callback = readCallback(run.provider, context.getBodyData());
		if (callback.kind !== 'task') {
			return answer(context, 400, { error: callback.kind, reason: callback.why });
		}
		const { task: said } = callback;
		const refs = run.items.flatMap(({ ref }) => (ref ? [ref] : []));
		// Strangers end here: before n8n 2.14, anybody may call.
		if (!refs.some((ref) => isNamed(ref, said.taskId))) {
			return { webhookResponse: { status: 'ignored', reason: 'no task of this run' } };
		}
		const version = run.apiVersion ?? (await apiVersionOf(context, run.provider));
		const api = apiOf(run.provider, version, run.items.at(0)?.task.product);
		if (!api) return answer(context, 404, { error: 'nothingWaits' });
		const lookUp = patientLookUps(scopeOf(context), clientFor(context, api).lookUp);
		const state = await runState(refs, said, lookUp);
		switch (state.kind) {
			case 'open':
				return { webhookResponse: { status: 'waiting' } };
			case 'unclear':
				context.logger.warn(`A callback is put off, for the provider to repeat it: ${state.why}`);
				return answer(context, 503, { error: 'tryAgain' });
			case 'finished':
				return await resumeOnce(context, api, { ...run, items: withTasks(run, state.tasks) });
		}
	} catch (error) {
		const reason = error instanceof Error ? error.message : String(error);
		context.logger.error(
			`A callback could not be handled; the execution stays suspended: ${masked(reason)}`,
		);
		return answer(context, 503, { error: 'tryAgain' });
	}
}

function withTasks({ items }: SuspendedRun, tasks: Map<string, KnownTask>): SuspendedItem[] {
	return items.map((item) => ({
		...item,
		task: (item.ref && tasks.get(keyOf(item.ref))) ?? item.task,
	}));
}

/** Runs that this process is resuming; callbacks that come meanwhile are told to come again. */
const resuming = new Set<string>();

/**
 * Resumes a run whose tasks are final. n8n answers the provider when it has stored that, so nothing
 * is lost by a crash while the videos are fetched; a provider that gives up waiting for them calls
 * again. n8n lets one call resume the run, whatever else comes in.
 */
async function resumeOnce<Job>(
	context: IWebhookFunctions,
	api: TaskApi<Job>,
	run: SuspendedRun,
): Promise<IWebhookResponseData> {
	const scope = scopeOf(context);
	if (resuming.has(scope)) return answer(context, 503, { error: 'tryAgain' });
	resuming.add(scope);
	try {
		const results: TaskWithFiles[] = [];
		for (const { task, ref, download } of run.items) {
			results.push(
				download && isKnown(task)
					? await attachFiles(context, api, { task, ref: ref ?? { taskId: task.taskId } }, download)
					: { task },
			);
		}
		const workflowData = toOutputs(run, (_, itemIndex) => results[itemIndex]);
		return { webhookResponse: { status: 'received' }, workflowData };
	} finally {
		const response = context.getResponseObject();
		const end = () => {
			resuming.delete(scope);
			forgetOutcomes(scope);
		};
		if (response.closed) end();
		else response.once('close', end);
	}
}

/** Tells one suspended run from another. */
function scopeOf(context: IWebhookFunctions): string {
	return `${context.getExecutionId()} ${context.getNode().id}`;
}
