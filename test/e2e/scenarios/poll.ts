import { setTimeout as sleep } from 'node:timers/promises';
import { outputOf } from '../../../dev/n8n/execution';
import type { Stage } from '../harness/stage';
import { linked, veo } from '../harness/workflows';

const INTERVAL_MS = 1000;

/** Waiting in the node, without callbacks. */
export function pollTests(stage: () => Stage): void {
	const polling = (provider: string) => linked(veo({ provider, completion: 'poll' }));

	it.each(['kie', 'aceData'])('poll: three videos at %s', async (provider) => {
		const prompts = ['one', 'two [slow 3]', 'three'];
		const run = await stage().runPrompts(polling(provider), ...prompts);
		const { ledger } = stage().simulator;
		expect(outputOf(await run.finished(), 'After')).toEqual(
			prompts.map((from, item) => ({
				from,
				taskId: ledger.purchases[item].taskId,
				status: 'succeeded',
			})),
		);
		expect(ledger.deliveries).toEqual([]);
	});

	it('poll: a cancelled execution stops looking, and Wait finds the task', async () => {
		const { simulator, host } = stage();
		const run = await stage().runPrompts(polling('kie'), 'a dog [slow 12]');
		await stage().ledgerShows('a look-up', ({ purchases: [purchase] }) =>
			Boolean(purchase && simulator.ledger.lookUpsOf(purchase.taskId)),
		);
		const [{ taskId }] = simulator.ledger.purchases;
		await host.client.cancel(run.id);
		expect((await run.finished()).status).toBe('canceled');
		const lookUps = simulator.ledger.lookUpsOf(taskId);
		await sleep(3 * INTERVAL_MS);
		expect(simulator.ledger.lookUpsOf(taskId)).toBe(lookUps);
		expect(await stage().recover('kie', [taskId])).toMatchObject([{ status: 'succeeded' }]);
	});
}
