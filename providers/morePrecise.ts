import type { Reason, TaskError } from './errors';

/** Reasons that say only that it went wrong. */
const VAGUE: ReadonlySet<Reason | undefined> = new Set<Reason>([
	'generation',
	'serverError',
	'undocumented',
	'noVideo',
]);

/**
 * Of two errors about the same failure the one that names a cause: a callback often knows more than
 * the record. The first where both do, or neither does.
 */
export function morePrecise(one: TaskError, other: TaskError): TaskError {
	return VAGUE.has(one.reason) && !VAGUE.has(other.reason) ? other : one;
}
