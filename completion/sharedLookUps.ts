import type { LookUp, TaskRef } from '../providers/api';
import { isFinal } from '../providers/task';

type LookUps = (refs: TaskRef[]) => Promise<LookUp[]>;

/** How many look-ups this process keeps; the oldest go first. */
const KEPT = 2000;

const kept = new Map<string, Promise<LookUp | undefined>>();

/**
 * Lets the callbacks of one run, which often come in at the same moment, share their look-ups within
 * this process. A final task stays final, so its look-up is kept; any other answer may have been
 * given before the callback came, so it is asked for again.
 * @param run tells one parked run from another
 */
export function sharedLookUps(run: string, lookUp: LookUps): LookUps {
	return async (refs) => {
		const earlier = await Promise.all(
			refs.map(async ({ taskId }) => await kept.get(`${run} ${taskId}`)),
		);
		const open = refs.filter((_, index) => !isSettled(earlier[index]));
		const asked = open.length > 0 ? lookUp(open) : Promise.resolve([]);
		open.forEach(({ taskId }, index) => {
			keep(
				`${run} ${taskId}`,
				asked.then(
					(answers) => answers[index],
					() => undefined,
				),
			);
		});
		const answers = await asked;
		return refs.map((ref, index) => {
			const settled = earlier[index];
			return isSettled(settled) ? settled : answers[open.indexOf(ref)];
		});
	};
}

function isSettled(answer: LookUp | undefined): answer is LookUp {
	return answer?.kind === 'task' && isFinal(answer.task);
}

function keep(key: string, answer: Promise<LookUp | undefined>): void {
	kept.delete(key);
	kept.set(key, answer);
	const [oldest] = kept.keys();
	if (kept.size > KEPT) kept.delete(oldest);
}
