import type { Urls } from '../files';
import type { Answer } from '../refusal';
import { isUrlLate, type Result, type Task } from '../tasks';
import { aceDataFailure, traced } from './aceDataFailures';
import { textTime } from './envelope';

/** What Ace Data keeps about a task beside what all tasks have. */
export interface Identity {
	traceId: string;
	recordId: string;
	videoIds: string[];
	/** The source video's task, for the 1080p action. */
	source?: Task;
}

/** The finished task as the synchronous answer and the callback word it. */
export function answerOf(task: Task, result: Result, identity: Identity): Answer {
	const { taskId, marks } = task;
	const { traceId } = identity;
	if (!result.succeeded) {
		const { status, body } = aceDataFailure(result.failure, marks.has('bare error'));
		return traced({ status, body: { ...(body as object), task_id: taskId } }, traceId);
	}
	const data = items(task, result.urls.length > 0 ? result.urls : [null], identity);
	const body = { success: true, task_id: taskId, trace_id: traceId, data };
	return { status: 200, body: marks.has('newest form') ? { ...body, ...totals(task) } : body };
}

function items(task: Task, urls: Urls, { videoIds, source = task }: Identity): object[] {
	const { marks, request } = task;
	const isNewest = marks.has('newest form');
	const time = isNewest ? isoTime : textTime;
	const fails = marks.has('item failed') || marks.has('item failed url');
	return urls.map((url, index) => {
		const isFailed = fails && index === urls.length - 1;
		const hasUrl = url !== null && !isUrlLate(task) && !(isFailed && marks.has('item failed'));
		return {
			id: videoIds[index],
			...(hasUrl && { video_url: url }),
			created_at: time(source.createdAt),
			complete_at: time(source.endedAt ?? Date.now()),
			state: isFailed ? 'failed' : 'succeeded',
			...(isNewest && { aspect_ratio: request.aspect_ratio ?? '16:9', is_extend_result: false }),
		};
	});
}

/**
 * The task as `POST /veo/tasks` words it.
 * @param taskMs in its first half a task has no response at all
 */
export function recordOf(task: Task, identity: Identity, taskMs: number): object {
	const { recordId, traceId } = identity;
	const response = responseOf(task, identity, taskMs);
	return {
		_id: recordId,
		id: task.taskId,
		api_id: '52a0fa83-3c78-4793-b45a-c1a5c869ae46',
		application_id: 'b7341df0-3a87-40ef-8f3c-a7dda97816a2',
		created_at: task.createdAt / 1000,
		credential_id: '1f64eaaa-eff0-4f18-bfc2-8c5b1e7949ae',
		request: task.request,
		trace_id: traceId,
		type: 'videos',
		user_id: 'ad7afe47-cea9-4cda-980f-2ad8810e51cf',
		...(response && { response }),
		...(task.marks.has('newest form') && recordTimes(task)),
	};
}

/** None at first, then progress without `success`, then the result. */
function responseOf(task: Task, identity: Identity, taskMs: number): object | undefined {
	const { taskId, completedAt, createdAt, result } = task;
	if (completedAt !== undefined) return answerOf(task, result, identity).body as object;
	if (Date.now() - createdAt < taskMs / 2) return undefined;
	const { traceId, videoIds } = identity;
	return { task_id: taskId, trace_id: traceId, data: [{ id: videoIds[0], state: 'processing' }] };
}

/** What the newest documents add to a record. */
function recordTimes({ createdAt, completedAt }: Task) {
	const isOpen = completedAt === undefined;
	return {
		started_at: isoTime(createdAt),
		finished_at: isOpen ? null : isoTime(completedAt),
		elapsed: isOpen ? null : (completedAt - createdAt) / 1000,
	};
}

/** What the newest documents add to a result. */
function totals({ credits, createdAt, endedAt = Date.now() }: Task) {
	return {
		cost: credits,
		elapsed: (endedAt - createdAt) / 1000,
		started_at: isoTime(createdAt),
		finished_at: isoTime(endedAt),
	};
}

function isoTime(epochMs: number): string {
	return new Date(epochMs).toISOString();
}
