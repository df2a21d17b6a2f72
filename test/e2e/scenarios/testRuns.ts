import type { INode, INodeParameters } from 'n8n-workflow';
import type { SavedWorkflow } from '../../../dev/n8n/client';
import { outputOf } from '../../../dev/n8n/execution';
import { startLanguageModel } from '../harness/languageModel';
import type { Stage } from '../harness/stage';
import {
	agent,
	connect,
	fields,
	node,
	sequence,
	start,
	veo,
	type WorkflowJson,
} from '../harness/workflows';

const BY_HAND = 'By Hand';

/** What somebody who builds a workflow runs from the editor costs nothing, and production buys. */
export function testRunTests(stage: () => Stage): void {
	const bought = () => stage().simulator.ledger.purchases.map(({ prompt }) => prompt);
	const byHand = node(BY_HAND, 'n8n-nodes-base.manualTrigger');

	/** A node that a webhook starts in production, and a person in the editor. */
	function startedByBoth(inside: INode): WorkflowJson {
		return {
			nodes: [...start(), byHand, fields('Prompt', { prompt: 'by hand' }), inside],
			connections: connect({
				Webhook: [['Start']],
				Start: [['Veo']],
				[BY_HAND]: [['Prompt']],
				Prompt: [['Veo']],
			}),
		};
	}

	async function runByHand(saved: SavedWorkflow) {
		return await stage()
			.follow(await stage().host.client.run(saved, BY_HAND))
			.finished();
	}

	it.each(['poll', 'callback'])(
		'test runs: the editor gets samples, production buys: %s',
		async (completion) => {
			const { client } = stage().host;
			const inside = veo({ testRuns: 'sample', completion, download: true });
			const saved = await stage().publish(startedByBoth(inside));
			const sample = [{ taskId: 'sample-1', status: 'succeeded', sample: true }];

			const whole = await runByHand(saved);
			expect(whole).toMatchObject({ status: 'success' });
			expect(outputOf(whole, 'Veo')).toMatchObject(sample);

			const { Veo, ...runData } = whole.runData;
			const step = await client.executeStep(saved, 'Veo', { runData });
			expect(outputOf(await stage().follow(step).finished(), 'Veo')).toMatchObject(sample);
			expect(stage().simulator.requests).toEqual([]);

			const run = await stage().start(saved, [{ prompt: 'production' }]);
			const [made] = outputOf(await run.finished(), 'Veo');
			expect(made).toMatchObject({ status: 'succeeded' });
			expect(made).not.toHaveProperty('sample');
			expect(bought()).toEqual(['production']);
		},
	);

	it('test runs: the editor gets a task that was bought in production', async () => {
		const before = await stage().runPrompts(sequence(...start(), veo()), 'before');
		const [made] = outputOf(await before.finished(), 'Veo');
		const replay = { testRuns: 'replay', replayTaskId: String(made.taskId), download: true };
		const saved = await stage().publish(startedByBoth(veo(replay)));
		expect(outputOf(await runByHand(saved), 'Veo')).toEqual([made]);
		expect(bought()).toEqual(['before']);
	});

	it('test runs: a run by hand that failed stays one when it is retried', async () => {
		const { client } = stage().host;
		const inside = (prompt: string) => veo({ testRuns: 'sample', prompt });
		const saved = await stage().publish(startedByBoth(inside('={{ "" }}')));
		const id = await client.run(saved, BY_HAND);
		expect((await stage().follow(id).finished()).status).toBe('error');
		const nodes = saved.nodes.map((each) =>
			each.name === 'Veo' ? { ...each, parameters: inside('a dog').parameters } : each,
		);
		await client.saveWorkflow({ ...saved, nodes });
		const retried = await (await stage().retry(stage().follow(id))).finished();
		expect(outputOf(retried, 'Veo')).toMatchObject([{ sample: true }]);
		expect(stage().simulator.requests).toEqual([]);
	});

	it('test runs: a sub-workflow buys, whoever has started its parent', async () => {
		const called = node(
			'Called',
			'n8n-nodes-base.executeWorkflowTrigger',
			{ inputSource: 'passthrough' },
			{ typeVersion: 1.1 },
		);
		const inside = veo({ testRuns: 'sample', completion: 'poll' });
		const child = await stage().publish(sequence(called, inside));
		const call = node(
			'Call',
			'n8n-nodes-base.executeWorkflow',
			{ source: 'database', workflowId: { __rl: true, mode: 'id', value: child.id } },
			{ typeVersion: 1.2 },
		);
		const parent = await stage().publish({
			nodes: [...start(), byHand, fields('Prompt', { prompt: 'by hand' }), call],
			connections: connect({ [BY_HAND]: [['Prompt']], Prompt: [['Call']] }),
		});
		const [made] = outputOf(await runByHand(parent), 'Call');
		expect(made).not.toHaveProperty('sample');
		expect(bought()).toEqual(['by hand']);
	});

	it.each([2.2, 3])(
		"test runs: an agent's tool (version %d) gets samples in a run by hand",
		async (version) => {
			const prompt = "={{ $fromAI('prompt', 'What the video shows', 'string') }}";
			const parameters: INodeParameters = { prompt, completion: 'poll', testRuns: 'sample' };
			const text = 'Make a video of a dog.';
			const { nodes, connections } = agent(veo(parameters), { version, text });
			const server = await startLanguageModel({ prompt: 'a dog' });
			try {
				await stage().saveCredential('openAiApi', { apiKey: 'any', url: server.url });
				const saved = await stage().publish({
					nodes: [...start(), byHand, ...nodes],
					connections: {
						...connect({ Webhook: [['Start']], [BY_HAND]: [['Agent']] }),
						...connections,
					},
				});
				const execution = await runByHand(saved);
				expect(execution.status).toBe('success');
				const [{ output }] = outputOf(execution, 'Agent');
				expect(output).toContain('sample-1');
			} finally {
				await server.close();
			}
			expect(stage().simulator.requests).toEqual([]);
		},
	);
}
