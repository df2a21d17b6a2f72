import type { LookUp, Submission } from '../providers/api';
import { realClock, type Clock } from '../clock';

/** How often what may have been bought is looked for, and the milliseconds before each time. */
const LOOKS = 3;
const PAUSE = 3000;

/**
 * Looks for the task of a submit whose outcome nobody knows by the provider's id of the request, which
 * costs nothing. Each look comes after a pause, because a fresh task is not everywhere known at once.
 * @returns the task as accepted, or the submission as it was: not found proves nothing
 */
export async function foundByTrace(
	submission: Submission,
	lookUp: ((traceId: string) => Promise<LookUp>) | undefined,
	{ signal, clock = realClock }: { signal?: AbortSignal; clock?: Clock } = {},
): Promise<Submission> {
	if (submission.kind !== 'unknown' || !lookUp) return submission;
	const { traceId } = submission;
	if (traceId === undefined) return submission;
	for (let look = 0; look < LOOKS && !signal?.aborted; look++) {
		await clock.sleep(PAUSE, signal);
		const answer = await lookUp(traceId);
		if (answer.kind === 'task') {
			const { task } = answer;
			return { kind: 'accepted', task, ref: { taskId: task.taskId } };
		}
	}
	return submission;
}
