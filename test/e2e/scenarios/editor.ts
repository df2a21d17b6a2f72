import { randomUUID } from 'node:crypto';
import { fit, readExample } from '../../../dev/demo/workflows';
import { outputOf } from '../../../dev/n8n/execution';
import { until } from '../../../dev/n8n/until';
import type { Stage } from '../harness/stage';

const LIMIT_MS = 60_000;

/** What a person does and sees who builds a workflow by hand. */
export function editorTests(stage: () => Stage): void {
	const example = async () => {
		const workflow = await readExample('text-to-video');
		const setting = { ...stage().exampleSetting(), pollInterval: 1 };
		return await stage().host.client.saveWorkflow(fit(workflow, setting));
	};

	it('editor: each step of an example can be executed, from what the steps before put out', async () => {
		const { client } = stage().host;
		const saved = await example();
		const [, trigger, prompt, make] = saved.nodes.map(({ name }) => name);
		const first = await client.finished(
			await client.executeStep(saved, prompt, { trigger }),
			LIMIT_MS,
		);
		expect(first).toMatchObject({ status: 'success', lastNodeExecuted: prompt });
		expect(stage().simulator.ledger.purchases).toEqual([]);

		const { runData } = first;
		const id = await client.executeStep(saved, make, { runData });
		const second = await client.finished(id, LIMIT_MS);
		expect(second.error).toBeUndefined();
		expect(outputOf(second, make)).toMatchObject([
			{ taskId: stage().simulator.ledger.purchases[0].taskId, status: 'succeeded' },
		]);
	});

	it('editor: the browser is told what the node does while it runs', async () => {
		const { client } = stage().host;
		const saved = await example();
		const [, trigger, , make] = saved.nodes.map(({ name }) => name);
		const pushRef = randomUUID();
		const tab = await client.openTab(pushRef);
		try {
			await client.finished(await client.executeStep(saved, make, { trigger, pushRef }), LIMIT_MS);
			const [{ taskId }] = stage().simulator.ledger.purchases;
			const told = () =>
				tab.messages.flatMap(({ type, data }) =>
					type === 'sendConsoleMessage' ? (data.messages ?? []) : [],
				);
			await until('the last message', LIMIT_MS, () =>
				told().some((message) => message.endsWith('finished')) ? true : undefined,
			);
			expect(told()[0]).toBe(`bought task ${taskId}`);
			expect(told()).toContainEqual(
				expect.stringMatching(/^look-up 1, still processing, next try in 1 s$/),
			);
		} finally {
			tab.close();
		}
	});
}
