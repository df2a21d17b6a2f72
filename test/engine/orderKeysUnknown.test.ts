import { randomUUID } from 'node:crypto';
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { only, setStage, veo, type Stage } from './stage';

let stage: Stage;
beforeAll(async () => {
	stage = await setStage();
});
afterEach(() => {
	stage.simulator.reset();
});
afterAll(async () => {
	await stage.stop();
});

/** As by another process: it has no memory but n8n's database. */
it('does not put out again what it had bought before it was forgotten elsewhere', async () => {
	const key = randomUUID();
	const workflow = only(veo({ prompt: 'a dog', options: { orderKey: key } }));
	const forgetting = veo({ resource: 'task', operation: 'forgetOrderKey', orderKey: key });
	await stage.engine.run(workflow);
	jest.resetModules();
	const elsewhere = await stage.withCredentials({});
	await elsewhere.run(only({ ...forgetting, id: 'another-node' }), { mode: 'manual' });
	await elsewhere.run(workflow);
	expect(stage.simulator.ledger.purchases).toHaveLength(2);
	const { error } = await stage.engine.run(workflow);
	expect(error?.message).toContain('may have been bought');
	expect(stage.simulator.ledger.purchases).toHaveLength(2);
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
