import type { PollOptions } from './poll';
import { PROVIDERS } from '../providers';
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

/**
 * How these tasks are looked up. The interval is longer where each look-up is a submit that is sent
 * again: all of them together keep the provider's pace.
 */
export function scheduleOf<Job>(
	{ interval, timeLimit }: Polling,
	{ provider, batch, lookUp, mayBuy, usualTime }: TaskApi<Job>,
	refs: TaskRef[],
): Pick<PollOptions, 'interval' | 'timeLimit' | 'perRequest' | 'pace' | 'usualTime'> {
	const submits = refs.filter((ref) => mayBuy?.(ref) && lookUp.request(ref).method === 'POST');
	const pace = submits.length > 0 ? PROVIDERS[provider].pace : undefined;
	const least = pace ? Math.max(SUBMIT_INTERVAL, (submits.length * pace.window) / pace.size) : 0;
	return {
		interval: Math.max(interval, least),
		timeLimit,
		perRequest: batch?.size,
		pace,
		usualTime,
	};
}
