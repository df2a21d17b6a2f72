import { setTimeout as sleep } from 'node:timers/promises';
import { DemoError } from '../demo/errors';

/**
 * Asks again and again until there is an answer.
 * @param what is waited for, in words
 * @param pauseMs between two questions
 * @throws DemoError when there is none in time
 */
export async function until<Answer>(
	what: string | (() => string),
	limitMs: number,
	ask: () => Promise<Answer | undefined> | Answer | undefined,
	pauseMs = 300,
): Promise<Answer> {
	const deadline = Date.now() + limitMs;
	for (;;) {
		const answer = await ask();
		if (answer !== undefined) return answer;
		if (Date.now() > deadline) {
			throw new DemoError(
				`Waited ${limitMs / 1000} s in vain for ${typeof what === 'string' ? what : what()}`,
				'Look at it in the editor under Executions, then run this again.',
			);
		}
		await sleep(pauseMs);
	}
}
