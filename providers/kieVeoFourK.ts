import type { ApiRequest, ApiResponse, LookUp, Submission, TaskRef } from './api';
import { GENERATION } from './codes';
import { envelopeUnreadable, readEnvelope } from './envelope';
import { isProcessing, readNotFound } from './kieVeoErrors';
import { orderedBy, processing } from './kieVeoUpgrade';
import { readVideos } from './kieVideos';
import { KIE } from './operators';
import { defined, record, text } from './read';
import { failed, named } from './state';
import { succeededWith } from './task';

const UNAVAILABLE = /version of this video is unavailable/i;

/**
 * The 4K version of a finished Veo task. The first POST orders it; repeating it for the same video
 * is the documented way to wait and buys nothing twice.
 * @param callbackUrl sent with the order only
 */
export function fourKRequest(ref: TaskRef, callbackUrl?: string): ApiRequest {
	return {
		method: 'POST',
		path: '/api/v1/veo/get-4k-video',
		body: defined({
			taskId: ref.sourceTaskId ?? ref.taskId,
			index: ref.videoIndex,
			callBackUrl: callbackUrl,
		}),
	};
}

/**
 * Reads the answer to {@link fourKRequest}. A repeated request is answered with 422 in both states,
 * so only the URLs tell that the video is done.
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
