import type { IExecuteFunctions } from 'n8n-workflow';

import type { Provider } from '../../providers/task';
import { CREDENTIAL } from '../../transport/request';

/** Where a callback may carry the callback token. */
export const TOKEN = { query: 'token', header: 'x-callback-token' };

/** Adds the credential's callback token, so that Veo Trigger can tell the provider from a stranger. */
export async function withToken(
	context: IExecuteFunctions,
	provider: Provider,
	callbackUrl: string,
): Promise<string> {
	const { callbackToken } = await context.getCredentials<{ callbackToken?: string }>(
		CREDENTIAL[provider],
	);
	if (!callbackToken) return callbackUrl;
	const url = new URL(callbackUrl);
	url.searchParams.set(TOKEN.query, callbackToken);
	return url.href;
}
