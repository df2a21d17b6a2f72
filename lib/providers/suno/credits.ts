import type { Endpoint, Unreadable } from '../api';
import { envelopeUnreadable, readEnvelope } from '../envelope';
import type { Operator } from './operator';
import { number } from '../read';

/** What a question for the balance came to. */
export type Balance =
	/** Credits, not money; a fraction is normal. */
	{ kind: 'credits'; credits: number } | Unreadable;

/**
 * Asks for the balance. It costs nothing, so it also tells whether an API key is good; a bad one may be
 * answered inside an HTTP 200.
 */
export function creditsOf({ creditsPath, codes }: Operator): Endpoint<void, Balance> {
	return {
		request: () => ({ method: 'GET', path: creditsPath }),
		read(response) {
			const envelope = readEnvelope(response);
			const credits = number(envelope.data);
			if (envelope.code === 200 && credits !== undefined) return { kind: 'credits', credits };
			return envelopeUnreadable(envelope, codes);
		},
	};
}
