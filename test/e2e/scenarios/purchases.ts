import { outputOf } from '../../../dev/n8n/execution';
import { startLanguageModel } from '../harness/languageModel';
import type { Stage } from '../harness/stage';
import {
	agent,
	connect,
	linked,
	sequence,
	start,
	veo,
	type WorkflowJson,
} from '../harness/workflows';

const retrying = { retryOnFail: true, maxTries: 3, waitBetweenTries: 100 };

/** Nothing that n8n does with the node makes it buy again what it has bought. */
export function purchasesTests(stage: () => Stage): void {
	const { prompts, taskIds } = {
		prompts: () => stage().simulator.ledger.purchases.map(({ prompt }) => prompt),
		taskIds: () => stage().simulator.ledger.purchases.map(({ taskId }) => taskId),
	};

	/** Looks tasks up, whatever became of them; what comes out counts as delivered. */
	async function lookUp(...ids: string[]): Promise<Array<Record<string, unknown>>> {
		const get = veo({ resource: 'task', operation: 'get', taskId: '={{ $json.taskId }}' });
		const items = ids.map((taskId) => ({ prompt: 'none', taskId }));
		const run = await stage().run(sequence(...start(), get), items);
		return outputOf(await run.finished(), 'Veo');
	}

	/** An agent whose only tool is the node. */
	function agentOf(version: number): WorkflowJson {
		const prompt = "={{ $fromAI('prompt', 'What the video shows', 'string') }}";
		const { nodes, connections } = agent(veo({ prompt, completion: 'poll' }, retrying), {
			version,
		});
		return {
			nodes: [...start(), ...nodes],
			connections: { ...connect({ Webhook: [['Start']], Start: [['Agent']] }), ...connections },
		};
	}

	// The one calls its tools itself, the other lets n8n's engine run them.
	it.each([2.2, 3])(
		'purchases: the tool of an agent (version %d) is tried again, and buys once',
		async (version) => {
			const model = await startLanguageModel({ prompt: `a dog for agent ${version} [501]` });
			try {
				await stage().saveCredential('openAiApi', { apiKey: 'any', url: model.url });
				const run = await stage().runPrompts(agentOf(version), 'Make a video of a dog.');
				const execution = await run.finished();
				expect(prompts()).toHaveLength(1);
				expect(execution.status).toBe('success');
				const [{ output }] = outputOf(execution, 'Agent');
				expect(output).toContain(taskIds()[0]);
				expect(output).toContain('advice');
			} finally {
				await model.close();
			}
			expect(await lookUp(...taskIds())).toMatchObject([{ status: 'failed' }]);
		},
	);

	it('purchases: an item that failed before the suspension does not make n8n buy again', async () => {
		const film = veo(
			{ prompt: '=A film of {{ $json.prompt }}' },
			{ ...retrying, onError: 'continueRegularOutput' },
		);
		const run = await stage().runPrompts(linked(film), 'one [submit 455]', 'two', 'three');
		await run.parked();
		expect(outputOf(await run.finished(), 'After')).toMatchObject([
			{ from: 'one [submit 455]', status: 'failed' },
			{ from: 'two', status: 'succeeded' },
			{ from: 'three', status: 'succeeded' },
		]);
		expect(prompts()).toEqual(['A film of two', 'A film of three']);
	});

	it('purchases: a retried execution buys what was corrected, and nothing else', async () => {
		const { client } = stage().host;
		const polling = (prompt: string) => veo({ completion: 'poll', prompt });
		const saved = await stage().publish(linked(polling('a dog [501]')));
		const first = await stage().start(saved, [{ prompt: 'any' }]);
		expect((await first.finished()).status).toBe('error');

		const again = await stage().retry(first);
		expect((await again.finished()).error?.message).toBe((await first.finished()).error?.message);
		expect(prompts()).toEqual(['a dog [501]']);

		const nodes = saved.nodes.map((each) =>
			each.name === 'Veo' ? { ...each, parameters: polling('a cat').parameters } : each,
		);
		await client.saveWorkflow({ ...saved, nodes });
		const corrected = await (await stage().retry(again)).finished();
		expect(outputOf(corrected, 'After')).toMatchObject([{ status: 'succeeded' }]);
		expect(prompts()).toEqual(['a dog [501]', 'a cat']);
		expect(await lookUp(taskIds()[0])).toMatchObject([{ status: 'failed' }]);
	});

	it('purchases: a retried execution buys nothing for an expression that changes by itself', async () => {
		const prompt = '={{ $json.prompt }} at {{ $now.toMillis() }}';
		const first = await stage().runPrompts(
			linked(veo({ completion: 'poll', prompt })),
			'a dog',
			'a cat [501]',
		);
		expect((await first.finished()).status).toBe('error');
		expect((await (await stage().retry(first)).finished()).status).toBe('error');
		expect(prompts()).toHaveLength(2);
		await lookUp(...taskIds());
	});

	it('purchases: a retried execution does not wait for callbacks that the first one got', async () => {
		const saved = await stage().publish(linked(veo()));
		const items = [{ prompt: 'bought' }, { prompt: 'refused [submit refused 422]' }];
		const first = await stage().start(saved, items);
		expect((await first.finished()).status).toBe('error');
		await stage().simulator.callbacksSettled();

		const nodes = saved.nodes.map((each) =>
			each.name === 'Veo' ? { ...each, onError: 'continueRegularOutput' as const } : each,
		);
		await stage().host.client.saveWorkflow({ ...saved, nodes });
		expect(outputOf(await (await stage().retry(first)).finished(), 'After')).toMatchObject([
			{ from: 'bought', taskId: taskIds()[0], status: 'succeeded' },
			{ status: 'failed' },
		]);
		expect(prompts()).toEqual(['bought']);
	});

	// No node comes after: n8n itself forgets where a node called "constructor" leads to.
	it.each(['constructor', 'Film }} of {{ "1"'])(
		'purchases: a node with the name %s is suspended and resumed',
		async (name) => {
			const workflow = sequence(...start(), { ...veo(), name });
			const run = await stage().runPrompts(workflow, `for ${name}`);
			await run.parked();
			expect(outputOf(await run.finished(), name)).toMatchObject([{ status: 'succeeded' }]);
		},
	);

	it('purchases: a time limit beyond all dates is refused before anything is bought', async () => {
		const run = await stage().runPrompts(linked(veo({ timeLimit: 5e9 })), 'one');
		expect((await run.finished()).error?.message).toContain("'Time Limit (Minutes)'");
		expect(prompts()).toEqual([]);
	});

	it('purchases: each is a line in the log, an unclear one, too', async () => {
		const unclear = 'unclear [submit hang]';
		const run = await stage().runPrompts(
			linked(veo({}, { onError: 'continueRegularOutput' })),
			'clear',
			unclear,
		);
		await run.finished();
		const lines = (await stage().host.log()).split('\n');
		const [{ taskId }, lost] = stage().simulator.ledger.purchases;
		const where = `executionId=${run.id} node="Veo"`;
		expect(lines.filter((line) => line.includes(taskId))).toEqual([
			expect.stringMatching(
				/^Purchase accepted: provider=kie product=veo .* workflowId=\S+ .* item=0$/,
			),
		]);
		expect(lines.filter((line) => line.includes(`${where} item=1`))).toEqual([
			expect.stringMatching(/^Purchase begun: provider=kie product=veo /),
			expect.stringMatching(/^Purchase unclear: provider=kie product=veo /),
		]);
		expect(await lookUp(lost.taskId)).toMatchObject([{ taskId: lost.taskId }]);
	});
}
