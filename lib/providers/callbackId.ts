import type { Callback } from './api';
import { record, text } from './read';

/** Where the callbacks of Kie.ai and sunoapi.org may name their task, in the order of Kie's documents. */
function namesIn(body: unknown): unknown[] {
	const { taskId, data } = record(body);
	const { taskId: camel, task_id: snake } = record(data);
	return [taskId, camel, snake];
}

/**
 * The task that a callback is about. Kie's signature covers this ID and nothing else of the body, so
 * whoever checks a callback and whoever reads it must find the same one: a body that names two is no
 * callback.
 */
export function callbackId(body: unknown): string | Extract<Callback, { kind: 'notACallback' }> {
	const names = namesIn(body)
		.map(text)
		.filter((name) => name !== undefined);
	const taskId = names.at(0);
	if (taskId === undefined) {
		return { kind: 'notACallback', why: 'The body has no task ID (data.taskId or data.task_id).' };
	}
	return names.every((name) => name === taskId)
		? taskId
		: { kind: 'notACallback', why: 'The body names more than one task ID.' };
}
