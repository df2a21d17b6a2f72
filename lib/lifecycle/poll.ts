import type { LookUp, TaskRef } from '../providers/api';
import { inVersion, taskError, type TaskError } from '../error';
import { isFinal, type KnownTask } from '../task';
import type { OpenItem } from './operation';
import { inSeconds, type Tell } from './progress';
import { grantedPause, realClock, withJitter, type Clock } from '../clock';

/** A task that is waited for, as it was last seen, and what looks it up. */
type Waiting = Pick<OpenItem<never>, 'ref' | 'task'>;

export interface PollOptions {
	/** Milliseconds between two rounds of look-ups. */
	interval: number;
	/** Milliseconds from the start until the open tasks count as timed out. */
	timeLimit: number;
	/** For tasks that were submitted earlier: the first round comes without a pause or a grace. */
	startAtOnce?: boolean;
	/** Fires when the user cancels the execution. */
	signal?: AbortSignal;
	clock?: Clock;
	tell?: Tell;
}

/** What is known of an open task between two rounds. */
interface Wait extends Waiting {
	/** Hopeless answers in a row. */
	hopeless: number;
	/** Why the last look-up came to nothing, if it did. */
	obstacle?: string;
}

/**
 * After this many answers in a row that say nothing good will come (bad key, unknown id), the
 * look-ups of a task stop. One such answer proves nothing, for providers flicker.
 */
const HOPELESS_ANSWERS = 5;

/** For so many milliseconds a fresh task may not be known everywhere, and no answer is hopeless. */
const GRACE = 60_000;

/**
 * Looks all open tasks up, round after round, until each is final or the time limit is over. A
 * failed look-up never fails a task. Ends at once when the signal fires, with what is known then.
 * @returns one task per open task, in order; `timedOut`, or with the `error` of the look-ups, where
 * the outcome is not known
 */
export async function poll(
	open: Waiting[],
	lookUp: (refs: TaskRef[]) => Promise<LookUp[]>,
	options: PollOptions,
): Promise<KnownTask[]> {
	const { interval, timeLimit, startAtOnce = false, signal, clock = realClock, tell } = options;
	const deadline = clock.now() + timeLimit;
	const endOfGrace = clock.now() + (startAtOnce ? 0 : GRACE);
	const waits = open.map(({ ref, task }): Wait => ({ ref, task, hopeless: 0 }));
	const unfinished = () =>
		waits.filter(({ task, hopeless }) => !isFinal(task) && hopeless < HOPELESS_ANSWERS);

	let pause = startAtOnce ? 0 : interval;
	let round = 0;
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
			wait.obstacle = answer.kind === 'task' ? undefined : answer.error.message;
			if (answer.kind === 'task') {
				wait.task = answer.task;
				wait.hopeless = 0;
			} else if (answer.kind === 'notFound' || answer.error.retryable === false) {
				const isLast = answer.kind === 'unreadable' && answer.isLast;
				if (isLast) wait.hopeless = HOPELESS_ANSWERS;
				else if (clock.now() >= endOfGrace) wait.hopeless += 1;
				wait.task = { ...wait.task, error: answer.error };
			} else {
				pause = Math.max(pause, grantedPause(answer.retryAfterMs));
			}
		});
		round += 1;
		tell?.(
			`look-up ${round}, ${stateOf(waits)}${unfinished().length > 0 ? nextIn(pause, interval) : ''}`,
		);
	}
	return waits.map(({ task, hopeless, obstacle }) => {
		if (isFinal(task) || signal?.aborted) return task;
		return hopeless < HOPELESS_ANSWERS ? timedOut(task, timeLimit, obstacle) : task;
	});
}

/** What a round has found, in a few words. */
function stateOf(waits: Wait[]): string {
	const open = waits.filter(({ task }) => !isFinal(task));
	if (open.length === 0) return 'finished';
	const obstacle = open.find((wait) => wait.obstacle !== undefined)?.obstacle;
	const done =
		waits.length === 1 ? '' : `: ${waits.length - open.length} of ${waits.length} finished`;
	return `still processing${done}${obstacle === undefined ? '' : ` (${obstacle})`}`;
}

function nextIn(pause: number, interval: number): string {
	const why = pause > interval ? '; the provider asks to slow down' : '';
	return `${why}, next try in ${inSeconds(pause)}`;
}

/**
 * The task as it is reported when the time limit is over: not failed, and not to be bought again.
 * @param obstacle why the last look-up came to nothing, if it did
 */
export function timedOut(task: KnownTask, timeLimit: number, obstacle?: string): KnownTask {
	const message = `Not finished after ${timeLimit / 60_000} minutes`;
	const error: TaskError = {
		...taskError('service', {
			reason: 'timeLimit',
			message: obstacle ? `${message}; the last look-up said: ${obstacle}` : message,
		}),
		retryable: false,
	};
	return { ...task, status: 'timedOut', error: inVersion(error, task) };
}
