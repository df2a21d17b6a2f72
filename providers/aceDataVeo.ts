import type { ApiRequest, ApiResponse, Callback, LookUp } from './api';
import type { Submission, TaskApi, TaskRef, VeoJob } from './api';
import { answerFault, readFault, taskFault } from './aceDataErrors';
import { checkAceDataVeo } from './aceDataChecks';
import { failedSubmission, NO_VIDEO, notFound, unclear, unreadable } from './codes';
import type { Answer } from './codes';
import { retryAfterMs } from './envelope';
import { defined, isRecord, record, text, time, url } from './read';
import { failed, named, type State } from './state';
import { succeededWith, type KnownTask, type Video } from './task';

/** The models that are used where the job names none; this provider wants one in every request. */
const DEFAULT_MODEL = 'veo3-fast';
const DEFAULT_REFERENCE_MODEL = 'veo31-fast-ingredients';

/** How the 1080p action has been spelled: first by the guide, later by everything else. */
const UPGRADE_ACTIONS: readonly unknown[] = ['get_1080p', 'get1080p'];

/** Text times name no zone; a task of 09:19:18Z carries 17:19:20 in the guide's own example. */
const ZONE = '+08:00';

/** Veo at api.acedata.cloud. It answers errors with real HTTP statuses. */
export const aceDataVeo: TaskApi<VeoJob> = {
	provider: 'aceData',
	product: 'veo',
	check: checkAceDataVeo,
	submit,
	readSubmission,
	lookUp,
	readLookUp,
	batch: { lookUp: lookUpAll, readLookUp: readLookUpAll },
	readCallback,
};

function submit(job: VeoJob): ApiRequest {
	const isUpgrade = job.operation === 'get_1080p';
	const fromReferences = job.operation === 'reference2video';
	return {
		method: 'POST',
		path: '/veo/videos',
		body: defined({
			action: fromReferences ? 'ingredients2video' : job.operation,
			model: text(job.model) ?? (fromReferences ? DEFAULT_REFERENCE_MODEL : DEFAULT_MODEL),
			prompt: isUpgrade ? undefined : job.prompt,
			image_urls: fromReferences || job.operation === 'image2video' ? job.imageUrls : undefined,
			video_id: isUpgrade ? job.videoId : undefined,
			aspect_ratio: job.aspectRatio,
			resolution: job.resolution,
			translation: job.enableTranslation,
			// Otherwise the answer takes minutes, longer than many proxies keep a connection.
			async: true,
			callback_url: job.callbackUrl,
		}),
	};
}

function readSubmission(
	response: ApiResponse,
	job: VeoJob,
	sent: ApiRequest = submit(job),
): Submission {
	const { status, body } = response;
	const isRefused = status >= 400 && status < 500;
	const taskId = text(record(body).task_id);
	if (taskId !== undefined && !isRefused) {
		const state = readState(record(body)) ?? { status: 'submitted' };
		const isUpgrade = job.operation === 'get_1080p';
		return {
			kind: 'accepted',
			task: {
				...named('aceData', 'veo', taskId, body),
				...withResolution(state, isUpgrade ? '1080p' : job.resolution),
				...(!isUpgrade && itemTimes(body)),
			},
		};
	}
	const { meaning, error } = answerFault(response);
	// A 5xx proves nothing, whatever word it carries.
	if (status >= 500 || status === 408) return { kind: 'unknown', error: unclear(error) };
	const submission = failedSubmission(meaning, error, answerOf(response));
	const insteadSend = otherSpelling(sent);
	const mayBeTheName = status === 400 && /invalidRequest|unrecognized/.test(meaning.type);
	if (submission.kind !== 'refused' || !mayBeTheName || !insteadSend) return submission;
	return { ...submission, insteadSend };
}

/** The 1080p request under its other name, where it went out under the first. */
function otherSpelling(sent: ApiRequest): ApiRequest | undefined {
	const [first, second] = UPGRADE_ACTIONS;
	return sent.body?.action === first
		? { ...sent, body: { ...sent.body, action: second } }
		: undefined;
}

function lookUp({ taskId }: TaskRef): ApiRequest {
	return { method: 'POST', path: '/veo/tasks', body: { action: 'retrieve', id: taskId } };
}

function readLookUp(response: ApiResponse, { taskId }: TaskRef): LookUp {
	const { status, body } = response;
	if (status >= 200 && status < 300 && isRecord(body)) {
		if (Object.keys(body).length === 0) {
			return notFound({ message: 'The provider answered with an empty record.' });
		}
		if (isTaskRecord(body)) return { kind: 'task', task: readRecord(body, taskId) };
	}
	return unreadableAnswer(response);
}

function lookUpAll(taskIds: string[]): ApiRequest {
	return { method: 'POST', path: '/veo/tasks', body: { action: 'retrieve_batch', ids: taskIds } };
}

function readLookUpAll(response: ApiResponse, taskIds: string[]): LookUp[] {
	const { status, body } = response;
	const { items } = record(body);
	if (status < 200 || status > 299 || !Array.isArray(items)) {
		return taskIds.map(() => unreadableAnswer(response));
	}
	const records = new Map(items.filter(isTaskRecord).map((item) => [text(item.id), item]));
	return taskIds.map((taskId) => {
		const item = records.get(taskId);
		if (item === undefined) return notFound({ message: 'The provider does not list this task.' });
		return { kind: 'task', task: readRecord(item, taskId) };
	});
}

function unreadableAnswer(response: ApiResponse): LookUp {
	const { meaning, error } = answerFault(response);
	return unreadable(meaning, error, answerOf(response));
}

function answerOf(response: ApiResponse): Answer {
	return { code: response.status, retryAfterMs: retryAfterMs(response) };
}

function isTaskRecord(value: unknown): value is Record<string, unknown> {
	return isRecord(value) && ('response' in value || text(value.id) !== undefined);
}

function readRecord(task: Record<string, unknown>, taskId: string): KnownTask {
	const request = record(task.request);
	const isUpgrade = UPGRADE_ACTIONS.includes(request.action);
	const state = readState(record(task.response)) ?? { status: 'processing' };
	// The items of an upscaled video carry the times of the video that it was made from.
	const times = isUpgrade ? {} : itemTimes(task.response);
	return defined({
		...named('aceData', 'veo', taskId, task),
		...withResolution(state, isUpgrade ? '1080p' : text(request.resolution)),
		createdAt: time(task.created_at, ZONE) ?? times.createdAt,
		completedAt: time(task.finished_at, ZONE) ?? times.completedAt,
	});
}

function readCallback(body: unknown): Callback {
	if (!isRecord(body)) return { kind: 'notACallback', why: 'The body is no JSON object.' };
	const taskId = text(body.task_id);
	if (taskId === undefined) return { kind: 'notACallback', why: 'The body has no task_id.' };
	const state = readState(body);
	if (state === undefined) {
		return { kind: 'notACallback', why: 'The body has neither success nor error nor data.' };
	}
	return {
		kind: 'task',
		task: { ...named('aceData', 'veo', taskId, body), ...state, ...itemTimes(body) },
	};
}

/** How far a result is; absent where it is none yet. */
function readState(result: Readonly<Record<string, unknown>>): State | undefined {
	const fault = readFault(result);
	if (fault !== undefined) return { status: 'failed', error: taskFault(fault) };
	const items = itemsOf(result);
	if (result.success !== true) return items.length > 0 ? { status: 'processing' } : undefined;
	const videos = items.flatMap((item): Video[] => {
		const videoUrl = url(item.video_url);
		return videoUrl === undefined ? [] : [defined({ url: videoUrl, id: text(item.id) })];
	});
	if (videos.length > 0) return succeededWith(videos);
	if (items.some(({ state }) => /^(pending|processing|running)$/.test(text(state) ?? ''))) {
		return { status: 'processing' };
	}
	return failed(NO_VIDEO);
}

function itemsOf(result: unknown): ReadonlyArray<Readonly<Record<string, unknown>>> {
	const { data } = record(result);
	return Array.isArray(data) ? data.filter(isRecord) : [];
}

function itemTimes(result: unknown): Pick<KnownTask, 'createdAt' | 'completedAt'> {
	const [item = {}] = itemsOf(result);
	return defined({
		createdAt: time(item.created_at, ZONE),
		completedAt: time(item.complete_at, ZONE),
	});
}

function withResolution(state: State, resolution: string | undefined): State {
	if (state.videos === undefined || resolution === undefined) return state;
	return { ...state, videos: state.videos.map((video) => ({ ...video, resolution })) };
}
