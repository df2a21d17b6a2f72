import { keyOf, type LookUp, type TaskRef } from '../providers/api';
import { isFinal, type KnownTask } from '../task';
import type { PatientLookUps } from './patience';

/** Whether all tasks of a suspended run are final. */
export type RunState =
	/** The tasks by the keys of their refs. */
	| { kind: 'finished'; tasks: Map<string, KnownTask> }
	/** Nothing more is needed of this callback: the tasks that are open have their own. */
	| { kind: 'open' }
	/** The callback has to come again: the records do not say yet what it says, or cannot be read. */
	| { kind: 'unclear'; why: string };

/** Whether a callback about the task `taskId` may be about this look-up. */
export function isNamed(ref: TaskRef, taskId: string): boolean {
	return ref.taskId === taskId || ref.sourceTaskId === taskId;
}

/**
 * Finds out whether all tasks of a run are final. The task that the callback names is looked up
 * until it is, then the others from the last one submitted, which usually ends last; the first open
 * one ends the search. So most callbacks cost two look-ups, however many tasks there are.
 *
 * The order is what no run is forgotten by, though its last callbacks come at the same moment and to
 * different processes: each sees that its own task is final before it looks at the others, so the
 * last one to do so finds them all final.
 * @param refs of the tasks that the run waits for
 * @param said the task of the callback, which is believed for its ID only
 */
export async function runState(
	refs: TaskRef[],
	said: KnownTask,
	lookUp: PatientLookUps,
): Promise<RunState> {
	const all = [...new Map(refs.map((ref) => [keyOf(ref), ref])).values()];
	const named = all.filter((ref) => isNamed(ref, said.taskId));
	const own = await lookUp(named, (answers) => bearsOut(answers, said));
	if (!bearsOut(own, said)) return unclear(own);

	const inTurn = [...named, ...all.filter((ref) => !named.includes(ref)).reverse()];
	// One, one, two, four, …: where the search goes on, it is likely to go through.
	for (let start = 0, end = 1; start < inTurn.length; start = end, end *= 2) {
		const some = await lookUp(inTurn.slice(start, end), () => true);
		if (some.some(isOpen)) return { kind: 'open' };
	}
	// What is final is known by now; what could not be read is read again.
	const answers = await lookUp(all, areReadable);
	if (answers.some(isOpen)) return { kind: 'open' };
	const tasks = new Map<string, KnownTask>();
	answers.forEach((answer, index) => {
		if (answer.kind === 'task') tasks.set(keyOf(all[index]), answer.task);
	});
	return tasks.size === all.length ? { kind: 'finished', tasks } : unclear(answers);
}

/**
 * Whether the records are as far as the callback. One ID may stand for several versions of a video;
 * where only some of them are final, the callback is about one of those if it says the same.
 */
function bearsOut(records: LookUp[], said: KnownTask): boolean {
	if (!isFinal(said)) return true;
	const final = records.flatMap((record) =>
		record.kind === 'task' && isFinal(record.task) ? [record.task] : [],
	);
	return (
		final.length === records.length ||
		final.some((task) => task.status === said.status && fileOf(task) === fileOf(said))
	);
}

/** Where the first video is, without what signs the link. */
function fileOf({ videoUrl }: KnownTask): string | undefined {
	return videoUrl?.split(/[?#]/)[0];
}

function areReadable(answers: LookUp[]): boolean {
	return answers.every(({ kind }) => kind === 'task');
}

function isOpen(answer: LookUp): boolean {
	return answer.kind === 'task' && !isFinal(answer.task);
}

function unclear(answers: LookUp[]): RunState {
	const failed = answers.find((answer) => answer.kind !== 'task');
	return {
		kind: 'unclear',
		why: failed?.error.message ?? 'The provider says that the task still runs',
	};
}
