import { outputOf } from '../../../dev/n8n/execution';
import type { Stage } from '../harness/stage';
import { linked, musicVideo, veo } from '../harness/workflows';

/** Park, resume once, in order and linked: the ordinary case at every API. */
export function callbackTests(stage: () => Stage): void {
	it.each(['kie', 'aceData'])('callback: three videos at %s', async (provider) => {
		const { simulator } = stage();
		const prompts = ['one', 'two [slow 3]', 'three [policy]'];
		const run = await stage().runPrompts(linked(veo({ provider })), ...prompts);
		const parked = await run.parked();
		const taskIds = simulator.ledger.purchases.map(({ taskId }) => taskId);
		expect(outputOf(parked, 'Veo')).toMatchObject(
			taskIds.map((taskId) => ({ taskId, status: 'submitted' })),
		);
		expect(parked.runData).not.toHaveProperty('After');

		const execution = await run.finished();
		expect(execution.status).toBe('success');
		expect(outputOf(execution, 'After')).toEqual(
			['succeeded', 'succeeded', 'failed'].map((status, item) => ({
				from: prompts[item],
				taskId: taskIds[item],
				status,
			})),
		);
		expect(outputOf(execution, 'Veo')[2]).toMatchObject({ error: { type: 'contentRejected' } });
		expect(execution.runData.After).toHaveLength(1);
	});

	it.each(['sunoApi', 'kie'])('callback: two music videos at %s', async (provider) => {
		const run = await stage().run(linked(musicVideo({ provider })), [
			{ prompt: 'one', taskId: 'song-0001', audioId: '8f1c2a34-5b6d-4e7f-8a90-b1c2d3e4f501' },
			{ prompt: 'two', taskId: 'song-0001', audioId: '8f1c2a34-5b6d-4e7f-8a90-b1c2d3e4f502' },
		]);
		await run.parked();
		const execution = await run.finished();
		expect(outputOf(execution, 'After')).toEqual(
			stage().simulator.ledger.purchases.map(({ prompt, taskId }) => ({
				from: prompt,
				taskId,
				status: 'succeeded',
			})),
		);
	});
}
