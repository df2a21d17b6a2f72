import type { LookUp, TaskRef } from '../providers/api';
import { leadingTo, taskError, type Reason, type TaskError } from '../error';
import { isFinal, type KnownTask } from '../task';
import type { OpenItem } from './operation';
import { turns, type Pace } from './pace';
import { inSeconds, type Tell } from './progress';
import { PARALLEL_LOOK_UPS } from '../http/client';
import { grantedPause, realClock, withJitter, type Clock } from '../clock';

/** A task that is waited for, as it was last seen, and what looks it up. */
type Waiting = Pick<OpenItem<never>, 'ref' | 'task'>;

export interface PollOptions {
	/** Milliseconds between two look-ups of a task; up to twice that while it is young for its kind. */
	interval: number;
	/** How many tasks one request may be about; one where absent. */
	perRequest?: number;
	/** Which pace the look-ups of a provider that counts them as orders have to keep. */
	pace?: Pace;
	/** Milliseconds before which a task is hardly ever finished. */
	usualTime?: (ref: TaskRef) => number;
	/** Milliseconds from the start until the open tasks count as timed out. */
	timeLimit: number;
	/** For tasks that were submitted earlier: the first look-ups come without a pause or a grace. */
	startAtOnce?: boolean;
	/** Fires when the user cancels the execution. */
	signal?: AbortSignal;
	clock?: Clock;
	tell?: Tell;
}

/** What is known of an open task between two look-ups. */
interface Wait extends Waiting {
	/** Hopeless answers in a row. */
	hopeless: number;
	/** Why the last look-up came to nothing, if it did. */
	obstacle?: string;
}

/** Tasks that are looked up together. */
interface Group {
	waits: Wait[];
	/** Milliseconds since 1970. */
	dueAt: number;
	/** Which part of its next pause a group waits: the first pauses differ, to set the groups apart. */
	share: number;
	/** When its last answer came, in milliseconds since 1970. */
	askedAt?: number;
}

/** Milliseconds: shorter intervals are never stretched, for who asks so often is in a hurry. */
const SHORT_INTERVAL = 10_000;

/**
 * After this many answers in a row that say nothing good will come (bad key, unknown id), the
 * look-ups of a task stop. One such answer proves nothing, for providers flicker.
 */
const HOPELESS_ANSWERS = 5;

/** How many groups are asked about at once; between them, time limit and cancelling count. */
const AT_ONCE = PARALLEL_LOOK_UPS;

/** For how many milliseconds look-ups begin when the time limit is over: a provider may hang. */
const LAST_ROUND = 30_000;

/** For so many milliseconds a fresh task may not be known everywhere, and no answer is hopeless. */
const GRACE = 60_000;

/**
 * Looks all open tasks up, again and again, until each is final or the time limit is over; all of them
 * once more when it is, as far as the answers come. The look-ups are spread over the interval, and stay
 * so whatever the answers take. A failed one never fails a task.
 * Ends at once when the signal fires, with what is known then.
 * @returns one task per open task, in order; `timedOut`, or with the `error` of the look-ups, where
 * the outcome is not known
 */
export async function poll(
	open: Waiting[],
	lookUp: (refs: TaskRef[]) => Promise<LookUp[]>,
	options: PollOptions,
): Promise<KnownTask[]> {
	const { interval, perRequest = 1, usualTime = () => 0, timeLimit } = options;
	const { startAtOnce = false, signal, clock = realClock, tell } = options;
	const start = clock.now();
	const deadline = start + timeLimit;
	const endOfGrace = start + (startAtOnce ? 0 : GRACE);
	const waits = open.map(({ ref, task }): Wait => ({ ref, task, hopeless: 0 }));
	const isOpen = ({ task, hopeless }: Wait) => !isFinal(task) && hopeless < HOPELESS_ANSWERS;
	const turn = options.pace && turns(options.pace, { clock, signal });
	const groups = groupsOf(waits, perRequest, start);
	if (!startAtOnce) for (const group of groups) plan(group, 0);

	let round = 0;
	while (!signal?.aborted) {
		const unfinished = unfinishedGroups();
		const left = deadline - clock.now();
		if (unfinished.length === 0 || left <= 0) break;
		await clock.sleep(Math.max(0, Math.min(untilNext(unfinished), left)), signal);
		const now = clock.now();
		if (signal?.aborted || now >= deadline) break;
		// A timer may ring a moment early, and then none is due.
		const due = unfinished.filter(({ dueAt }) => dueAt <= now);
		due.sort((one, other) => one.dueAt - other.dueAt);
		if (due.length > 0) await ask(due.slice(0, AT_ONCE));
	}
	const last = unfinishedGroups().filter(({ askedAt = start }) => askedAt < deadline);
	const end = Math.max(deadline, clock.now()) + LAST_ROUND;
	while (last.length > 0 && !signal?.aborted && clock.now() < end) {
		await ask(last.splice(0, AT_ONCE));
	}

	async function ask(groups: Group[]): Promise<void> {
		await turn?.(groups.length);
		if (signal?.aborted) return;
		const before = clock.now();
		const asked = groups.flatMap((group) => group.waits.filter(isOpen));
		const answers = await lookUp(asked.map(({ ref }) => ref));
		const wished = Math.max(...asked.map((wait, index) => take(wait, answers[index])));
		const now = clock.now();
		const others = unfinishedGroups().filter((group) => !groups.includes(group));
		for (const group of groups) {
			group.askedAt = now;
			// The throttled ones go last, for they may be throttled for ever.
			plan(group, wished, others.length > 0 ? wished : 0);
		}
		// All by the same, so that they stay apart.
		if (wished > 0) for (const group of others) group.dueAt += now - before + wished;
		round += 1;
		tell?.(`look-up ${round}, ${stateOf(waits)}${nextTry(wished)}`);
	}

	function unfinishedGroups(): Group[] {
		return groups.filter((group) => group.waits.some(isOpen));
	}

	/** Milliseconds until the next of these groups is due. */
	function untilNext(unfinished: Group[]): number {
		return Math.min(...unfinished.map(({ dueAt }) => dueAt)) - clock.now();
	}

	function nextTry(wished: number): string {
		const unfinished = unfinishedGroups();
		if (unfinished.length === 0) return '';
		const why = wished > 0 ? '; the provider asks to slow down' : '';
		return `${why}, next try in ${inSeconds(untilNext(unfinished))}`;
	}

	/** @returns the pause that the provider asks for, in milliseconds */
	function take(wait: Wait, answer: LookUp): number {
		wait.obstacle = answer.kind === 'task' ? undefined : answer.error.message;
		if (answer.kind === 'task') {
			wait.task = answer.task;
			wait.hopeless = 0;
			return 0;
		}
		if (answer.kind === 'unreadable' && answer.error.retryable !== false) {
			return grantedPause(answer.retryAfterMs);
		}
		const isLast = answer.kind === 'unreadable' && answer.isLast;
		if (isLast) wait.hopeless = HOPELESS_ANSWERS;
		else if (clock.now() >= endOfGrace) wait.hopeless += 1;
		wait.task = { ...wait.task, error: answer.error };
		return 0;
	}

	function plan(group: Group, atLeast: number, more = 0): void {
		const whole = withJitter(pauseBefore(group));
		let pause = whole * group.share;
		if (group.share === 1) {
			// Back to its own rhythm: all who have waited for one slow answer would else ask together ever after.
			pause -= Math.max(0, clock.now() - group.dueAt) % whole;
			if (pause < whole / 2) pause += whole;
		}
		group.dueAt = Math.ceil(clock.now() + Math.max(pause + more, atLeast));
		group.share = 1;
	}

	function pauseBefore(group: Group): number {
		// How old tasks are that were submitted earlier is not known.
		if (startAtOnce || interval < SHORT_INTERVAL) return interval;
		const times = group.waits.filter(isOpen).map(({ ref }) => usualTime(ref));
		const isYoung = clock.now() - start + interval < Math.min(...times);
		return isYoung ? 2 * interval : interval;
	}

	return waits.map(({ task, hopeless, obstacle }) => {
		if (isFinal(task) || signal?.aborted) return task;
		return hopeless < HOPELESS_ANSWERS ? timedOut(task, timeLimit, obstacle) : task;
	});
}

function groupsOf(waits: Wait[], size: number, dueAt: number): Group[] {
	const count = Math.ceil(waits.length / size);
	return Array.from({ length: count }, (_, index) => ({
		waits: waits.slice(index * size, (index + 1) * size),
		dueAt,
		share: (index + 1) / count,
	}));
}

/** What is known after a look-up, in a few words. */
function stateOf(waits: Wait[]): string {
	const open = waits.filter(({ task }) => !isFinal(task));
	if (open.length === 0) return 'finished';
	const obstacle = open.find((wait) => wait.obstacle !== undefined)?.obstacle;
	const done =
		waits.length === 1 ? '' : `: ${waits.length - open.length} of ${waits.length} finished`;
	return `still processing${done}${obstacle === undefined ? '' : ` (${obstacle})`}`;
}

const NOT_FOUND: ReadonlySet<Reason | undefined> = new Set<Reason>(['unknownTask', 'expired']);

/**
 * The task as it is reported when the time limit is over: not failed, and not to be bought again. One
 * that is waited for by its ID alone, and of which the provider knows nothing, is reported as unknown.
 * @param obstacle why the last look-up came to nothing, if it did
 */
export function timedOut(task: KnownTask, timeLimit: number, obstacle?: string): KnownTask {
	// Of a task without any answer about it nobody knows that it is in the making.
	const isUnseen = task.status === 'submitted' && task.raw === undefined;
	const isUnknown = isUnseen && NOT_FOUND.has(task.error?.reason);
	if (isUnknown && task.error?.message === obstacle) return task;
	const message = `Not finished after ${timeLimit / 60_000} minutes`;
	const error: TaskError = {
		...taskError('service', {
			reason: 'timeLimit',
			message: obstacle ? `${message}; the last look-up said: ${obstacle}` : message,
		}),
		retryable: false,
	};
	return { ...task, status: 'timedOut', error: leadingTo(error, task) };
}
