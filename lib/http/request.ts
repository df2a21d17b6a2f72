import type { IHttpRequestOptions, IN8nHttpFullResponse } from 'n8n-workflow';
import { jsonParse } from 'n8n-workflow';

import { PROVIDERS } from '../providers';
import type { ApiRequest, ApiResponse } from '../providers/api';
import type { Provider } from '../task';
import { baseUrlIn, credentialForRequest, type RequestContext } from './credential';
import { without } from './mask';

/** No answer came. */
export interface NoAnswer {
	/** Whether the request may have reached the provider all the same. */
	maybeReceived: boolean;
	message: string;
}

/**
 * Sends one request with n8n's own HTTP helper (its proxy, TLS and SSRF settings, and its cancel
 * signal) and the provider's credential. An HTTP error status is an answer like any other: left to
 * the helper, a 401 would make it send a purchase a second time.
 * @param timeout milliseconds
 * @returns the answer, or `NoAnswer` where the network gave none
 * @throws NodeOperationError where the credential is missing or its base URL is none
 */
export async function send(
	context: RequestContext,
	provider: Provider,
	request: ApiRequest,
	timeout: number,
): Promise<ApiResponse | NoAnswer> {
	const credential = await credentialForRequest(context, provider);
	const body = request.form?.body ?? request.body;
	const options: IHttpRequestOptions = {
		method: request.method,
		url: `${baseUrlIn(credential, context, request.host)}${request.path}`,
		...(request.query && { qs: request.query }),
		...(body !== undefined && { body }),
		headers: { ...request.form?.headers, Accept: 'application/json' },
		encoding: 'text',
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
		// A redirected POST would arrive as a GET, or twice; of a file, all would have to be kept for it.
		disableFollowRedirect: request.method === 'POST',
		sendCredentialsOnCrossOriginRedirect: false,
		timeout,
	};
	const type = PROVIDERS[provider].credential;
	try {
		const answer: unknown = await context.helpers.httpRequestWithAuthentication.call(
			context,
			type,
			options,
			// Without it n8n would read the credential once more.
			{ credentialsDecrypted: { id: '', name: '', type, data: credential } },
		);
		// Some providers repeat the key in their answers.
		return toResponse(answer as IN8nHttpFullResponse, credential.apiKey ?? credential.token);
	} catch (error) {
		return toNoAnswer(error);
	}
}

/** Whether the provider answered at all. */
export function isAnswer(result: ApiResponse | NoAnswer): result is ApiResponse {
	return 'status' in result;
}

function toResponse(answer: IN8nHttpFullResponse, key: string | undefined): ApiResponse {
	const headers: Record<string, string> = {};
	for (const [name, value] of Object.entries(answer.headers)) {
		if (typeof value === 'string') headers[name.toLowerCase()] = value;
	}
	const { body } = answer;
	if (typeof body !== 'string') return { status: answer.statusCode, headers, body };
	const text = without(key, body);
	return {
		status: answer.statusCode,
		headers,
		body: jsonParse<unknown>(text, { fallbackValue: text }),
	};
}

/** What Node.js calls the ways in which no answer comes, in words that do not invite to send it again. */
const NETWORK_FAULTS: Readonly<Record<string, { message: string; maybeReceived: boolean }>> = {
	ECONNREFUSED: { message: 'the connection was refused', maybeReceived: false },
	ENOTFOUND: { message: 'the host name is unknown', maybeReceived: false },
	EAI_AGAIN: { message: 'the host name could not be looked up', maybeReceived: false },
	EHOSTUNREACH: { message: 'the host cannot be reached', maybeReceived: false },
	ENETUNREACH: { message: 'the network cannot be reached', maybeReceived: false },
	ECONNRESET: { message: 'the connection was cut', maybeReceived: true },
	EPIPE: { message: 'the connection was cut', maybeReceived: true },
	ECONNABORTED: { message: 'the answer did not come in time', maybeReceived: true },
	ETIMEDOUT: { message: 'the answer did not come in time', maybeReceived: true },
	ERR_CANCELED: { message: 'the execution was cancelled', maybeReceived: true },
};

/** n8n wraps the network's fault; only the innermost one carries the code of Node.js. */
function toNoAnswer(error: unknown): NoAnswer {
	let innermost: unknown = error;
	for (let depth = 0; depth < 5 && innermost instanceof Error; depth++) {
		const { code } = innermost as NodeJS.ErrnoException;
		if (typeof code === 'string' && code in NETWORK_FAULTS) return NETWORK_FAULTS[code];
		if (!(innermost.cause instanceof Error)) break;
		innermost = innermost.cause;
	}
	const message = innermost instanceof Error ? innermost.message : String(innermost);
	return { maybeReceived: true, message };
}
