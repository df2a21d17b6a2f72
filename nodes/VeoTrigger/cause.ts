import type { Reason, TaskError } from '../../lib/error';
import type { KnownTask } from '../../lib/task';

/** Reasons that say only that it went wrong. */
const VAGUE: ReadonlySet<Reason | undefined> = new Set<Reason>([
	'generation',
	'serverError',
	'undocumented',
	'noVideo',
	'noTrack',
]);

/**
 * Of two errors about the same failure the one that names a cause: a callback often knows more than
 * the record. The first where both do, or neither does.
 */
export function morePrecise(one: TaskError, other: TaskError): TaskError {
	return VAGUE.has(one.reason) && !VAGUE.has(other.reason) ? other : one;
}

/**
 * A task as it was looked up, and why it failed in the words of its callback where those are the more
 * precise ones.
 */
export function withCause(task: KnownTask, called: KnownTask): KnownTask {
	if (task.status !== 'failed' || called.status !== 'failed') return task;
	if (!task.error || !called.error) return task;
	return { ...task, error: morePrecise(task.error, called.error) };
}
