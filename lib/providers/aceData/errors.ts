import type { ApiResponse } from '../api';
import { errorOf, GENERATION, UNDOCUMENTED, UNREADABLE, type Meaning } from '../codes';
import type { TaskError } from '../../error';
import { isRecord, record, text, words } from '../read';
import { meaningOfVeoMessage } from '../veoMessages';

/** What a word or a status stands for. */
interface AceDataMeaning extends Meaning {
	/**
	 * Whether a submit that is answered so may have bought something all the same: the work had begun,
	 * or somebody on the way gave up waiting.
	 */
	mayBeBought?: true;
}

/** The words of `error.code`: the seed's table, and those that the vendor's clients know. */
const CODES: ReadonlyMap<string, AceDataMeaning> = new Map<string, AceDataMeaning>([
	['token_mismatched', { type: 'account', reason: 'unauthorized' }],
	['api_not_implemented', { type: 'invalidRequest', reason: 'badParameter' }],
	['bad_request', { type: 'invalidRequest', reason: 'badParameter' }],
	['disabled', { type: 'account', reason: 'featureDisabled' }],
	['no_token', { type: 'account', reason: 'unauthorized' }],
	['invalid_token', { type: 'account', reason: 'unauthorized' }],
	['token_expired', { type: 'account', reason: 'unauthorized' }],
	['used_up', { type: 'account', reason: 'insufficientCredits' }],
	['forbidden', { type: 'contentRejected', reason: 'contentPolicy' }],
	['no_api', { type: 'invalidRequest', reason: 'unknownPath' }],
	['timeout', { type: 'service', reason: 'upstreamTimeout', mayBeBought: true }],
	['too_many_requests', { type: 'service', reason: 'rateLimited' }],
	['api_error', { type: 'service', reason: 'serverError', mayBeBought: true }],
	['busy', { type: 'service', reason: 'serverError', mayBeBought: true }],
	['duplication', { type: 'invalidRequest', reason: 'duplicate', mayBeBought: true }],
	['canceled', { type: 'generationFailed', reason: 'canceled', mayBeBought: true }],
	['content_too_large', { type: 'invalidRequest', reason: 'badParameter' }],
	['not_applied', { type: 'account', reason: 'featureDisabled' }],
	['unknown', { ...UNDOCUMENTED, mayBeBought: true }],
]);

/** HTTP statuses, for answers whose error is a bare text. */
const STATUSES: ReadonlyMap<number, AceDataMeaning> = new Map<number, AceDataMeaning>([
	[400, { type: 'invalidRequest', reason: 'badParameter' }],
	[401, { type: 'account', reason: 'unauthorized' }],
	[402, { type: 'account', reason: 'insufficientCredits' }],
	[403, { type: 'account', reason: 'unauthorized' }],
	[404, { type: 'invalidRequest', reason: 'unknownPath' }],
	[408, { type: 'service', reason: 'upstreamTimeout' }],
	[409, { type: 'invalidRequest', reason: 'duplicate', mayBeBought: true }],
	[413, { type: 'invalidRequest', reason: 'badParameter' }],
	[422, { type: 'invalidRequest', reason: 'badParameter' }],
	[429, { type: 'service', reason: 'rateLimited' }],
	[500, { type: 'service', reason: 'serverError' }],
	[502, { type: 'service', reason: 'serverError' }],
	[503, { type: 'service', reason: 'serverError' }],
	[504, { type: 'service', reason: 'upstreamTimeout' }],
]);

/** Advice for the codes whose cause is peculiar to this provider. */
const ADVICE: ReadonlyMap<string, string> = new Map([
	[
		'token_mismatched',
		'The token belongs to another service. Use a token that is valid for Veo, then run again.',
	],
	['not_applied', 'Apply for the service Veo in the Ace Data Cloud console, then run again.'],
	['content_too_large', 'Shorten the prompt or use smaller images, then run again.'],
]);

/** What an answer says of itself when it is an error. */
export interface Fault {
	/** `error.code`, where the error is an object. */
	word?: string;
	message?: string;
}

/** Finds the error in a body; the providers write it as object, bare text or `detail`. */
export function readFault(body: unknown): Fault | undefined {
	const { error, success, detail, message } = record(body);
	if (success === true) return undefined;
	const fault: Fault = {
		word: text(record(error).code),
		message: words(record(error).message) ?? words(error) ?? words(detail) ?? words(message),
	};
	const isFault = success === false || isRecord(error) || text(error ?? detail) !== undefined;
	return isFault ? fault : undefined;
}

/**
 * Why a task failed.
 * @param fault of the task; a text of the model itself says more than the code
 */
export function taskFault({ word, message }: Fault): TaskError {
	const meaning = word === undefined ? GENERATION : (CODES.get(word) ?? UNDOCUMENTED);
	return explain(meaning, word, word, message);
}

/** What an answer that is no result comes to. */
export interface AnswerFault {
	meaning: Meaning;
	error: TaskError;
	/** Whether a submit that is answered so may have bought something all the same. */
	mayBeBought: boolean;
}

/** Why an answer is no result: what its code stands for, and the error that says so. */
export function answerFault(response: ApiResponse): AnswerFault {
	const { word, message } = readFault(response.body) ?? {};
	const { status } = response;
	const meaning = meaningOfAnswer(status, word);
	const said = message ?? `The answer has no message (HTTP ${status}).`;
	return {
		meaning,
		error: explain(meaning, word, word ?? status, said),
		// A 5xx proves nothing, whatever word it carries, and 408 is somebody's time-out.
		mayBeBought: status >= 500 || status === 408 || meaning.mayBeBought === true,
	};
}

function meaningOfAnswer(status: number, word: string | undefined): AceDataMeaning {
	if (word !== undefined) return CODES.get(word) ?? UNDOCUMENTED;
	const isFault = status < 200 || status > 299;
	return isFault ? (STATUSES.get(status) ?? UNDOCUMENTED) : UNREADABLE;
}

function explain(
	meaning: Meaning,
	word: string | undefined,
	code: number | string | undefined,
	message: string | undefined,
): TaskError {
	const told = meaning.type === 'account' ? undefined : meaningOfVeoMessage(message ?? '');
	return errorOf(told ?? meaning, {
		code,
		message,
		advice: told === undefined && word !== undefined ? ADVICE.get(word) : undefined,
	});
}
