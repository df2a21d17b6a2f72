import type { IExecuteFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { resumeUrlOf } from './suspended';
import { isPrivate } from './reachable';
import type { Issue } from '../providers/api';
import type { Provider } from '../task';
import { baseUrlIn, credentialOf } from '../http/credential';

/** Where a callback may carry the callback token. */
export const TOKEN = { query: 'token', header: 'x-callback-token' };

/**
 * Adds the credential's callback token to the callback URLs that lead to this n8n, so that Veo
 * Trigger can tell the provider from a stranger. No other host is told the token: a callback URL may
 * come from input data.
 */
export async function addTokens(
	context: IExecuteFunctions,
	provider: Provider,
	jobs: Array<{ callbackUrl?: string }>,
): Promise<void> {
	const called = jobs.filter(({ callbackUrl }) => callbackUrl);
	if (called.length === 0) return;
	const { callbackToken } = await credentialOf(context, provider);
	const home = webhooksOf(context);
	if (!callbackToken) {
		if (called.some(({ callbackUrl = '' }) => isBare(callbackUrl, home))) hint(context, NO_TOKEN);
		return;
	}
	const foreign = new Set<string>();
	for (const job of called) {
		const url = new URL(job.callbackUrl ?? '');
		if (!url.href.startsWith(home)) {
			if (!url.searchParams.has(TOKEN.query)) foreign.add(url.host);
			continue;
		}
		url.searchParams.set(TOKEN.query, callbackToken);
		job.callbackUrl = url.href;
	}
	if (foreign.size > 0) {
		hint(
			context,
			`The callback token was not added to the callback URL: ${[...foreign].join(', ')} is not this n8n (${home}). Where a Veo Trigger answers there, add ?${TOKEN.query}= and its callback token to 'Callback URL'.`,
		);
	}
}

const NO_TOKEN =
	"The callback URL carries no token, because the credential has no Callback Token. A Veo Trigger whose Authentication is Callback Token refuses such a call: set 'Callback Token' in the credential.";

/** Whether a URL leads to a webhook of this n8n, without a token. */
function isBare(callbackUrl: string, home: string): boolean {
	const { href, searchParams } = new URL(callbackUrl);
	return href.startsWith(home) && !searchParams.has(TOKEN.query);
}

/** What the URLs of all webhooks of this n8n begin with; nodes are told that of their run alone. */
function webhooksOf(context: IExecuteFunctions): string {
	const { resumeUrl } = context.getWorkflowDataProxy(0).$execution as { resumeUrl: string };
	return new URL('..', resumeUrl).href;
}

/** What is wrong with a callback URL that the user gave, as far as the URL alone tells. */
export async function reachability(
	context: IExecuteFunctions,
	provider: Provider,
): Promise<(callbackUrl: string) => Issue | undefined> {
	const isProviderNear = isPrivate(baseUrlIn(await credentialOf(context, provider), context));
	let hasHinted = false;
	return (callbackUrl) => {
		if (isProviderNear) return undefined;
		const { host, protocol } = new URL(callbackUrl);
		if (isPrivate(callbackUrl)) {
			return {
				field: 'callbackUrl',
				message: `cannot be reached by the provider: "${host}" is a private address`,
				fix: 'Give a URL that can be reached from the internet. Nothing was bought.',
			};
		}
		if (protocol !== 'https:' && !hasHinted) {
			hasHinted = true;
			hint(
				context,
				`The callback URL at ${host} begins with http://, and the providers ask for https://. Where no callback comes, that may be why.`,
			);
		}
		return undefined;
	};
}

function hint(context: IExecuteFunctions, message: string): void {
	context.addExecutionHints({ message, type: 'warning', location: 'outputPane' });
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
				"Set the environment variable WEBHOOK_URL of n8n to its public URL and restart it, or set 'Wait for Result' to By Polling. Nothing was bought.",
		},
	);
}
