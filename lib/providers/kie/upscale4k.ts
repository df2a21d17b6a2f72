import type { ApiResponse, LookUp, Submission, TaskRef } from '../api';
import { envelopeUnreadable, readEnvelope } from '../envelope';
import { isProcessing, readNotFound, unavailable } from './veoErrors';
import { acceptedBy, processing, versionOf } from './upscale1080p';
import { readVideos } from './videos';
import { KIE } from './operator';
import { record, text } from '../read';
import { succeededWith } from '../../task';

/**
 * Reads what Kie says of the 4K version of a finished video. The first POST buys it; repeating it
 * for the same video is the documented way to wait and buys nothing twice. A repeated request is
 * answered with 422 in both states, so only the URLs tell that the video is done.
 */
export function readFourK(response: ApiResponse, ref: TaskRef): LookUp {
	const envelope = readEnvelope(response);
	const task = versionOf(ref, '4k', response);
	const videos = readVideos(record(envelope.data), { resolution: '4k' });
	if (videos.length > 0) return { kind: 'task', task: { ...task, ...succeededWith(videos) } };
	const failed = unavailable(envelope);
	if (failed !== undefined) return { kind: 'task', task: { ...task, ...failed } };
	if (envelope.code === 200 || isProcessing(envelope)) return processing(task);
	return readNotFound(envelope) ?? envelopeUnreadable(envelope, KIE.codes);
}

/** Reads the first answer, which may give the 4K version a task id of its own. */
export function readFourKSubmission(response: ApiResponse, source: TaskRef): Submission {
	const taskId = text(record(readEnvelope(response).data).taskId) ?? source.taskId;
	const ref = { ...source, taskId, sourceTaskId: source.taskId };
	return acceptedBy(readFourK(response, ref), response, versionOf(ref, '4k', response));
}
