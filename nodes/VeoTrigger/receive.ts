import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { readCallback } from '../../providers';
import { isFinal, type Provider } from '../../providers/task';
import { CREDENTIAL } from '../../transport/request';
import { answer } from '../shared/answer';
import { toJson } from '../shared/items';
import { OUTPUT_NAMES, outputFor, type Branches } from './branches';
import { checkKieSignature, checkToken, type Refusal } from './sender';

interface Secrets {
	callbackToken?: string;
	webhookHmacKey?: string;
}

/**
 * One call of a provider, from the door to the branch: who sent it, what it says, where it goes.
 * Only a finished task starts a workflow; every other call is answered and goes no further.
 */
export async function receive(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const provider = context.getNodeParameter('provider') as Provider;
	const body: unknown = context.getBodyData();

	const refusal = await checkSender(context, provider, body);
	if (refusal) {
		if (refusal.wayOut) context.logger.warn(`${refusal.reason}. ${refusal.wayOut}`);
		return answer(context, 401, { error: 'unauthorized', reason: refusal.reason });
	}

	const callback = readCallback(provider, body);
	if (callback.kind === 'notACallback') {
		return answer(context, 400, { error: 'notACallback', reason: callback.why });
	}
	const { task } = callback;
	if (!isFinal(task)) return { webhookResponse: { status: 'ignored', reason: 'not finished yet' } };

	const branches = context.getNodeParameter('branches') as Branches;
	const includeRaw = context.getNodeParameter('options.includeRaw', false) === true;
	const workflowData = OUTPUT_NAMES[branches].map((_, output) =>
		output === outputFor(task, branches) ? [{ json: toJson(task, includeRaw) }] : [],
	);
	return { webhookResponse: { status: 'received' }, workflowData };
}

async function checkSender(
	context: IWebhookFunctions,
	provider: Provider,
	body: unknown,
): Promise<Refusal | undefined> {
	const authentication = context.getNodeParameter('authentication') as string;
	if (authentication === 'none') return undefined;
	const { callbackToken, webhookHmacKey } = await context.getCredentials<Secrets>(
		CREDENTIAL[provider],
	);
	const call = {
		headers: context.getHeaderData() as Record<string, unknown>,
		query: context.getQueryData() as Record<string, unknown>,
	};
	if (authentication === 'callbackToken') return checkToken(call, callbackToken);
	const maxAge = context.getNodeParameter('options.signatureMaxAge', 300) as number;
	return checkKieSignature(call, body, { key: webhookHmacKey, maxAge, now: Date.now() });
}
