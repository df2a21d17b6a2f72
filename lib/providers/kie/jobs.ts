import type { ApiRequest, ApiResponse, Callback, LookUp, TaskRef } from '../api';
import { callbackId } from '../callbackId';
import { UNDOCUMENTED } from '../codes';
import { answeredAt, envelopeUnreadable, readEnvelope } from '../envelope';
import type { TaskError } from '../../error';
import { isProcessing, readNotFound } from './veoErrors';
import { hasOriginals, readResult, readVideos } from './videos';
import type { Circumstances, Result } from './videos';
import { TEXT_ZONE } from '../suno/operator';
import { KIE } from './operator';
import { daysAfter, defined, number, parsed, record, text, time, words } from '../read';
import { failed, named, type State } from '../state';
import type { KnownTask, Product } from '../../task';

/**
 * Kie's unified API version: every model is submitted and read at the same two endpoints, and a callback is
 * the record that a look-up gives. Since autumn 2026 it is the one that Kie documents.
 */

/** Which product a job is about, and what a failure of it means. */
export interface JobKind {
	product: Product;
	/** @param code absent where the record names none */
	errorOf(code: number | undefined, message: string): TaskError;
}

type Fields = Readonly<Record<string, unknown>>;

const RUNNING = /^(waiting|queuing|queueing|generating)$/;

/** @param input fields without a value are not sent */
export function jobRequest(
	model: string,
	input: Record<string, unknown>,
	callbackUrl: string | undefined,
): ApiRequest {
	return {
		method: 'POST',
		path: '/api/v1/jobs/createTask',
		body: defined({ model, callBackUrl: callbackUrl, input: defined(input) }),
	};
}

/** Asks for the record of a job, whatever it makes. */
export function jobLookUp({ taskId }: TaskRef): ApiRequest {
	return { method: 'GET', path: '/api/v1/jobs/recordInfo', query: { taskId } };
}

/** Reads the answer to {@link jobLookUp}. */
export function readJobLookUp(response: ApiResponse, { taskId }: TaskRef, kind: JobKind): LookUp {
	const envelope = readEnvelope(response);
	const task = named('kie', kind.product, taskId, response.body);
	if (isProcessing(envelope)) return { kind: 'task', task: { ...task, status: 'processing' } };
	const notFound = readNotFound(envelope);
	if (notFound !== undefined) return notFound;
	const data = record(envelope.data);
	if (envelope.code !== 200 || !isJobRecord(data)) {
		return envelopeUnreadable(envelope, KIE.codes);
	}
	const known = { answeredAt: answeredAt(response) };
	return { kind: 'task', task: { ...task, ...readRecord(data, kind, known) } };
}

/** Whether a callback's body is a job's record, whichever API version its task was bought in. */
export function isJobCallback(body: unknown): boolean {
	return isJobRecord(record(record(body).data));
}

/** The market model that made a job; absent where the record does not say. */
export function modelOfJob(body: unknown): string | undefined {
	return requestOf(record(record(body).data)).model;
}

/** Reads a callback of a job; {@link isJobCallback} has told that it is one. */
export function readJobCallback(body: unknown, kind: JobKind): Callback {
	const data = record(record(body).data);
	const taskId = callbackId(body);
	if (typeof taskId !== 'string') return taskId;
	return {
		kind: 'task',
		task: { ...named('kie', kind.product, taskId, body), ...readRecord(data, kind, {}) },
	};
}

function isJobRecord(data: Fields): boolean {
	return text(data.state) !== undefined || 'resultJson' in data;
}

function readRecord(
	data: Fields,
	kind: JobKind,
	known: Circumstances,
): Omit<KnownTask, 'provider' | 'product' | 'taskId'> {
	const completedAt = time(data.completeTime, TEXT_ZONE);
	return defined({
		...readState(data, kind, { ...known, completedAt }),
		creditsUsed: number(data.creditsConsumed ?? data.consumeCredits),
		audioId: kind.product === 'musicVideo' ? text(requestOf(data).input.audio_id) : undefined,
		createdAt: time(data.createTime, TEXT_ZONE),
		completedAt,
		expiresAt: daysAfter(completedAt, KIE.retentionDays),
	});
}

function readState(data: Fields, kind: JobKind, known: Circumstances): State {
	const state = text(data.state) ?? '';
	const code = number(data.failCode);
	const message = words(data.failMsg);
	switch (progressOf(data)) {
		case 'processing':
			return { status: 'processing' };
		case 'succeeded':
			return readResult(resultOf(data), { ...requestedIn(data), ...known, message });
		case 'failed':
			return { status: 'failed', error: kind.errorOf(code, message ?? '') };
		case undefined:
			return failed(UNDOCUMENTED, { code, message: message ?? words(`The state is ${state}.`) });
	}
}

/** How far a job is; absent where its state is a new word. */
export function progressOf(data: Fields): 'processing' | 'succeeded' | 'failed' | undefined {
	const state = text(data.state) ?? '';
	if (state === 'success') return 'succeeded';
	if (state === 'fail') return 'failed';
	return RUNNING.test(state) || number(data.successFlag) === 0 ? 'processing' : undefined;
}

/**
 * Where a job's videos are: those of the upscaled versions lie one level deeper than those of all other
 * models, in other words. The originals beside them are the video before.
 */
function resultOf(data: Fields): Result {
	const [result, response] = [record(parsed(data.resultJson)), record(data.response)];
	const places = [result, record(result.data), response, record(response.data)];
	return places.find((place) => readVideos(place).length > 0) ?? places.find(hasOriginals) ?? {};
}

function requestedIn(data: Fields): Circumstances {
	const { model = '', input } = requestOf(data);
	const upscaled = /^veo\/get-(1080p|4k)-/.exec(model)?.[1];
	return {
		resolution: upscaled ?? text(input.resolution),
		isUpscale: upscaled !== undefined,
		...(model !== '' && { isExtension: model === 'veo/extend' }),
	};
}

/** What the job asked for; `input` is JSON text inside the JSON text of `param`. */
function requestOf(data: Fields): { model?: string; input: Fields } {
	const param = record(parsed(data.param));
	const model = text(data.model) ?? text(param.model);
	return { ...(model !== undefined && { model }), input: record(parsed(param.input)) };
}
