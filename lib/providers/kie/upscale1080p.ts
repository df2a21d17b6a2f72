import type { ApiResponse, LookUp, Submission, TaskRef } from '../api';
import { failedSubmission } from '../codes';
import { envelopeUnreadable, meaningOf, readEnvelope } from '../envelope';
import { isProcessing, readNotFound, unavailable } from './veoErrors';
import { KIE } from './operator';
import { record, url } from '../read';
import { named, type Named } from '../state';
import { succeededWith, type KnownTask, type UpscaledVersion } from '../../task';

/**
 * Reads what Kie says of the 1080p version of a finished video. One GET both buys and fetches it:
 * repeating it is the documented way to wait and buys nothing twice. It has no task id of its own.
 */
export function readUpscale(response: ApiResponse, ref: TaskRef): LookUp {
	const envelope = readEnvelope(response);
	const task = versionOf(ref, '1080p', response);
	const resultUrl = url(record(envelope.data).resultUrl);
	if (envelope.code === 200 && resultUrl !== undefined) {
		const videos = [{ url: resultUrl, resolution: '1080p' }];
		return { kind: 'task', task: { ...task, ...succeededWith(videos) } };
	}
	const failed = unavailable(envelope);
	if (failed !== undefined) return { kind: 'task', task: { ...task, ...failed } };
	// The number of "not ready yet" has changed over time: 400, 422 and 500 have been seen.
	if (envelope.code === 200 || isProcessing(envelope)) return processing(task);
	return readNotFound(envelope) ?? envelopeUnreadable(envelope, KIE.codes);
}

/** Reads the same answer as that of a submit. */
export function readUpscaleSubmission(response: ApiResponse, ref: TaskRef): Submission {
	return acceptedBy(readUpscale(response, ref), response, versionOf(ref, '1080p', response));
}

/**
 * What the submit of an upscaled version came to, for its answer is that of a look-up. Everything but an
 * explicit refusal counts as accepted, because asking again is what a look-up does anyway.
 */
export function acceptedBy(read: LookUp, response: ApiResponse, task: Named): Submission {
	const ref = { taskId: task.taskId };
	if (read.kind === 'task') return { kind: 'accepted', task: read.task, ref };
	if (read.kind === 'notFound') return { kind: 'refused', error: read.error };
	const envelope = readEnvelope(response);
	const meaning = meaningOf(envelope.code, KIE.codes);
	const submission = failedSubmission(meaning, read.error, envelope);
	if (submission.kind !== 'unknown') return submission;
	return { kind: 'accepted', task: { ...task, status: 'processing' }, ref };
}

/** The name of an upscaled version; it says which one where the id is that of its source. */
export function versionOf(
	{ taskId, sourceTaskId = taskId, videoIndex }: TaskRef,
	version: UpscaledVersion,
	{ body }: ApiResponse,
): Named & Pick<KnownTask, 'version' | 'videoIndex'> {
	const task = named('kie', 'veo', taskId, body);
	if (sourceTaskId !== taskId) return task;
	return { ...task, version, ...(videoIndex !== undefined && { videoIndex }) };
}

/** The upscaled version is in the making. */
export function processing(task: Named): LookUp {
	return { kind: 'task', task: { ...task, status: 'processing' } };
}
