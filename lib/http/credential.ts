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
	const type = PROVIDERS[provider].credential;
	const read = async () => await context.getCredentials<Credential>(type);
	if (!('getResponseObject' in context)) return await read();
	const { id, credentials } = context.getNode();
	// What n8n gives depends on nothing else: expressions see whether it is a test, and the user is set
	// where each one has a credential of theirs.
	const user = context.getExecutionContext()?.credentials;
	const parts = [context.getWorkflow().id, id, credentials?.[type]?.id, context.getMode(), user];
	const key = parts.join(' ');
	return await shared(key, read);
}

/** Milliseconds after which a reading that hangs no longer keeps the next one waiting. */
const PATIENCE = 3000;

/** What callbacks that need the same reading wait for. */
interface Readings {
	/** Settles when the one that is under way is over; it has begun too early for who comes now. */
	last: Promise<unknown>;
	/** The one that begins then. */
	next?: Promise<Credential>;
}

const readings = new Map<string, Readings>();

/**
 * Callbacks come in bursts, and for each reading n8n 2.40 makes an isolate, which is nothing but work.
 * So one reading at a time is made, and it serves all who came before it began: nobody is given what
 * was stored before they came.
 */
async function shared(key: string, read: () => Promise<Credential>): Promise<Credential> {
	const own = readings.get(key) ?? { last: Promise.resolve() };
	readings.set(key, own);
	own.next ??= own.last.then(async () => {
		const reading = read();
		own.next = undefined;
		const last = soon(reading);
		own.last = last;
		void last.then(() => {
			if (own.last === last && !own.next) readings.delete(key);
		});
		return await reading;
	});
	return await own.next;
}

/** What a reading gives; undefined where it fails, or hangs. */
export async function soon(reading: Promise<Credential>): Promise<Credential | undefined> {
	const over = new Promise<undefined>((resolve) => {
		const signal = AbortSignal.timeout(PATIENCE);
		signal.addEventListener('abort', () => resolve(undefined), { once: true });
	});
	return await Promise.race([reading.catch(() => undefined), over]);
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
