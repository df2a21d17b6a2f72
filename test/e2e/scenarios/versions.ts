import { outputOf } from '../../../dev/n8n/execution';
import type { Stage } from '../harness/stage';
import { linked, sequence, start, veo } from '../harness/workflows';

/** Larger versions that were ordered, found again by the ID of the video that they are made of. */
export function versionsTests(stage: () => Stage): void {
	it('versions: one of several is found again without another purchase', async () => {
		const made = linked(veo());
		const bought = await stage().runPrompts(made, 'a dog [two videos]');
		const taskId = String(outputOf(await bought.finished(), 'After')[0].taskId);
		const order = {
			...veo({ operation: 'get_4k', taskId, videoIndex: 1, completion: 'submitOnly' }),
			name: 'Order',
		};
		const recover = (orderAgain: boolean) =>
			veo(
				{
					resource: 'task',
					operation: 'download',
					taskId,
					version: '4k',
					videoIndex: 1,
					orderAgain,
				},
				{ onError: 'continueRegularOutput' },
			);
		const ordering = sequence(...start(), order, recover(true));
		const ordered = await (await stage().runPrompts(ordering, 'none')).finished();
		// The order is a second old, and one look does not wait.
		expect(outputOf(ordered, 'Veo')).toMatchObject([{ taskId, version: '4k', videoIndex: 1 }]);
		await stage().simulator.callbacksSettled();
		for (const orderAgain of [true, false]) {
			const recovering = sequence(...start(), recover(orderAgain));
			const run = await (await stage().runPrompts(recovering, 'none')).finished();
			expect(outputOf(run, 'Veo')).toMatchObject([
				orderAgain
					? { taskId, videoUrl: expect.stringContaining('/4k-1-'), version: '4k', videoIndex: 1 }
					: { taskId, error: { reason: 'versionNotShown' } },
			]);
		}
		expect(stage().simulator.ledger.purchases).toHaveLength(2);
	});
}
