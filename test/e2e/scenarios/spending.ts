import type { INode, INodeParameters } from 'n8n-workflow';
import { outputOf } from '../../../dev/n8n/execution';
import type { Stage } from '../harness/stage';
import { startLanguageModel } from '../harness/languageModel';
import {
	agent,
	connect,
	linked,
	node,
	start,
	veo as veoNode,
	type WorkflowJson,
} from '../harness/workflows';

/** What the user lets the node spend is kept, however n8n repeats, suspends and restarts it. */
export function spendingTests(stage: () => Stage): void {
	const bought = () => stage().simulator.ledger.purchases.map(({ prompt }) => prompt);
	const veo = (
		options: INodeParameters,
		parameters: INodeParameters = {},
		settings: Partial<INode> = {},
	) => veoNode({ options, ...parameters }, settings);

	function loop(inside: INode): WorkflowJson {
		return {
			nodes: [
				...start(),
				node('Loop', 'n8n-nodes-base.splitInBatches', { batchSize: 1 }, { typeVersion: 3 }),
				inside,
			],
			connections: connect({
				Webhook: [['Start']],
				Start: [['Loop']],
				Loop: [[], ['Veo']],
				Veo: [['Loop']],
			}),
		};
	}

	it.each(['poll', 'callback'])(
		'spending: the limit of a run counts over Loop Over Items: %s',
		async (completion) => {
			const workflow = loop(veo({ maxPurchasesPerRun: 2 }, { completion }));
			const run = await stage().runPrompts(workflow, 'one', 'two', 'three');
			expect((await run.finished()).error?.message).toBe(
				"'Max Purchases per Run' is 2: the node wanted 1 more, and has bought 2 in this execution",
			);
			expect(bought()).toEqual(['one', 'two']);
		},
	);

	// The one calls its tools side by side, the other lets n8n's engine run them in turn.
	it.each([2.2, 3])(
		'spending: the limit of a run holds for an agent (version %d) that calls its tool three times',
		async (version) => {
			const prompt = "={{ $fromAI('prompt', 'What the video shows', 'string') }}";
			const tool = veo({ maxPurchasesPerRun: 1 }, { prompt, completion: 'poll' });
			const { nodes, connections } = agent(tool, { version });
			const calls = ['one', 'two', 'three'].map((each) => ({ prompt: each }));
			const model = await startLanguageModel(...calls);
			try {
				await stage().saveCredential('openAiApi', { apiKey: 'any', url: model.url });
				const run = await stage().runPrompts(
					{
						nodes: [...start(), ...nodes],
						connections: {
							...connect({ Webhook: [['Start']], Start: [['Agent']] }),
							...connections,
						},
					},
					'Make three videos.',
				);
				const [{ output }] = outputOf(await run.finished(), 'Agent');
				expect(bought()).toHaveLength(1);
				expect(output).toContain('Do not call this tool again');
				expect(output).toContain('succeeded');
			} finally {
				await model.close();
			}
			await stage().recover(
				'kie',
				stage().simulator.ledger.purchases.map(({ taskId }) => taskId),
			);
		},
	);

	it('spending: the limit of a run counts nothing twice that Retry On Fail tries again', async () => {
		const retrying = { retryOnFail: true, maxTries: 3, waitBetweenTries: 100 };
		const polling = { completion: 'poll' };
		const enough = linked(veo({ maxPurchasesPerRun: 2 }, polling, retrying));
		const run = await stage().runPrompts(enough, 'one', 'two [submit 455 1]');
		expect(outputOf(await run.finished(), 'After')).toHaveLength(2);
		expect(bought()).toEqual(['one', 'two [submit 455 1]']);

		const tooFew = linked(veo({ maxPurchasesPerRun: 1 }, polling, retrying));
		const refused = await stage().runPrompts(tooFew, 'three', 'four');
		expect((await refused.finished()).status).toBe('error');
		expect(bought()).toHaveLength(2);
	});

	it('spending: the limit of a day counts over executions, suspended and failed ones, and a restart', async () => {
		const workflow = loop(veo({ maxPurchasesPerDay: 4 }));
		const saved = await stage().publish(workflow);
		const suspended = await stage().start(saved, [{ prompt: 'one' }, { prompt: 'two' }]);
		expect((await suspended.finished()).status).toBe('success');
		const failing = await stage().start(saved, [
			{ prompt: 'three' },
			{ prompt: 'no [submit 455]' },
		]);
		expect((await failing.finished()).status).toBe('error');

		await stage().host.kill();
		await stage().host.restart();
		const last = await stage().start(saved, [{ prompt: 'four' }, { prompt: 'five' }]);
		expect((await last.finished()).error?.message).toBe(
			"'Max Purchases per Day' is 4: the node wanted 1 more, and has bought 4 today",
		);
		expect(bought()).toEqual(['one', 'two', 'three', 'four']);
	});

	it('spending: nothing is bought where no more credits are left than are to be kept', async () => {
		const { simulator } = stage();
		simulator.configure({ credits: { kie: 100 } });
		const keeping = linked(veo({ keepCredits: 100 }));
		const run = await stage().runPrompts(keeping, 'one');
		expect((await run.finished()).error?.message).toBe(
			"'Keep at Least (Credits)' is 100: 100 are left at Kie.ai",
		);
		expect(bought()).toEqual([]);
	});
}
