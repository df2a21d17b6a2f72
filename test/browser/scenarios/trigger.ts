import { MANUAL_TRIGGER } from '../../../dev/n8n/workflow';
import type { Stage } from '../harness/stage';

const TRIGGER = 'Veo Trigger';

/** Veo Trigger in the example with its branches. */
export function triggerTests(stage: () => Stage): void {
	it('trigger: its outputs are named on the canvas, none of them cut off', async () => {
		const { editor, saved } = stage();
		await editor.open(saved['veo-trigger-branches'].id);
		const outputs = await editor.outputsOf(TRIGGER);
		// The example has a node behind each output, which has its name.
		expect(outputs.map(({ name }) => name)).toEqual(branches(stage()));
		expect(outputs.filter(({ isCut }) => isCut)).toEqual([]);
	});

	it('trigger: it hears its test URL', async () => {
		const { editor, saved } = stage();
		await editor.open(saved['veo-trigger-branches'].id);
		const panel = await editor.openNode(TRIGGER);
		const callbackUrl = await panel.webhookUrl();
		expect(callbackUrl).toContain('/webhook-test/');
		await panel.execute();
		await panel.listening();
		const ordering = await stage().saveVideo('Order for the test URL', 'A kite', {
			completion: 'submitOnly',
			callbackUrl,
		});
		const start = ordering.nodes.find(({ type }) => type === MANUAL_TRIGGER);
		await stage().host.client.run(ordering, start?.name ?? '');
		await panel.ended();
		const [{ taskId }] = stage().simulator.ledger.purchases;
		expect(await panel.json()).toContain(`"taskId": "${taskId}"`);
	});
}

/** The names of the nodes behind the trigger, in the order of its outputs. */
function branches({ saved }: Stage): string[] {
	const connections = saved['veo-trigger-branches'].connections[TRIGGER] as {
		main: Array<Array<{ node: string }>>;
	};
	return connections.main.map(([{ node }]) => node);
}
