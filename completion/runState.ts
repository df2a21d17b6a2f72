import type { LookUp, TaskRef } from '../providers/api';
import { isFinal, type KnownTask } from '../providers/task';

/** Whether all tasks of a parked run are final. */
export type RunState =
	| { kind: 'finished'; tasks: Map<string, KnownTask> }
	| { kind: 'open' }
	/** A look-up came to nothing, so nobody can tell. */
	| { kind: 'unclear'; answer: Exclude<LookUp, { kind: 'task' }> };

/**
 * Finds out whether all tasks of a run are final. The task that the callback names is looked up
 * first, then the others from the last one submitted, which usually ends last; the first open one
 * ends the search. So most callbacks cost two look-ups, however many tasks there are.
 * @param named ID of the task that the callback names
 */
export async function runState(
	refs: TaskRef[],
	named: string,
	lookUp: (refs: TaskRef[]) => Promise<LookUp[]>,
): Promise<RunState> {
	const byId = new Map(refs.map((ref) => [ref.taskId, ref]));
	const others = [...byId.values()].filter(({ taskId }) => taskId !== named).reverse();
	const first = byId.get(named);
	const inTurn = first ? [first, ...others] : others;
	const tasks = new Map<string, KnownTask>();
	// One, one, two, four, …: where the search goes on, it is likely to go through.
	for (let start = 0, end = 1; start < inTurn.length; start = end, end *= 2) {
		for (const answer of await lookUp(inTurn.slice(start, end))) {
			if (answer.kind !== 'task') return { kind: 'unclear', answer };
			if (!isFinal(answer.task)) return { kind: 'open' };
			tasks.set(answer.task.taskId, answer.task);
		}
	}
	return { kind: 'finished', tasks };
}
