import type { ApiRequest, ApiResponse, LookUp, TaskApi, Unreadable, VeoJob } from '../api';
import { answerFault } from './errors';
import { readRecord, traceIdOf } from './record';
import { notFound, unreadable, type Words } from '../codes';
import { retryAfterMs } from '../envelope';
import { isRecord, record, text } from '../read';

/**
 * Ace Data Cloud's `/veo/tasks`: free of charge, and one address for all questions. A task that it
 * does not know is an empty object with HTTP 200.
 */

type LookUps = Required<Pick<TaskApi<VeoJob>, 'lookUp' | 'batch' | 'lookUpByTrace' | 'list'>>;

const UNKNOWN: Words = { message: 'The provider answered with an empty record.' };

/** A fresh task may be missing for a moment, so this alone does not prove that nothing was bought. */
const UNKNOWN_TRACE: Words = {
	message: 'The provider lists no task under this trace ID.',
	advice:
		'Try again in a minute. If there is still none, list the newest tasks by time with the operation Get Many.',
};

/** Every way to ask for tasks that were bought. */
export const aceDataTasks: LookUps = {
	lookUp: {
		request: ({ taskId }) => ask('retrieve', { id: taskId }),
		read: (response, { taskId }) =>
			readOne(response, UNKNOWN, (task) => ({ kind: 'task', task: readRecord(task, taskId) })),
	},
	batch: {
		size: 50,
		// The limit of a list is 12 unless it is given; nobody says whether that holds for IDs, too.
		request: (taskIds) => ask('retrieve_batch', { ids: taskIds, limit: taskIds.length }),
		read: readBatch,
	},
	lookUpByTrace: {
		request: (traceId) => ask('retrieve', { trace_id: traceId }),
		read: (response, traceId) =>
			readOne(response, UNKNOWN_TRACE, (task) => {
				const taskId = text(task.id);
				// Any other task would be another purchase.
				return taskId === undefined || traceIdOf(task) !== traceId
					? notFound(UNKNOWN_TRACE)
					: { kind: 'task', task: readRecord(task, taskId) };
			}),
	},
	list: {
		request: ({ createdAfter, offset, limit }) =>
			ask('retrieve_batch', {
				offset,
				limit,
				...(createdAfter !== undefined && { created_at_min: createdAfter / 1000 }),
			}),
		read: (response) => {
			const records = recordsIn(response);
			if (records === undefined) return unreadableAnswer(response);
			const tasks = [...records].map(([taskId, task]) => readRecord(task, taskId));
			return { kind: 'tasks', tasks };
		},
	},
};

function ask(action: 'retrieve' | 'retrieve_batch', question: Record<string, unknown>): ApiRequest {
	return { method: 'POST', path: '/veo/tasks', body: { action, ...question } };
}

/** @param unknown what an empty record says */
function readOne(
	response: ApiResponse,
	unknown: Words,
	read: (task: Record<string, unknown>) => LookUp,
): LookUp {
	const { status, body } = response;
	if (status >= 200 && status < 300 && isRecord(body)) {
		if (Object.keys(body).length === 0) return notFound(unknown);
		if ('response' in body || text(body.id) !== undefined) return read(body);
	}
	return unreadableAnswer(response);
}

function readBatch(response: ApiResponse, taskIds: string[]): LookUp[] {
	const records = recordsIn(response);
	if (records === undefined) return taskIds.map(() => unreadableAnswer(response));
	return taskIds.map((taskId) => {
		const task = records.get(taskId);
		if (task === undefined) return notFound({ message: 'The provider does not list this task.' });
		return { kind: 'task', task: readRecord(task, taskId) };
	});
}

/** The tasks of a list by their ids; absent where the answer is no list. */
function recordsIn({
	status,
	body,
}: ApiResponse): Map<string, Record<string, unknown>> | undefined {
	if (status < 200 || status > 299 || !isRecord(body)) return undefined;
	const { items } = record(body);
	if (!Array.isArray(items)) return Object.keys(body).length === 0 ? new Map() : undefined;
	return new Map(
		items.filter(isRecord).flatMap((item) => {
			const taskId = text(item.id);
			return taskId === undefined ? [] : [[taskId, item]];
		}),
	);
}

function unreadableAnswer(response: ApiResponse): Unreadable {
	const { meaning, error } = answerFault(response);
	return unreadable(meaning, error, {
		code: response.status,
		retryAfterMs: retryAfterMs(response),
	});
}
