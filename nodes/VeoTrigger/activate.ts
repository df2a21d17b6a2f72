import type { IHookFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import type { Credential } from '../../lib/http/credential';
import { isProvider, PROVIDERS } from '../../lib/providers';
import { checkKieSignature, checkToken, type Refusal } from './authenticate';

/** Authentications with a secret. */
const CHECKED = new Set<unknown>(['callbackToken', 'kieSignature']);

/** A call that carries nothing: what is wrong with it besides is the trigger's own fault. */
const NO_CALL = { headers: {}, query: {} };

/**
 * Refuses to listen with an authentication that would refuse every call, because its secret is empty:
 * the provider would be told, and nobody else. Only where a person publishes or listens. When n8n
 * starts, a refusal would unregister the URL of a workflow that is published, and each call is
 * answered and logged in any case.
 * @throws NodeOperationError with the way out
 */
export async function checkActivation(context: IHookFunctions): Promise<void> {
	if (['init', 'leadershipChange'].includes(context.getActivationMode())) return;
	const refusal = await refusalOfAll(context);
	if (!refusal?.fix) return;
	throw new NodeOperationError(
		context.getNode(),
		`${refusal.reason}, so nothing listens. ${refusal.fix} Then publish again.`,
		{ description: "Or choose another 'Authentication' in Veo Trigger." },
	);
}

async function refusalOfAll(context: IHookFunctions): Promise<Refusal | undefined> {
	const { provider, authentication } = context.getNode().parameters;
	if (!isProvider(provider) || !CHECKED.has(authentication)) return undefined;
	const { callbackToken, webhookHmacKey } = await context.getCredentials<Credential>(
		PROVIDERS[provider].credential,
	);
	return authentication === 'kieSignature'
		? checkKieSignature(NO_CALL, {}, { key: webhookHmacKey, maxAge: 0, now: 0 })
		: checkToken(NO_CALL, callbackToken);
}
