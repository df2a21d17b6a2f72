import type {
	ICredentialDataDecryptedObject,
	IExecuteFunctions,
	ILoadOptionsFunctions,
	IWebhookFunctions,
} from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { isProvider, PROVIDERS } from '../providers';
import type { ApiVersion } from '../providers/api';
import type { Provider } from '../task';

/** The n8n contexts that can send requests with a credential. */
export type RequestContext = IExecuteFunctions | ILoadOptionsFunctions | IWebhookFunctions;

/** A credential as n8n gives it, with what is read of it; no provider's has all of that. */
export type Credential = ICredentialDataDecryptedObject &
	Partial<
		Record<
			| 'apiKey'
			| 'token'
			| 'baseUrl'
			| 'uploadBaseUrl'
			| 'apiForm'
			| 'callbackToken'
			| 'webhookHmacKey',
			string
		>
	>;

/**
 * Readings that no request was sent with yet, one for each context, for a node has one provider. A
 * reading takes n8n 2.40 tens of milliseconds, so what is read ahead of a request is used for it. But
 * for no second one: a node that polls for hours must see that the credential was changed or deleted.
 */
const unused = new WeakMap<RequestContext, Credential>();

/**
 * What the credential says, ahead of the next request, which is sent with the same reading.
 * @throws NodeOperationError where the credential is missing
 */
export async function credentialOf(
	context: RequestContext,
	provider: Provider,
): Promise<Credential> {
	const credential = await credentialForRequest(context, provider);
	unused.set(context, credential);
	return credential;
}

/**
 * The credential for one request, to be called once for each.
 * @throws NodeOperationError where the credential is missing
 */
export async function credentialForRequest(
	context: RequestContext,
	provider: Provider,
): Promise<Credential> {
	const credential = unused.get(context);
	unused.delete(context);
	if (credential) return credential;
	const read = async () => await context.getCredentials<Credential>(PROVIDERS[provider].credential);
	return 'getResponseObject' in context ? await inTurn(read) : await read();
}

/** How many callbacks have the credential read at the same time. */
const AT_ONCE = 2;
/** Milliseconds after which a reading that hangs no longer keeps the others waiting. */
const PATIENCE = 3000;
let underWay = 0;
const waiting: Array<() => void> = [];

/**
 * Callbacks come in bursts, and for each n8n 2.40 makes an isolate to read the credential in, which is
 * nothing but work. Were all of it done at once, even the first would be through only with the last.
 */
async function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
	if (underWay < AT_ONCE) underWay++;
	else await new Promise<void>((begin) => waiting.push(begin));
	let isOver = false;
	const end = () => {
		if (isOver) return;
		isOver = true;
		const next = waiting.shift();
		if (next) next();
		else underWay--;
	};
	AbortSignal.timeout(PATIENCE).addEventListener('abort', end, { once: true });
	try {
		return await work();
	} finally {
		end();
	}
}

/** Names of the credential fields that hold a base URL, as the editor shows them. */
const BASE_URL_FIELDS = { baseUrl: 'Base URL', uploadBaseUrl: 'Upload Base URL' };

/**
 * A base URL of the credential, without a slash at its end.
 * @throws NodeOperationError where it is none
 */
export function baseUrlIn(
	credential: Credential,
	context: RequestContext,
	field: keyof typeof BASE_URL_FIELDS = 'baseUrl',
): string {
	const trimmed = (credential[field] ?? '').trim().replace(/(?<!\/)\/+$/, '');
	if (/^https?:\/\/[^/]/.test(trimmed)) return trimmed;
	throw new NodeOperationError(
		context.getNode(),
		`'${BASE_URL_FIELDS[field]}' of the credential is not a URL: "${trimmed}"`,
		{ description: 'Open the credential and set the URL, including https://.' },
	);
}

/** Which of a provider's two API versions the credential chooses; most have one only. */
export async function apiVersionOf(context: RequestContext, provider: string): Promise<ApiVersion> {
	if (!isProvider(provider) || !PROVIDERS[provider].hasVersions) return 'classic';
	const { apiForm } = await credentialOf(context, provider);
	return apiForm === 'unified' ? 'unified' : 'classic';
}
