import { outputOf } from '../../../dev/n8n/execution';
import type { Stage } from '../harness/stage';
import { connect, linked, node, sequence, start, veo } from '../harness/workflows';

/** The node inside n8n's own ways to repeat, nest and stop it. */
export function surroundingsTests(stage: () => Stage): void {
	const purchases = () => stage().simulator.ledger.purchases;

	it('Retry On Fail: an item that was bought is not bought again', async () => {
		const retrying = veo({}, { retryOnFail: true, maxTries: 3, waitBetweenTries: 100 });
		const run = await stage().runPrompts(linked(retrying), 'one', 'two [submit 455 1]');
		await run.parked();
		expect(outputOf(await run.finished(), 'After')).toMatchObject([
			{ from: 'one', status: 'succeeded' },
			{ from: 'two [submit 455 1]', status: 'succeeded' },
		]);
		expect(purchases()).toHaveLength(2);
	});

	it('Loop Over Items: every round parks and buys its own item', async () => {
		const workflow = {
			nodes: [
				...start(),
				node('Loop', 'n8n-nodes-base.splitInBatches', { batchSize: 1 }, { typeVersion: 3 }),
				veo(),
				node('Done', 'n8n-nodes-base.noOp'),
			],
			connections: connect({
				Webhook: [['Start']],
				Start: [['Loop']],
				Loop: [['Done'], ['Veo']],
				Veo: [['Loop']],
			}),
		};
		const run = await stage().runPrompts(workflow, 'one', 'two', 'three');
		const execution = await run.finished();
		expect(outputOf(execution, 'Done')).toMatchObject(
			[0, 1, 2].map((round) => ({ taskId: purchases()[round].taskId, status: 'succeeded' })),
		);
		expect(execution.runData.Veo).toHaveLength(3);
	});

	it('sub-workflow: the parent waits until the parked child is done', async () => {
		const child = await stage().publish(
			sequence(
				node(
					'Called',
					'n8n-nodes-base.executeWorkflowTrigger',
					{ inputSource: 'passthrough' },
					{ typeVersion: 1.1 },
				),
				veo(),
			),
		);
		const call = node(
			'Call',
			'n8n-nodes-base.executeWorkflow',
			{ source: 'database', workflowId: { __rl: true, mode: 'id', value: child.id } },
			{ typeVersion: 1.2 },
		);
		const run = await stage().runPrompts(linked(call), 'one', 'two');
		await run.parked();
		const execution = await run.finished();
		expect(outputOf(execution, 'After')).toEqual(
			['one', 'two'].map((from, item) => ({
				from,
				taskId: purchases()[item].taskId,
				status: 'succeeded',
			})),
		);
	});

	it('cancelled while parked: late callbacks are refused, and Get finds the task', async () => {
		const { simulator, host } = stage();
		const run = await stage().runPrompts(linked(veo()), 'a dog [slow 2]');
		await run.parked();
		await host.client.cancel(run.id);
		const execution = await run.finished();
		expect(execution.status).toBe('canceled');
		await simulator.callbacksSettled();
		const statuses = simulator.ledger.deliveries.map(({ status }) => status);
		expect(new Set(statuses)).toEqual(new Set([409]));
		expect((await run.finished()).runData).not.toHaveProperty('After');

		const get = veo({ resource: 'task', operation: 'get', taskId: '={{ $json.taskId }}' });
		const [{ taskId }] = purchases();
		const found = await stage().run(sequence(...start(), get), [{ prompt: 'none', taskId }]);
		expect(outputOf(await found.finished(), 'Veo')).toMatchObject([
			{ taskId, status: 'succeeded' },
		]);
		expect(purchases()).toHaveLength(1);
	});
}
