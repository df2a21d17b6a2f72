import { setTimeout as sleep } from 'node:timers/promises';

import { outputOf } from '../../../dev/n8n/execution';
import type { Stage } from '../harness/stage';
import { linked, veo } from '../harness/workflows';

/** Seconds after the submit; n8n is down then. */
const WHILE_DOWN = 20;
/** Seconds after the submit; n8n is up again then. */
const WHEN_BACK = 90;
/**
 * Milliseconds. n8n notes in a file, by another thread, that an execution is at rest; what it has not
 * noted when it is killed it marks as crashed at its next start.
 */
const NOTED_AFTER = 3000;
/** Milliseconds between two attempts of Kie.ai: the third retry comes when n8n is back. */
const RETRY_DELAY_MS = 30_000;
/** Minutes; the executions whose callback is lost come out by it. */
const TIME_LIMIT = 1.2;
const LIMIT_MS = 240_000;

/** A process of n8n is worth nothing; what is bought is in its database and at the provider. */
export function crashTests(stage: () => Stage): void {
	it('kill -9 while parked: everything is delivered after a restart', async () => {
		const { simulator, host } = stage();
		const { purchases, deliveries } = simulator.ledger;
		simulator.configure({ callback: { retryDelayMs: RETRY_DELAY_MS } });
		const groups = [
			{ provider: 'kie', seconds: WHILE_DOWN, status: 'succeeded' },
			{ provider: 'kie', seconds: WHEN_BACK, status: 'succeeded' },
			{ provider: 'aceData', seconds: WHEN_BACK, status: 'succeeded' },
			// Ace Data never repeats a callback.
			{ provider: 'aceData', seconds: WHILE_DOWN, status: 'timedOut', timeLimit: TIME_LIMIT },
		].flatMap((group, index) =>
			['a', 'b'].map((letter) => ({ ...group, name: `group ${index} ${letter}` })),
		);
		const runs = await Promise.all(
			groups.map(async ({ name, provider, seconds, timeLimit = 20 }) => {
				const prompts = ['first', 'second'].map((item) => `${name} ${item} [slow ${seconds}]`);
				return await stage().runPrompts(linked(veo({ provider, timeLimit })), ...prompts);
			}),
		);
		await Promise.all(runs.map((run) => run.parked()));

		await sleep(NOTED_AFTER);
		await host.kill();
		const early = groups.filter(({ seconds }) => seconds === WHILE_DOWN).length * 2;
		await stage().ledgerShows('callbacks that found nobody', () => deliveries.length >= early);
		expect(deliveries.every(({ status }) => status === undefined)).toBe(true);
		await host.restart();

		const timedOut: string[] = [];
		for (const [index, run] of runs.entries()) {
			const execution = await run.finished(LIMIT_MS);
			const { name, seconds, status } = groups[index];
			expect(execution.status).toBe('success');
			const tasks = outputOf(execution, 'After');
			expect(tasks).toEqual(
				['first', 'second'].map((item) => {
					const from = `${name} ${item} [slow ${seconds}]`;
					const { taskId } = purchases.find(({ prompt }) => prompt === from) ?? {};
					return { from, taskId, status };
				}),
			);
			if (status === 'timedOut') timedOut.push(...tasks.map(({ taskId }) => String(taskId)));
		}
		for (const task of await stage().recover('aceData', timedOut)) {
			expect(task.status).toBe('succeeded');
		}
		expect(purchases).toHaveLength(groups.length * 2);
	});
}
