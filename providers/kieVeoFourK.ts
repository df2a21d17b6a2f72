import type { ApiResponse, LookUp, Submission, TaskRef } from './api';
import { GENERATION } from './codes';
import { envelopeUnreadable, readEnvelope } from './envelope';
import { isProcessing, readNotFound } from './kieVeoErrors';
import { orderedBy, processing } from './kieVeoUpgrade';
import { readVideos } from './kieVideos';
import { KIE } from './operators';
import { record, text } from './read';
import { failed, named } from './state';
import { succeededWith } from './task';

const UNAVAILABLE = /version of this video is unavailable/i;

/**
 * Reads what Kie says of the 4K version of a finished video. The first POST orders it; repeating it
 * for the same video is the documented way to wait and buys nothing twice. A repeated request is
 * answered with 422 in both states, so only the URLs tell that the video is done.
 */
export function readFourK(response: ApiResponse, { taskId }: TaskRef): LookUp {
	const envelope = readEnvelope(response);
	const { code, message } = envelope;
	const data = record(envelope.data);
	const task = named('kie', 'veo', taskId, response.body);
	const videos = readVideos(data, '4k');
	if (videos.length > 0) return { kind: 'task', task: { ...task, ...succeededWith(videos) } };
	if (UNAVAILABLE.test(message)) {
		return { kind: 'task', task: { ...task, ...failed(GENERATION, { code, message }) } };
	}
	if (code === 200 || isProcessing(envelope)) return processing(taskId, response.body);
	return readNotFound(envelope) ?? envelopeUnreadable(envelope, KIE.codes);
}

/** Reads the first answer, which may give the 4K version a task id of its own. */
export function readFourKSubmission(response: ApiResponse, source: TaskRef): Submission {
	const taskId = text(record(readEnvelope(response).data).taskId) ?? source.taskId;
	return orderedBy(readFourK(response, { ...source, taskId }), response, taskId);
}
