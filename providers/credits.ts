import type { ApiRequest, ApiResponse, Unreadable } from './api';
import { envelopeUnreadable, readEnvelope } from './envelope';
import { OPERATORS, type Operator } from './operators';
import { number } from './read';

/** What a question for the balance came to. */
export type Balance =
	/** Credits, not money; a fraction is normal. */
	{ kind: 'credits'; credits: number } | Unreadable;

/** Asks for the balance. It costs nothing, so it also tells whether an API key is good. */
export function creditsRequest(provider: Operator['provider']): ApiRequest {
	return { method: 'GET', path: OPERATORS[provider].creditsPath };
}

/** Reads the answer to {@link creditsRequest}; a bad key may come inside an HTTP 200. */
export function readCredits(response: ApiResponse, provider: Operator['provider']): Balance {
	const envelope = readEnvelope(response);
	const credits = number(envelope.data);
	if (envelope.code === 200 && credits !== undefined) return { kind: 'credits', credits };
	return envelopeUnreadable(envelope, OPERATORS[provider].codes);
}
