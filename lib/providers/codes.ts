import type { LookUp, Submission, Unreadable } from './api';
import { taskError, type ErrorType, type Reason, type TaskError } from '../error';

/** What a provider's code stands for in the common list of errors. */
export interface Meaning {
	type: ErrorType;
	reason: Reason;
}

/** One API's own table; the same number means different things at different providers. */
export type CodeTable<Code extends number | string = number> = ReadonlyMap<Code, Meaning>;

export const UNDOCUMENTED: Meaning = { type: 'unrecognized', reason: 'undocumented' };
export const GENERATION: Meaning = { type: 'generationFailed', reason: 'generation' };
export const UNREADABLE: Meaning = { type: 'service', reason: 'unreadableAnswer' };
export const NO_VIDEO: Meaning = { type: 'unrecognized', reason: 'noVideo' };
export const NO_TRACK: Meaning = { type: 'unrecognized', reason: 'noTrack' };

/** Errors that come before any work: whoever is told so has bought nothing. */
const CALLERS_FAULT: ReadonlySet<ErrorType> = new Set([
	'account',
	'contentRejected',
	'fallbackFailed',
	'invalidRequest',
]);

/** The provider's own words and code. */
export interface Words {
	code?: number | string;
	message?: string;
	/** Where ours is better than that of the reason. */
	advice?: string;
}

/** Builds the error that a code stands for. */
export function errorOf(meaning: Meaning, words: Words = {}): TaskError {
	return taskError(meaning.type, { reason: meaning.reason, ...words });
}

/** What is known of an answer beside its meaning. */
export interface Answer {
	/** The body's code where the operator decides by that, else the HTTP status. */
	code?: number;
	retryAfterMs?: number;
}

/**
 * What a submit came to that the provider answered with an error.
 * @param meaning of the code alone; it decides whether anything can have been bought
 * @param error what the user is told, which may know more from the text
 */
export function failedSubmission(
	meaning: Meaning,
	error: TaskError,
	{ code = 0, retryAfterMs }: Answer,
): Submission {
	if (meaning.reason === 'rateLimited') {
		return { kind: 'throttled', error, ...(retryAfterMs !== undefined && { retryAfterMs }) };
	}
	// 408 says that somebody further up did not answer in time; by then it may have been bought.
	const isRefusal = code >= 400 && code < 500 && code !== 408;
	if (isRefusal || CALLERS_FAULT.has(meaning.type)) return { kind: 'refused', error };
	return { kind: 'unknown', error: unclear(error) };
}

/** The error of a submit of which nobody knows whether it bought anything. */
export function unclear({ type, code, message }: TaskError): TaskError {
	return taskError(type, { reason: 'submitUnknown', code, message });
}

/** A look-up that says nothing about the task; `error.retryable` is whether to ask again. */
export function unreadable(
	meaning: Meaning,
	error: TaskError,
	{ code, retryAfterMs }: Answer,
): Unreadable {
	// Reading costs nothing, so 429 is no lack of credits here, whatever it means on a submit.
	const retryable = code === 429 || !CALLERS_FAULT.has(meaning.type);
	return {
		kind: 'unreadable',
		error: { ...error, retryable },
		...(retryAfterMs !== undefined && { retryAfterMs }),
	};
}

/** A look-up of an id that the provider does not have, or no longer has. */
export function notFound(
	words: Words,
	reason: Extract<Reason, 'unknownTask' | 'expired'> = 'unknownTask',
): Extract<LookUp, { kind: 'notFound' }> {
	return { kind: 'notFound', error: errorOf({ type: 'invalidRequest', reason }, words) };
}
