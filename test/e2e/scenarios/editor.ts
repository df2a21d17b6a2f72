import { randomUUID } from 'node:crypto';
import { fit, readExample } from '../../../dev/demo/workflows';
import type { SavedWorkflow } from '../../../dev/n8n/client';
import { outputOf } from '../../../dev/n8n/execution';
import { until } from '../../../dev/n8n/until';
import type { Workflow } from '../../../dev/n8n/workflow';
import type { Stage } from '../harness/stage';

const LIMIT_MS = 60_000;

/** What a person does and sees who builds a workflow by hand. */
export function editorTests(stage: () => Stage): void {
	/** The example Text to Video, whose video takes some seconds. */
	async function example(): Promise<SavedWorkflow> {
		const text = JSON.stringify(await readExample('text-to-video'));
		const slow = JSON.parse(text.replace('gulls calling', 'gulls calling [slow 3]')) as Workflow;
		return await stage().host.client.saveWorkflow(fit(slow, stage().exampleSetting()));
	}

	it('editor: each step of an example can be executed, from what the steps before put out', async () => {
		const { client } = stage().host;
		const saved = await example();
		const [, trigger, prompt, make] = saved.nodes.map(({ name }) => name);
		const first = await stage()
			.follow(await client.executeStep(saved, prompt, { trigger }))
			.finished();
		expect(first).toMatchObject({ status: 'success', lastNodeExecuted: prompt });
		expect(stage().simulator.ledger.purchases).toEqual([]);

		const { runData } = first;
		const second = await stage()
			.follow(await client.executeStep(saved, make, { runData }))
			.finished();
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
			const run = stage().follow(await client.executeStep(saved, make, { trigger, pushRef }));
			await run.finished();
			const told = () =>
				tab.messages.flatMap(({ type, data }) =>
					type === 'sendConsoleMessage' ? (data.messages ?? []) : [],
				);
			await until('the last message', LIMIT_MS, () =>
				told().some((message) => message.endsWith('finished')) ? true : undefined,
			);
			const [{ taskId }] = stage().simulator.ledger.purchases;
			expect(told().slice(0, 2)).toEqual([
				`bought task ${taskId}`,
				'look-up 1, still processing, next try in 1 s',
			]);
		} finally {
			tab.close();
		}
	});
}
