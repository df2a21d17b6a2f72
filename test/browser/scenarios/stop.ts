import { outputOf } from '../../../dev/n8n/execution';
import { VEO, type Stage } from '../harness/stage';

const LIMIT_MS = 60_000;

/** docs/money-safety.md, *What happens to a paid task when…*: the user stops the execution, here by the button. */
export function stopTests(stage: () => Stage): void {
	it.each([
		['poll', 'running'],
		['callback', 'waiting'],
	] as const)('stop: the ID of what was bought is kept: %s', async (completion, state) => {
		const { editor, host, simulator } = stage();
		const saved = await stage().saveVideo(`Stop ${completion}`, 'A river [never]', { completion });
		await editor.open(saved.id);
		await editor.execute();
		await editor.nodeIs(VEO, state);
		await stage().bought(1);
		const [{ taskId }] = simulator.ledger.purchases;
		await editor.stop();

		const [executionId] = await host.client.executionIds(saved.id);
		const execution = await host.client.finished(executionId, LIMIT_MS);
		expect(execution.status).toBe('canceled');
		expect(await host.log()).toContain(
			`Purchase accepted: provider=kie product=veo taskId="${taskId}"`,
		);
		const kept = completion === 'callback' ? [{ taskId }] : [];
		expect(outputOf(execution, VEO)).toMatchObject(kept);
		expect(simulator.ledger.purchases).toHaveLength(1);
	});
}
