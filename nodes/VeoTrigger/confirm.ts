import type { IWebhookFunctions } from 'n8n-workflow';

import { sharedLookUps } from '../../completion/sharedLookUps';
import { musicVideoApi, veoApi } from '../../providers';
import type { ApiForm, LookUp, TaskApi, TaskCallback } from '../../providers/api';
import { taskError } from '../../providers/errors';
import { withCause } from '../../providers/morePrecise';
import type { KnownTask } from '../../providers/task';
import { gatewayTo } from '../../transport/gateway';
import { apiFormOf } from '../../transport/request';

/**
 * Looks the task of a callback up with the credential: the body only says which task it is about.
 *
 * One thing cannot be looked up: Kie's 4K version, because asking for it orders it, and the record of
 * its task id may be that of the video it was made from. There the look-up proves that the task is
 * the account's own and has succeeded, and the rest is the sender's word.
 * @throws NodeOperationError where the credential is missing or its base URL is none
 */
export async function confirm(
	context: IWebhookFunctions,
	{ task, isLargerVersion }: TaskCallback,
): Promise<LookUp> {
	const answer = await lookUp(context, task);
	const isBaseConfirmed = answer.kind === 'task' && answer.task.status === 'succeeded';
	if (isLargerVersion && isBaseConfirmed) return { kind: 'task', task };
	// That it failed is the provider's word; only of a checked sender it is taken why.
	const isStranger = context.getNodeParameter('authentication') === 'none';
	if (answer.kind !== 'task' || isStranger) return answer;
	return { kind: 'task', task: withCause(answer.task, task) };
}

/** Kie keeps the records of its two forms apart, and a callback does not say where its task is. */
async function lookUp(context: IWebhookFunctions, task: KnownTask): Promise<LookUp> {
	const chosen = await apiFormOf(context, task.provider);
	const answer = await lookUpIn(context, task, chosen);
	if (answer.kind !== 'notFound' || task.provider !== 'kie') return answer;
	return await lookUpIn(context, task, chosen === 'classic' ? 'unified' : 'classic');
}

/** Callbacks that come together share one look-up. */
async function lookUpIn(
	context: IWebhookFunctions,
	{ provider, product, taskId }: KnownTask,
	form: ApiForm,
): Promise<LookUp> {
	// Looking up needs no job, so it does not matter of what kind the API's jobs are.
	const api: TaskApi<never> | undefined =
		product === 'veo' ? veoApi(provider, form) : musicVideoApi(provider, form);
	if (!api) return { kind: 'notFound', error: taskError('invalidRequest') };
	const trigger = `${context.getWorkflow().id} ${context.getNode().id}`;
	const [answer] = await sharedLookUps(trigger, gatewayTo(context, api).lookUp)([{ taskId }]);
	return answer;
}
