import type { LookUp, TaskRef } from '../providers/api';
import { inVersion, taskError, type TaskError } from '../providers/errors';
import { isFinal, type KnownTask } from '../providers/task';
import { realClock, withJitter, type Clock } from './clock';

/** A task that is waited for. */
export interface OpenTask {
	ref: TaskRef;
	/** The last that is known of it. */
	task: KnownTask;
}

export interface PollOptions {
	/** Milliseconds between two rounds of look-ups. */
	interval: number;
	/** Milliseconds from the start until the open tasks count as timed out. */
	timeLimit: number;
	/** Whether the first round comes without a pause: for tasks that were submitted earlier. */
	startAtOnce?: boolean;
	/** Fires when the user cancels the execution. */
	signal?: AbortSignal;
	clock?: Clock;
}

/**
 * After this many answers in a row that say nothing good will come (bad key, unknown id), the
 * look-ups of a task stop. One such answer proves nothing: providers flicker, and a fresh task is
 * not everywhere known at once.
 */
const HOPELESS_ANSWERS = 5;

/**
 * Looks all open tasks up, round after round, until each is final or the time limit is over. A
 * failed look-up never fails a task. Ends at once when the signal fires, with what is known then.
 * @returns one task per open task, in order; `timedOut`, or with the `error` of the look-ups, where
 * the outcome is not known
 */
export async function poll(
	open: OpenTask[],
	lookUp: (refs: TaskRef[]) => Promise<LookUp[]>,
	options: PollOptions,
): Promise<KnownTask[]> {
	const { interval, timeLimit, startAtOnce = false, signal, clock = realClock } = options;
	const deadline = clock.now() + timeLimit;
	const waits = open.map(({ ref, task }) => ({ ref, task, hopeless: 0 }));
	const unfinished = () =>
		waits.filter(({ task, hopeless }) => !isFinal(task) && hopeless < HOPELESS_ANSWERS);

	let pause = startAtOnce ? 0 : interval;
	while (unfinished().length > 0 && !signal?.aborted) {
		const left = deadline - clock.now();
		if (left <= 0) break;
		await clock.sleep(Math.min(withJitter(pause), left), signal);
		if (signal?.aborted) break;
		pause = interval;
		const asked = unfinished();
		const answers = await lookUp(asked.map(({ ref }) => ref));
		asked.forEach((wait, index) => {
			const answer = answers[index];
			if (answer.kind === 'task') {
				wait.task = answer.task;
				wait.hopeless = 0;
			} else if (answer.kind === 'notFound' || answer.error.retryable === false) {
				wait.hopeless += 1;
				wait.task = { ...wait.task, error: answer.error };
			} else {
				pause = Math.max(pause, answer.retryAfterMs ?? 0);
			}
		});
	}
	return waits.map(({ task, hopeless }) => {
		if (isFinal(task) || signal?.aborted) return task;
		return hopeless < HOPELESS_ANSWERS ? timedOut(task, timeLimit) : task;
	});
}

/** The task as it is reported when the time limit is over: not failed, and not to be bought again. */
export function timedOut(task: KnownTask, timeLimit: number): KnownTask {
	const error: TaskError = {
		...taskError('service', {
			reason: 'timeLimit',
			message: `Not finished after ${timeLimit / 60_000} minutes`,
		}),
		retryable: false,
	};
	return { ...task, status: 'timedOut', error: inVersion(error, task) };
}
