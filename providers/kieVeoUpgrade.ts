import type { ApiResponse, LookUp, Submission, TaskRef } from './api';
import { failedSubmission } from './codes';
import { envelopeUnreadable, meaningOf, readEnvelope } from './envelope';
import { isProcessing, readNotFound } from './kieVeoErrors';
import { KIE } from './operators';
import { record, url } from './read';
import { named } from './state';
import { succeededWith } from './task';

/**
 * Reads what Kie says of the 1080p version of a finished video. One GET both orders and fetches it:
 * repeating it is the documented way to wait and buys nothing twice. It has no task id of its own.
 */
export function readUpgrade(response: ApiResponse, { taskId }: TaskRef): LookUp {
	const envelope = readEnvelope(response);
	if (envelope.code === 200) {
		const resultUrl = url(record(envelope.data).resultUrl);
		if (resultUrl === undefined) return processing(taskId, response.body);
		return {
			kind: 'task',
			task: {
				...named('kie', 'veo', taskId, response.body),
				...succeededWith([{ url: resultUrl, resolution: '1080p' }]),
			},
		};
	}
	// The number of "not ready yet" has changed over time: 400, 422 and 500 have been seen.
	if (isProcessing(envelope)) return processing(taskId, response.body);
	return readNotFound(envelope) ?? envelopeUnreadable(envelope, KIE.codes);
}

/** Reads the same answer as that of a submit. */
export function readUpgradeSubmission(response: ApiResponse, ref: TaskRef): Submission {
	return orderedBy(readUpgrade(response, ref), response, ref.taskId);
}

/**
 * What the order of a larger version came to, for its answer is that of a look-up. Everything but an
 * explicit refusal counts as ordered, because asking again is what a look-up does anyway.
 */
export function orderedBy(read: LookUp, response: ApiResponse, taskId: string): Submission {
	if (read.kind === 'task') return { kind: 'accepted', task: read.task };
	if (read.kind === 'notFound') return { kind: 'refused', error: read.error };
	const envelope = readEnvelope(response);
	const meaning = meaningOf(envelope.code, KIE.codes);
	const submission = failedSubmission(meaning, read.error, envelope);
	if (submission.kind !== 'unknown') return submission;
	return {
		kind: 'accepted',
		task: { ...named('kie', 'veo', taskId, response.body), status: 'processing' },
	};
}

/** The larger version is in the making. */
export function processing(taskId: string, raw: unknown): LookUp {
	return { kind: 'task', task: { ...named('kie', 'veo', taskId, raw), status: 'processing' } };
}
