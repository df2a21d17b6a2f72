import type { ApiResponse, Submission, Unreadable } from './api';
import {
	errorOf,
	failedSubmission,
	UNDOCUMENTED,
	unreadable,
	UNREADABLE,
	type CodeTable,
	type Meaning,
} from './codes';
import type { TaskError } from '../error';
import { isRecord, number, record, words } from './read';

/** The `{ code, msg, data }` that api.kie.ai and api.sunoapi.org answer with. */
export interface Envelope {
	/** The body's code, else the HTTP status; absent where a 2xx answer is no envelope. */
	code?: number;
	message: string;
	data: unknown;
	retryAfterMs?: number;
}

/**
 * Opens an envelope. Both operators may report an error inside an HTTP 200, so the body's code
 * goes before the HTTP status.
 */
export function readEnvelope(response: ApiResponse): Envelope {
	const body = record(response.body);
	const isAnswer = isRecord(response.body) && 'data' in response.body;
	const isFault = response.status < 200 || response.status > 299;
	return {
		code: number(body.code) ?? (isAnswer || isFault ? response.status : undefined),
		message:
			words(body.msg) ??
			words(body.message) ??
			words(body.error) ??
			`The answer has no message (HTTP ${response.status}).`,
		data: body.data,
		retryAfterMs: retryAfterMs(response),
	};
}

/** The header Retry-After in milliseconds; its date form is left out, for want of a clock here. */
export function retryAfterMs({ headers }: ApiResponse): number | undefined {
	const seconds = number(headers['retry-after']);
	return seconds === undefined || seconds < 0 ? undefined : Math.ceil(seconds * 1000);
}

/** When the answer was given, by the clock of who gave it, in milliseconds since 1970. */
export function answeredAt({ headers }: ApiResponse): number | undefined {
	const milliseconds = Date.parse(headers.date);
	return Number.isNaN(milliseconds) ? undefined : milliseconds;
}

/** What the code stands for in this operator's table. */
export function meaningOf(code: number | undefined, codes: CodeTable): Meaning {
	return code === undefined ? UNREADABLE : (codes.get(code) ?? UNDOCUMENTED);
}

/**
 * What a submit came to that named no task.
 * @param error what the user is told, where the text says more than the code
 */
export function envelopeRefusal(
	envelope: Envelope,
	codes: CodeTable,
	error?: TaskError,
): Submission {
	const { code, message } = envelope;
	// 200 without a task id is an answer that nobody can read.
	const meaning = code === 200 ? UNREADABLE : meaningOf(code, codes);
	return failedSubmission(meaning, error ?? errorOf(meaning, { code, message }), envelope);
}

/** A look-up that was answered with an error which does not speak of the task. */
export function envelopeUnreadable(envelope: Envelope, codes: CodeTable): Unreadable {
	const { code, message } = envelope;
	const meaning = code === 200 ? UNREADABLE : meaningOf(code, codes);
	return unreadable(meaning, errorOf(meaning, { code, message }), envelope);
}

/** Whether the answer says that there is no such task: in words, or by a success without data. */
export function isUnknownTask({ code, message, data }: Envelope): boolean {
	if (code === 200) return data === null;
	return /(record|task)\w{0,20} (is null|not found|does not exist|not exist)/i.test(message);
}
