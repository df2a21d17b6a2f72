import type { TaskApi, TaskRef } from '../providers/api';

/** Look the tasks up at intervals; both times in milliseconds. */
export interface Polling {
	mode: 'poll';
	interval: number;
	timeLimit: number;
	/** Whether each outcome has an output of its own. */
	separateOutputs: boolean;
}

/** Suspend the execution until the callbacks have come. */
export interface Suspending {
	mode: 'callback';
	/** Milliseconds. */
	timeLimit: number;
	separateOutputs: boolean;
	/** How to wait for tasks whose callbacks go to another execution. */
	otherwise: Polling;
}

/** Return the tasks at once. */
interface Submitting {
	mode: 'submitOnly';
	timeLimit?: undefined;
	separateOutputs: false;
}

export type Completion = Polling | Suspending | Submitting;

/** Milliseconds between two POSTs that may buy what they ask for. */
const SUBMIT_INTERVAL = 10_000;

/** The interval of these look-ups, which is longer where each is a submit that is sent again. */
export function intervalOf<Job>(
	{ interval }: Pick<Polling, 'interval'>,
	api: TaskApi<Job>,
	refs: TaskRef[],
): number {
	const submitsAgain = refs.some(
		(ref) => api.mayBuy?.(ref) && api.lookUp.request(ref).method === 'POST',
	);
	return submitsAgain ? Math.max(interval, SUBMIT_INTERVAL) : interval;
}
