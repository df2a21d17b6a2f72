import type { IWebhookDescription, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { parkedRun, type ParkedRun } from '../../completion/park';
import { runState } from '../../completion/runState';
import { sharedLookUps } from '../../completion/sharedLookUps';
import type { ApiForm, TaskApi } from '../../providers/api';
import { isKnown } from '../../providers/task';
import { gatewayTo } from '../../transport/gateway';
import { masked } from '../../transport/mask';
import { apiFormOf } from '../../transport/request';
import { answer } from './answer';
import { deliver, type Delivery } from './deliver';
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
	apiOf: (provider: string, form: ApiForm) => TaskApi<Job> | undefined,
): Promise<IWebhookResponseData> {
	try {
		const run = parkedRun(context);
		const api = run && apiOf(run.provider, await apiFormOf(context, run.provider));
		if (!api) return answer(context, 404, { error: 'nothingWaits' });
		return await resumeRun(context, run, api);
	} catch (error) {
		const reason = error instanceof Error ? error.message : String(error);
		context.logger.error(
			`A callback could not be handled; the execution stays parked: ${masked(reason)}`,
		);
		return answer(context, 503, { error: 'tryAgain' });
	}
}

async function resumeRun<Job>(
	context: IWebhookFunctions,
	run: ParkedRun,
	api: TaskApi<Job>,
): Promise<IWebhookResponseData> {
	const callback = api.readCallback(context.getBodyData());
	if (callback.kind !== 'task') {
		return answer(context, 400, { error: callback.kind, reason: callback.why });
	}
	const { taskId } = callback.task;
	const refs = run.orders.flatMap(({ ref }) => (ref ? [ref] : []));
	if (!refs.some((ref) => ref.taskId === taskId)) {
		return { webhookResponse: { status: 'ignored', reason: 'no task of this run' } };
	}
	const lookUp = sharedLookUps(scopeOf(context), gatewayTo(context, api).lookUp);
	const state = await runState(refs, taskId, lookUp);
	switch (state.kind) {
		case 'open':
			return { webhookResponse: { status: 'waiting' } };
		case 'unclear':
			return answer(context, 503, { error: 'tryAgain', reason: state.answer.error.message });
		case 'finished':
			return await finish(context, api, {
				...run,
				orders: run.orders.map((order) => ({
					...order,
					task: (order.ref && state.tasks.get(order.ref.taskId)) ?? order.task,
				})),
			});
	}
}

/** Runs whose videos this process is fetching; callbacks that come together need them once. */
const fetching = new Set<string>();

/**
 * The end of a run whose tasks are final. Where videos have to be fetched, the provider is answered
 * first: it waits for seconds only, and would call again.
 */
async function finish<Job>(
	context: IWebhookFunctions,
	api: TaskApi<Job>,
	run: ParkedRun,
): Promise<IWebhookResponseData> {
	const received = { status: 'received' };
	if (!run.orders.some(({ download, task }) => download && task.status === 'succeeded')) {
		return { webhookResponse: received, workflowData: toOutputs(run, ({ task }) => ({ task })) };
	}
	const scope = scopeOf(context);
	if (fetching.has(scope)) return { webhookResponse: received };
	fetching.add(scope);
	try {
		const answered = answer(context, 200, received);
		const deliveries: Delivery[] = [];
		for (const { task, ref, download } of run.orders) {
			const known = ref ?? (isKnown(task) ? { taskId: task.taskId } : undefined);
			deliveries.push(
				download && known ? await deliver(context, api, { task, ref: known }, download) : { task },
			);
		}
		const workflowData = toOutputs(run, (_, itemIndex) => deliveries[itemIndex]);
		return { ...answered, workflowData };
	} finally {
		fetching.delete(scope);
	}
}

/** Tells one parked run from another. */
function scopeOf(context: IWebhookFunctions): string {
	return `${context.getExecutionId()} ${context.getNode().id}`;
}
