import { randomUUID } from 'node:crypto';
import { say } from '../../../dev/demo/progress';
import { outputOf } from '../../../dev/n8n/execution';
import { ordering, pairs, results } from '../../e2e/scenarios/orderKeys';
import type { Stage } from '../../e2e/harness/stage';
import type { Cluster } from '../harness/cluster';

/** How many keys are used twice at the same moment. */
const PAIRS = 50;

/** Two workers share what n8n's database says of an order key, and nothing else. */
export function orderKeysTests(stage: () => Stage<Cluster>): void {
	const purchases = () => stage().simulator.ledger.purchases;

	it('order key: executions one after the other, on either worker, buy once', async () => {
		const saved = await stage().publish(ordering());
		const key = randomUUID();
		const items = [{ key, prompt: `for ${key}` }];
		const executions = [];
		for (let time = 1; time <= 4; time++) {
			executions.push(await (await stage().start(saved, items)).finished());
		}
		expect(purchases()).toHaveLength(1);
		const [{ taskId }] = purchases();
		// n8n's workers start without the static data: which task it was, only one of them knows.
		for (const execution of executions.slice(1)) {
			if (execution.status === 'success') {
				expect(outputOf(execution, 'Veo')).toMatchObject([{ taskId, reused: true }]);
			} else {
				expect(execution.error?.message).toContain('may have been bought');
			}
		}
	});

	it('order key: started twice at once, on two workers', async () => {
		stage().simulator.configure({
			credits: { kie: 1_000_000 },
			rateLimit: { count: 1000 },
		});
		const saved = await stage().publish(ordering());
		const items = pairs(PAIRS);
		await stage().startAll(saved, items);
		const tasks = await results(stage(), saved, 2 * PAIRS);
		const count = purchases().length;
		say(`    ${PAIRS} pairs at once: ${count - PAIRS} bought twice`);
		expect(tasks.length).toBeLessThanOrEqual(2 * PAIRS);
		expect(count).toBe(PAIRS);

		// Whatever has written at the same moment: no claim is lost.
		await stage().startAll(
			saved,
			items.filter((_, index) => index % 2 === 0),
		);
		await results(stage(), saved, 3 * PAIRS);
		expect(purchases()).toHaveLength(PAIRS);
	});
}
