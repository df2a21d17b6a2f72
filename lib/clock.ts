import { sleep } from 'n8n-workflow';

/** Time, so that tests can put a virtual clock in place of the real one. */
export interface Clock {
	/** Milliseconds since 1970. */
	now(): number;
	/** Ends early, without an error, when `signal` fires. */
	sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

export const realClock: Clock = {
	now: () => Date.now(),
	async sleep(milliseconds, signal) {
		if (!signal) {
			await sleep(milliseconds);
			return;
		}
		if (signal.aborted) return;
		// n8n's own sleep takes a signal in new versions only, so the signal races it.
		let wake = () => {};
		const cancelled = new Promise<void>((resolve) => {
			wake = resolve;
		});
		signal.addEventListener('abort', wake, { once: true });
		await Promise.race([sleep(milliseconds), cancelled]);
		signal.removeEventListener('abort', wake);
	},
};

/** Up to a tenth more, so that many executions do not ask at the same moment. */
export function withJitter(milliseconds: number): number {
	return milliseconds * (1 + Math.random() / 10);
}

/** The longest pause that a provider is granted. */
const LONGEST_PAUSE = 5 * 60_000;

/**
 * The pause that a provider has asked for, in milliseconds; 0 where it asks for none that makes
 * sense. Where it asks for more than five minutes it is asked again then.
 */
export function grantedPause(asked: number | undefined): number {
	return asked !== undefined && asked > 0 ? Math.min(asked, LONGEST_PAUSE) : 0;
}
