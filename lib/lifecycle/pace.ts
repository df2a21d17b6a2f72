import type { Submission } from '../providers/api';
import type { ProviderRow } from '../providers/provider';
import { inSeconds, type Tell } from './progress';
import { grantedPause, realClock, withJitter, type Clock } from '../clock';

/** How often a submit that was refused as *too fast* is sent again, and how long after. */
const THROTTLED = { resends: 5, pause: 10_000 };

/** At most `size` of something in any `window` milliseconds. */
export type Pace = ProviderRow['pace'];

/** Gives turns, several at once if that is asked for, so that they keep the pace; await each. */
export function turns(
	{ size, window }: Pace,
	{ clock, signal, tell }: { clock: Clock; signal?: AbortSignal; tell?: Tell },
): (count?: number) => Promise<void> {
	const given: number[] = [];
	return async (count = 1) => {
		const before = given.at(count - 1 - size);
		const wait = before === undefined ? 0 : before + window - clock.now();
		if (wait > 0) {
			tell?.(`an order waits for its turn, ${inSeconds(wait)}`);
			await clock.sleep(wait, signal);
		}
		given.push(...Array.from({ length: count }, () => clock.now()));
	};
}

/**
 * Wraps `submit` so that it keeps the pace that providers ask for. Only an explicit *too fast* is
 * sent again, for it proves that nothing was bought. Make one for each run of a node.
 * @param timeLimit milliseconds from now after which nothing is sent again
 */
export function paced<Job>(
	submit: (job: Job) => Promise<Submission>,
	pace: Pace,
	{
		signal,
		timeLimit = Infinity,
		clock = realClock,
		tell,
	}: { signal?: AbortSignal; timeLimit?: number; clock?: Clock; tell?: Tell } = {},
): (job: Job) => Promise<Submission> {
	const turn = turns(pace, { clock, signal, tell });
	const deadline = clock.now() + timeLimit;

	async function sendInTurn(job: Job): Promise<Submission> {
		await turn();
		return await submit(job);
	}

	return async (job) => {
		let submission = await sendInTurn(job);
		for (let resend = 1; submission.kind === 'throttled' && resend <= THROTTLED.resends; resend++) {
			const pause = grantedPause(submission.retryAfterMs) || withJitter(THROTTLED.pause * resend);
			const left = deadline - clock.now();
			if (left <= 0) break;
			const granted = Math.min(pause, left);
			tell?.(`the provider asks to slow down, next try in ${inSeconds(granted)}`);
			await clock.sleep(granted, signal);
			if (signal?.aborted) break;
			submission = await sendInTurn(job);
		}
		return submission;
	};
}
