import type { ApiRequest, ApiResponse, Callback, LookUp, Submission } from './api';
import type { TaskApi, TaskRef, VeoJob } from './api';
import { NO_VIDEO, UNDOCUMENTED } from './codes';
import { envelopeRefusal, envelopeUnreadable, readEnvelope } from './envelope';
import { checkKieVeo } from './kieVeoChecks';
import { isProcessing, kieVeoError, kieVeoRefusal, readNotFound } from './kieVeoErrors';
import { readUpgrade, readUpgradeSubmission, upgradeRequest } from './kieVeoUpgrade';
import { KIE } from './operators';
import { boolean, daysAfter, defined, isRecord, number, record, text, time, urls } from './read';
import { failed, named, type Named, type State } from './state';
import { succeededWith, type KnownTask, type Video } from './task';

/** Veo 3.1 at api.kie.ai: the endpoints under `/api/v1/veo`. */
export const kieVeo: TaskApi<VeoJob> = {
	provider: 'kie',
	product: 'veo',
	check: checkKieVeo,
	submit,
	readSubmission,
	lookUp,
	readLookUp,
	readCallback,
};

function submit(job: VeoJob): ApiRequest {
	if (job.operation === 'get_1080p') return upgradeRequest(sourceOf(job));
	const images = job.operation === 'image2video';
	return {
		method: 'POST',
		path: '/api/v1/veo/generate',
		body: defined({
			prompt: job.prompt,
			model: text(job.model),
			generationType: images ? 'FIRST_AND_LAST_FRAMES_2_VIDEO' : 'TEXT_2_VIDEO',
			imageUrls: images ? job.imageUrls : undefined,
			aspectRatio: job.aspectRatio,
			resolution: job.resolution,
			duration: job.duration,
			seeds: job.seeds,
			watermark: job.watermark,
			enableTranslation: job.enableTranslation,
			enableFallback: job.enableFallback,
			callBackUrl: job.callbackUrl,
		}),
	};
}

function readSubmission(response: ApiResponse, job: VeoJob): Submission {
	if (job.operation === 'get_1080p') return readUpgradeSubmission(response, sourceOf(job));
	const envelope = readEnvelope(response);
	const taskId = text(record(envelope.data).taskId);
	if (envelope.code === 200 && taskId !== undefined) {
		return {
			kind: 'accepted',
			task: { ...named('kie', 'veo', taskId, response.body), status: 'submitted' },
		};
	}
	if (envelope.code === undefined || envelope.code === 200) {
		return envelopeRefusal(envelope, KIE.codes);
	}
	return envelopeRefusal(envelope, KIE.codes, kieVeoRefusal(envelope));
}

function lookUp(ref: TaskRef): ApiRequest {
	if (ref.operation === 'get_1080p') return upgradeRequest(ref);
	return { method: 'GET', path: '/api/v1/veo/record-info', query: { taskId: ref.taskId } };
}

function readLookUp(response: ApiResponse, ref: TaskRef): LookUp {
	if (ref.operation === 'get_1080p') return readUpgrade(response, ref);
	const envelope = readEnvelope(response);
	const task = named('kie', 'veo', ref.taskId, response.body);
	if (isProcessing(envelope)) return { kind: 'task', task: { ...task, status: 'processing' } };
	const notFound = readNotFound(envelope);
	if (notFound !== undefined) return notFound;
	const data = record(envelope.data);
	const flag = data.successFlag ?? undefined;
	if (envelope.code !== 200 || flag === undefined) {
		return envelopeUnreadable(envelope, KIE.codes);
	}
	return { kind: 'task', task: { ...task, ...readRecord(data) } };
}

/**
 * A task's record. Only the named fields are read: `paramJson` holds the input images.
 * Text times name no zone and Kie documents none; they are read as UTC.
 */
function readRecord(data: Readonly<Record<string, unknown>>): Omit<KnownTask, keyof Named> {
	const completedAt = time(data.completeTime, 'Z');
	return defined({
		...readState(data),
		fallbackUsed: boolean(data.fallbackFlag),
		createdAt: time(data.createTime, 'Z'),
		completedAt,
		expiresAt: daysAfter(completedAt, KIE.retentionDays),
	});
}

function readState(data: Readonly<Record<string, unknown>>): State {
	const code = number(data.errorCode);
	const message = text(data.errorMessage) ?? '';
	switch (number(data.successFlag)) {
		case 0:
			return { status: 'processing' };
		case 1:
			return readVideos(record(data.response), 'The record names no video.');
		case 2:
		case 3:
			return { status: 'failed', error: kieVeoError(code, message) };
		default:
			return failed(UNDOCUMENTED, {
				code,
				message: message || `successFlag is ${JSON.stringify(data.successFlag)}.`,
			});
	}
}

function readCallback(body: unknown): Callback {
	const { code: rawCode, msg, data: rawData, taskId: topId } = record(body);
	const data = record(rawData);
	const code = number(rawCode);
	const taskId = text(data.taskId) ?? text(data.task_id) ?? text(topId);
	if (!isRecord(body)) return { kind: 'notACallback', why: 'The body is no JSON object.' };
	if (taskId === undefined) return { kind: 'notACallback', why: 'The body has no data.taskId.' };
	if (code === undefined) return { kind: 'notACallback', why: 'The body has no code.' };
	const message = text(msg) ?? '';
	const state: State =
		code === 200
			? readVideos(resultOf(data), message, /\b4k\b/i.test(message) ? '4k' : undefined)
			: { status: 'failed', error: kieVeoError(code, message) };
	return {
		kind: 'task',
		task: defined({
			...named('kie', 'veo', taskId, body),
			...state,
			fallbackUsed: boolean(data.fallbackFlag),
		}),
	};
}

/** The URLs are in `info`; one published form of the 4K callback has them one level higher. */
function resultOf(data: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
	return isRecord(data.info) ? data.info : data;
}

/** @param resolution where the result itself names none */
function readVideos(
	result: Readonly<Record<string, unknown>>,
	message: string,
	resolution?: string,
): State {
	const originals = urls(result.originUrls ?? result.origin_urls);
	const videos = urls(result.resultUrls ?? result.result_urls).map((url, index): Video =>
		defined({
			url,
			resolution: text(result.resolution) ?? resolution,
			originalUrl: originals[index],
		}),
	);
	if (videos.length > 0) return succeededWith(videos);
	return failed(NO_VIDEO, { code: 200, message });
}

/** The task whose video is upscaled; `check` has made sure that there is one. */
function sourceOf({ taskId = '', videoIndex }: VeoJob): TaskRef {
	return { taskId, ...(videoIndex !== undefined && { videoIndex }) };
}
