import { outputOf } from '../../../dev/n8n/execution';
import type { Stage } from '../harness/stage';
import { linked, veo } from '../harness/workflows';

/** Longer than it takes to submit 50 items at the provider's pace, so that callbacks find all parked. */
const TASK_MS = 26_000;
const LIMIT_MS = 120_000;

/** Every callback may look tasks up, which must not grow with the square of the items. */
export function manyItemsTests(stage: () => Stage): void {
	it('many items: fifty in one run, in order, with few look-ups', async () => {
		const { simulator } = stage();
		simulator.configure({ taskMs: TASK_MS });
		const prompts = Array.from({ length: 50 }, (_, item) => `item ${item}`);
		const run = await stage().runPrompts(linked(veo()), ...prompts);
		const execution = await run.finished(LIMIT_MS);
		const { purchases } = simulator.ledger;
		expect(outputOf(execution, 'After')).toEqual(
			prompts.map((from, item) => ({
				from,
				taskId: purchases[item].taskId,
				status: 'succeeded',
			})),
		);
		expect(execution.runData.After).toHaveLength(1);
		const lookUps = purchases.map(({ taskId }) => simulator.ledger.lookUpsOf(taskId));
		expect(lookUps.reduce((sum, count) => sum + count) / prompts.length).toBeLessThanOrEqual(3.5);
	});
}
