import { randomUUID } from 'node:crypto';
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { only, setStage, veo, type Stage } from './stage';

let stage: Stage;
beforeAll(async () => {
	stage = await setStage();
});
afterAll(async () => {
	await stage.stop();
});

/** The provider has deleted the task, or the credential is that of another account by now. */
describe('an order key whose task the provider does not know', () => {
	const buying = (key: string, parameters: INodeParameters) =>
		only(
			veo(
				{ prompt: 'a dog', options: { orderKey: key }, ...parameters },
				{ onError: 'continueRegularOutput' },
			),
		);

	it.each(['poll', 'callback'])(
		'buys nothing, is not waited for, and says how to buy anew (%s)',
		async (completion) => {
			const key = randomUUID();
			await stage.engine.run(buying(key, {}));
			stage.simulator.reset();
			// The shortest interval is not offered by callback, so the time limit ends the look-ups.
			const later = await stage.engine.run(buying(key, { completion, timeLimit: 0.1 }));
			expect(later.status).toBe('success');
			const [{ error, reused }] = later.json('Veo');
			expect(reused).toBe(true);
			expect(error).toMatchObject({ reason: 'unknownTask', retryable: false });
			const { advice } = error as IDataObject;
			expect(advice).toContain(`The order key "${key}" stands for this purchase`);
			expect(advice).toContain('Forget Order Key');
			expect(stage.simulator.ledger.purchases).toEqual([]);
		},
	);
});
