import { sequence, start, veo } from '../../e2e/harness/workflows';
import type { Stage } from '../../e2e/harness/stage';
import type { Cluster } from '../harness/cluster';

/** Workers share what n8n's database says of the purchases of a day, and nothing else. */
export function spendingTests(stage: () => Stage<Cluster>): void {
	it('spending: the limit of a day counts over executions on either worker', async () => {
		const { host, simulator } = stage();
		const limited = veo({ completion: 'submitOnly', options: { maxPurchasesPerDay: 3 } });
		const saved = await stage().publish(sequence(...start(), limited));
		const buy = async (...prompts: string[]) =>
			await (
				await stage().start(
					saved,
					prompts.map((prompt) => ({ prompt })),
				)
			).finished();

		await host.terminate('worker2');
		expect((await buy('one')).status).toBe('success');
		expect((await buy('two')).status).toBe('success');
		await host.restart('worker2');
		await host.terminate('worker1');
		expect((await buy('three', 'four')).error?.message).toBe(
			"'Max Purchases per Day' is 3: the node wanted 2 more, and has bought 2 today",
		);
		expect((await buy('three')).status).toBe('success');
		await host.restart('worker1');
		expect((await buy('four')).error?.message).toContain('has bought 3 today');
		expect(simulator.ledger.purchases.map(({ prompt }) => prompt)).toEqual(['one', 'two', 'three']);
	});
}
