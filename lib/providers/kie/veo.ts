import type { ApiRequest, ApiResponse, LookUp, Submission } from '../api';
import type { TaskApi, TaskRef, VeoJob, VeoOperation } from '../api';
import { notFound } from '../codes';
import { answeredAt, envelopeRefusal, envelopeUnreadable, readEnvelope } from '../envelope';
import { kieFreshLink } from './freshLink';
import { checkKieVeo, sourceRefusal } from './veoChecks';
import { isProcessing, kieVeoRefusal, readNotFound } from './veoErrors';
import { readFourK, readFourKSubmission } from './upscale4k';
import { readCallback, readRecord } from './veoRecords';
import { readUpscale, readUpscaleSubmission } from './upscale1080p';
import { KIE_WIRE } from './options';
import { KIE } from './operator';
import { defined, record, text } from '../read';
import { sampleVeo } from './samples';
import { named } from '../state';
import { toWire } from '../wire';

/** Veo 3.1 at api.kie.ai in its classic API version: the endpoints under `/api/v1/veo`. */
export const kieVeo: TaskApi<VeoJob> = {
	provider: 'kie',
	product: 'veo',
	check: (job) => checkKieVeo(job),
	submit: { request: submit, read: readSubmission },
	lookUp: { request: lookUp, read: readLookUp },
	usualTime,
	versions: ['1080p', '4k'],
	mayBuy,
	readCallback,
	refuseSource: sourceRefusal,
	freshLink: kieFreshLink,
	sample: sampleVeo,
};

/** How Kie calls the kinds of generation. */
export const GENERATION_TYPE: Partial<Record<VeoOperation, string>> = {
	text2video: 'TEXT_2_VIDEO',
	image2video: 'FIRST_AND_LAST_FRAMES_2_VIDEO',
	reference2video: 'REFERENCE_2_VIDEO',
};

function submit(job: VeoJob): ApiRequest {
	const fields = toWire(KIE_WIRE.classic, job.operation, job);
	switch (job.operation) {
		case 'get_1080p':
			return { method: 'GET', path: '/api/v1/veo/get-1080p-video', query: fields };
		case 'get_4k':
			return { method: 'POST', path: '/api/v1/veo/get-4k-video', body: fields };
		case 'extend':
			return { method: 'POST', path: '/api/v1/veo/extend', body: fields };
		default: {
			const generationType = GENERATION_TYPE[job.operation];
			return { method: 'POST', path: '/api/v1/veo/generate', body: { ...fields, generationType } };
		}
	}
}

function readSubmission(response: ApiResponse, job: VeoJob): Submission {
	const submission = withRef(readAnswer(response, job), job);
	if (submission.kind !== 'accepted' || !mayBuy(submission.ref)) return submission;
	// The URL may hold the callback token, and refs are kept: only where a look-up has to repeat it.
	const { callbackUrl } = job;
	return { ...submission, ref: defined({ ...submission.ref, callbackUrl }) };
}

const MINUTE = 60_000;

/** "1-2 minutes" and, of 4K, "5-10 minutes", as Kie's answers say while a version is in the making. */
export function usualTime({ operation }: TaskRef): number {
	return (operation === 'get_4k' ? 5 : 1) * MINUTE;
}

/** Kie's look-ups differ by the operation. */
export function withRef(submission: Submission, job: VeoJob): Submission {
	if (submission.kind !== 'accepted') return submission;
	const { operation, videoIndex, taskId: sourceTaskId } = job;
	const ref = defined({ ...submission.ref, operation, videoIndex, sourceTaskId });
	return { ...submission, ref };
}

function readAnswer(response: ApiResponse, job: VeoJob): Submission {
	switch (job.operation) {
		case 'get_1080p':
			return readUpscaleSubmission(response, sourceOf(job));
		case 'get_4k':
			return readFourKSubmission(response, sourceOf(job));
		default:
			return readSubmitted(response, job.operation);
	}
}

/**
 * What the submit of a task with an id of its own came to; both API versions answer alike.
 * @param operation in the classic API version
 */
export function readSubmitted(response: ApiResponse, operation?: VeoOperation): Submission {
	const envelope = readEnvelope(response);
	const taskId = text(record(envelope.data).taskId);
	if (envelope.code === 200 && taskId !== undefined) {
		return {
			kind: 'accepted',
			task: { ...named('kie', 'veo', taskId, response.body), status: 'submitted' },
			ref: { taskId },
		};
	}
	if (envelope.code === undefined || envelope.code === 200) {
		return envelopeRefusal(envelope, KIE.codes);
	}
	const { code, message } = envelope;
	// Elsewhere 404 is an unknown address, on Kie's page about extending an unknown source.
	const isSourceUnknown = operation === 'extend' && code === 404;
	const unknown = isSourceUnknown ? notFound({ code, message }) : readNotFound(envelope);
	const error = unknown?.error ?? kieVeoRefusal(code, message);
	return envelopeRefusal(envelope, KIE.codes, error);
}

/**
 * The 1080p version has no id of its own, and the 4K version may have none: the record of its id is
 * that of the video before upscaling. Such a one is looked up by sending its submit again, which Kie's
 * pages on Get 1080P Video and Get 4K Video name as the way to wait. It has to be the same, down to
 * the callback URL. A 4K version with an id of its own has a record like any task, and reading that
 * buys nothing.
 */
function mayBuy(ref: TaskRef): ref is TaskRef & { operation: 'get_1080p' | 'get_4k' } {
	const { operation, taskId, sourceTaskId = taskId } = ref;
	return operation === 'get_1080p' || (operation === 'get_4k' && sourceTaskId === taskId);
}

function lookUp(ref: TaskRef): ApiRequest {
	const { taskId, videoIndex, callbackUrl } = ref;
	if (mayBuy(ref)) return submit({ operation: ref.operation, taskId, videoIndex, callbackUrl });
	return { method: 'GET', path: '/api/v1/veo/record-info', query: { taskId } };
}

function readLookUp(response: ApiResponse, ref: TaskRef): LookUp {
	if (mayBuy(ref)) {
		return ref.operation === 'get_4k' ? readFourK(response, ref) : readUpscale(response, ref);
	}
	const envelope = readEnvelope(response);
	const task = named('kie', 'veo', ref.taskId, response.body);
	if (isProcessing(envelope)) return { kind: 'task', task: { ...task, status: 'processing' } };
	const unknown = readNotFound(envelope);
	if (unknown !== undefined) return unknown;
	const data = record(envelope.data);
	const flag = data.successFlag ?? undefined;
	if (envelope.code !== 200 || flag === undefined) {
		return envelopeUnreadable(envelope, KIE.codes);
	}
	const known = { operation: ref.operation, answeredAt: answeredAt(response) };
	return { kind: 'task', task: { ...task, ...readRecord(data, known) } };
}

/** The task whose video is upscaled or extended; `check` has made sure that there is one. */
function sourceOf({ taskId = '', videoIndex }: VeoJob): TaskRef {
	return { taskId, ...(videoIndex !== undefined && { videoIndex }) };
}
