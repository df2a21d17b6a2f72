import type { Account } from '../accounts';
import { Refusal, type Answer, type RefusalReason } from '../refusal';

/** The answer that Kie and sunoapi.org wrap everything in: the body's code counts, HTTP says 200. */
export function envelope(code: number, msg: string, data: unknown = null): Answer {
	return { status: 200, body: { code, msg, data } };
}

/** The envelope of a request that worked. */
export function success(data: unknown): Answer {
	return envelope(200, 'success', data);
}

/** @throws Refusal with this code and text unless the condition holds */
export function demand(condition: boolean, code: number, msg: string): asserts condition {
	if (!condition) throw new Refusal(envelope(code, msg));
}

/** Kie's and sunoapi.org's code for a parameter that they would not take. */
export function invalidCode({ provider }: Account): number {
	return provider === 'kie' ? 422 : 400;
}

const TOO_FAST = 'Your call frequency is too high. Please try again later.';
const MAINTENANCE = 'The service is under maintenance. Please try again later.';
const NO_PATH = 'The requested resource does not exist.';
const NOT_JSON = 'The request body is not valid JSON.';

const SERVER_ERROR = envelope(500, 'Internal Error, Please try again later.');

const KIE_NO_ACCESS = envelope(401, 'You do not have access permissions');

/** Kie's code table; here 429 means *too fast*. */
export const KIE_REFUSALS: Record<RefusalReason, Answer> = {
	noKey: KIE_NO_ACCESS,
	badKey: KIE_NO_ACCESS,
	wrongService: KIE_NO_ACCESS,
	notJson: envelope(400, NOT_JSON),
	noCredits: envelope(402, 'Credits insufficient'),
	tooFast: envelope(429, TOO_FAST),
	maintenance: envelope(455, MAINTENANCE),
	noPath: envelope(404, NO_PATH),
	serverError: SERVER_ERROR,
	timeout: envelope(408, 'The upstream service has timed out.'),
};

const SUNO_API_UNAUTHORIZED = envelope(401, 'Unauthorized: the API key is missing or invalid.');

/** The code table of sunoapi.org; here 429 means *no credits* and 430 *too fast*. */
export const SUNO_API_REFUSALS: Record<RefusalReason, Answer> = {
	noKey: SUNO_API_UNAUTHORIZED,
	badKey: SUNO_API_UNAUTHORIZED,
	wrongService: SUNO_API_UNAUTHORIZED,
	notJson: envelope(400, NOT_JSON),
	noCredits: envelope(429, 'Insufficient credits. Please top up your account.'),
	tooFast: envelope(430, TOO_FAST),
	maintenance: envelope(455, MAINTENANCE),
	noPath: envelope(404, NO_PATH),
	serverError: SERVER_ERROR,
	timeout: SERVER_ERROR,
};

const CHINA_OFFSET_MS = 8 * 60 * 60 * 1000;

/** `YYYY-MM-DD HH:mm:ss` as the clocks in China show it, which is what the documents' examples have. */
export function textTime(epochMs: number): string {
	return new Date(epochMs + CHINA_OFFSET_MS).toISOString().slice(0, 19).replace('T', ' ');
}
