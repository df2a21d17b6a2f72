import type { IExecuteFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { resumeUrlOf } from '../../completion/park';
import { isPrivate } from '../../completion/reachable';
import type { Complaint } from '../../providers/api';
import type { Provider } from '../../providers/task';
import { baseUrlOf, CREDENTIAL } from '../../transport/request';

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

/** What is wrong with a callback URL that the user gave, as far as its form tells. */
export async function reachability(
	context: IExecuteFunctions,
	provider: Provider,
): Promise<(callbackUrl: string) => Complaint | undefined> {
	const isProviderNear = isPrivate(await baseUrlOf(context, provider));
	return (callbackUrl) =>
		isProviderNear || !isPrivate(callbackUrl)
			? undefined
			: {
					field: 'callbackUrl',
					problem: `cannot be reached by the provider: "${new URL(callbackUrl).host}" is a private address`,
					wayOut: 'Give a URL that can be reached from the internet. Nothing was bought.',
				};
}

/**
 * The callback URL that resumes this run.
 * @throws NodeOperationError where the provider plainly cannot reach it
 */
export async function reachableResumeUrl(
	context: IExecuteFunctions,
	provider: Provider,
): Promise<string> {
	const resumeUrl = resumeUrlOf(context);
	const isReachable = await reachability(context, provider);
	if (!isReachable(resumeUrl)) return resumeUrl;
	throw new NodeOperationError(
		context.getNode(),
		`The provider cannot call this n8n back: "${new URL(resumeUrl).host}" is a private address`,
		{
			description:
				"Set the environment variable WEBHOOK_URL of n8n to its public URL and restart it, or set 'Completion' to Poll Until Done. Nothing was bought.",
		},
	);
}
