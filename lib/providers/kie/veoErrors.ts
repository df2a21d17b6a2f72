import { errorOf, GENERATION, notFound, UNDOCUMENTED, type Meaning } from '../codes';
import type { LookUp } from '../api';
import { taskError, type TaskError } from '../../error';
import { isUnknownTask, type Envelope } from '../envelope';
import { KIE } from './operator';
import type { State } from '../state';
import { meaningOfVeoMessage } from '../veoMessages';

/** Google's model is called Flow here; the brackets behind hold its own words. */
const REJECTED_BY_FLOW = /rejected by Flow\s*\(/i;

const SWITCH_FALLBACK_ON =
	'Where the option Enable Fallback is off, Kie.ai recommends to switch it on: another model takes over then (16:9 only).';

/** The job is not done yet; the wording is that of the 1080p and of the record page. */
const PROCESSING =
	/processing|not ready|check back|shortly|status is not success|result data (is )?(blank|empty|not exist)|处理中|生成中/i;
const EXPIRED = /within 14 days/i;

/** Codes whose text may say that the video is only not ready yet. */
const MAY_BE_PROCESSING: ReadonlySet<number | undefined> = new Set([400, 422, 500]);

/**
 * Why Kie did not make the video. The text goes before the code, because the same rejection
 * arrives as 400, 422, 500 or 501.
 * @param code of the callback or of the record; absent where the record names none
 */
export function kieVeoError(code: number | undefined, message: string): TaskError {
	const inner = wordsOfFlow(message);
	if (inner !== undefined || (code === 422 && meaningOfVeoMessage(message) === undefined)) {
		const reason = meaningOfVeoMessage(inner ?? message)?.reason;
		const error = taskError('fallbackFailed', { reason, code, message });
		return { ...error, advice: `${error.advice} ${SWITCH_FALLBACK_ON}` };
	}
	return errorOf(meaningOfVeoMessage(message) ?? meaningOfCode(code), { code, message });
}

/** What stands in the brackets, to the last one that closes. */
function wordsOfFlow(message: string): string | undefined {
	const opening = REJECTED_BY_FLOW.exec(message);
	if (opening === null) return undefined;
	const inner = message.slice(opening.index + opening[0].length);
	const end = inner.lastIndexOf(')');
	return end < 0 ? inner : inner.slice(0, end);
}

/**
 * Why Kie refused a submit, or a job of its unified API version. There a 422 without the words of Flow is a
 * field that Kie cannot take.
 */
export function kieVeoRefusal(code: number | undefined, message: string): TaskError {
	if (code === 422 && !REJECTED_BY_FLOW.test(message)) {
		const meaning = meaningOfVeoMessage(message) ?? meaningOfCode(422);
		return errorOf(meaning, { code, message });
	}
	return kieVeoError(code, message);
}

/** Whether an error answer says that the video is only not ready yet. */
export function isProcessing({ code, message }: Envelope): boolean {
	return MAY_BE_PROCESSING.has(code) && PROCESSING.test(message);
}

/** What the answer says of an upscaled version that will never be there. */
export function unavailable({ code, message }: Envelope): State | undefined {
	const error = kieVeoError(code, message);
	return error.reason === 'versionUnavailable' ? { status: 'failed', error } : undefined;
}

/** Whether the answer says that Kie does not have the task, or no longer has it. */
export function readNotFound(
	envelope: Envelope,
): Extract<LookUp, { kind: 'notFound' }> | undefined {
	const { code, message } = envelope;
	if (code !== 200 && EXPIRED.test(message)) return notFound({ code, message }, 'expired');
	return isUnknownTask(envelope) ? notFound({ code, message }) : undefined;
}

function meaningOfCode(code: number | undefined): Meaning {
	if (code === undefined) return GENERATION;
	return KIE.codes.get(code) ?? UNDOCUMENTED;
}
