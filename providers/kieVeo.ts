import type { ApiRequest, ApiResponse, Callback, LookUp, Submission } from './api';
import type { TaskApi, TaskRef, VeoJob, VeoOperation } from './api';
import { callbackId } from './callbackId';
import { NO_VIDEO, UNDOCUMENTED } from './codes';
import { envelopeRefusal, envelopeUnreadable, readEnvelope } from './envelope';
import { kieFreshLink } from './kieLinks';
import { checkKieVeo } from './kieVeoChecks';
import { isProcessing, kieVeoError, kieVeoRefusal, readNotFound } from './kieVeoErrors';
import { fourKRequest, readFourK, readFourKSubmission } from './kieVeoFourK';
import { readUpgrade, readUpgradeSubmission, upgradeRequest } from './kieVeoUpgrade';
import { readVideos } from './kieVideos';
import { KIE } from './operators';
import { boolean, daysAfter, defined, isRecord, number, record, text, time } from './read';
import { failed, named, type Named, type State } from './state';
import { succeededWith, type KnownTask } from './task';

/** Veo 3.1 at api.kie.ai in its classic form: the endpoints under `/api/v1/veo`. */
export const kieVeo: TaskApi<VeoJob> = {
	provider: 'kie',
	product: 'veo',
	check: (job) => checkKieVeo(job),
	submit,
	readSubmission,
	lookUp,
	readLookUp,
	readCallback,
	freshLink: kieFreshLink,
};

/** How Kie calls the kinds of generation. */
export const GENERATION_TYPE: Partial<Record<VeoOperation, string>> = {
	text2video: 'TEXT_2_VIDEO',
	image2video: 'FIRST_AND_LAST_FRAMES_2_VIDEO',
	reference2video: 'REFERENCE_2_VIDEO',
};

function submit(job: VeoJob): ApiRequest {
	switch (job.operation) {
		case 'get_1080p':
			return upgradeRequest(sourceOf(job));
		case 'get_4k':
			return fourKRequest(sourceOf(job), job.callbackUrl);
		case 'extend':
			return post('/api/v1/veo/extend', {
				taskId: job.taskId,
				prompt: job.prompt,
				model: text(job.model),
				seeds: job.seeds,
				watermark: job.watermark,
				callBackUrl: job.callbackUrl,
			});
		default:
			return post('/api/v1/veo/generate', {
				prompt: job.prompt,
				model: text(job.model),
				generationType: GENERATION_TYPE[job.operation],
				imageUrls: job.operation === 'text2video' ? undefined : job.imageUrls,
				aspectRatio: job.aspectRatio,
				resolution: job.resolution,
				duration: job.duration,
				seeds: job.seeds,
				watermark: job.watermark,
				enableTranslation: job.enableTranslation,
				enableFallback: job.enableFallback,
				callBackUrl: job.callbackUrl,
			});
	}
}

function post(path: string, body: Record<string, unknown>): ApiRequest {
	return { method: 'POST', path, body: defined(body) };
}

function readSubmission(response: ApiResponse, job: VeoJob): Submission {
	switch (job.operation) {
		case 'get_1080p':
			return readUpgradeSubmission(response, sourceOf(job));
		case 'get_4k':
			return readFourKSubmission(response, sourceOf(job));
		default:
			return readOrder(response);
	}
}

/** What the order of a task with an id of its own came to; both of Kie's forms answer alike. */
export function readOrder(response: ApiResponse): Submission {
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
	switch (ref.operation) {
		case 'get_1080p':
			return upgradeRequest(ref);
		case 'get_4k':
			return fourKRequest(ref);
		default:
			return { method: 'GET', path: '/api/v1/veo/record-info', query: { taskId: ref.taskId } };
	}
}

function readLookUp(response: ApiResponse, ref: TaskRef): LookUp {
	if (ref.operation === 'get_1080p') return readUpgrade(response, ref);
	if (ref.operation === 'get_4k') return readFourK(response, ref);
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
			return readResult(record(data.response), 'The record names no video.');
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
	const { code: rawCode, msg, data: rawData } = record(body);
	const data = record(rawData);
	const code = number(rawCode);
	const taskId = callbackId(body);
	if (!isRecord(body)) return { kind: 'notACallback', why: 'The body is no JSON object.' };
	if (typeof taskId !== 'string') return taskId;
	if (code === undefined) return { kind: 'notACallback', why: 'The body has no code.' };
	const message = text(msg) ?? '';
	const is4k = /\b4k\b/i.test(message);
	const state: State =
		code === 200
			? readResult(resultOf(data), message, is4k ? '4k' : undefined)
			: { status: 'failed', error: kieVeoError(code, message) };
	return {
		kind: 'task',
		...(is4k && { isLargerVersion: true }),
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
function readResult(
	result: Readonly<Record<string, unknown>>,
	message: string,
	resolution?: string,
): State {
	const videos = readVideos(result, resolution);
	return videos.length > 0 ? succeededWith(videos) : failed(NO_VIDEO, { code: 200, message });
}

/** The task whose video is upscaled or extended; `check` has made sure that there is one. */
function sourceOf({ taskId = '', videoIndex }: VeoJob): TaskRef {
	return { taskId, ...(videoIndex !== undefined && { videoIndex }) };
}
