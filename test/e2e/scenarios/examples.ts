import { until } from '../../../dev/n8n/until';
import { outputOf } from '../../../dev/n8n/execution';
import {
	allExamples,
	allOf,
	endedOf,
	prompt,
	prompts,
	publishExample,
	webhookOf,
	type Changes,
} from '../harness/examples';
import { startLanguageModel } from '../harness/languageModel';
import { post, type Stage } from '../harness/stage';

/** n8n looks once a minute for executions that are due. */
const LIMIT_MS = 180_000;
/** Seconds; n8n holds a shorter wait in memory. */
const SHORTEST_STORED_WAIT = 66;

/** Examples that need nothing but n8n and the providers, as they stand in the repository. */
export function examplesTests(stage: () => Stage): void {
	const purchases = () => stage().simulator.ledger.purchases;
	const run = async (name: string, changes: Changes) =>
		await (await publishExample(stage(), name, changes)).start();

	it('example no-public-url: goes around until the video is finished', async () => {
		const text = 'a dog [slow 8]';
		const started = await run('no-public-url', {
			Prompt: prompt(text),
			'Wait 2 Minutes': { amount: 3, unit: 'seconds' },
		});
		const execution = await started.finished();
		expect(purchases().map(({ prompt: bought }) => bought)).toEqual([text]);
		expect(execution.runData['Look It Up'].length).toBeGreaterThan(1);
		expect(outputOf(execution, 'Use the Video')).toMatchObject([
			{ taskId: purchases()[0].taskId, status: 'succeeded' },
		]);
		expect(execution.runData['Use the Video']).toHaveLength(1);
	});

	it('example no-public-url: gives up in time, and says how to go on', async () => {
		const started = await run('no-public-url', {
			Prompt: prompt('a snail [slow 25]'),
			'Wait 2 Minutes': { amount: 0.3, unit: 'seconds' },
		});
		const execution = await started.finished();
		expect(execution.status).toBe('success');
		expect(execution.runData['Wait 2 Minutes']).toHaveLength(30);
		const [{ taskId }] = purchases();
		expect(outputOf(execution, 'Give Up')).toMatchObject([
			{ nextStep: expect.stringContaining(taskId) },
		]);
		expect(await stage().recover('kie', [taskId])).toMatchObject([{ status: 'succeeded' }]);
	});

	it('example no-public-url: what is refused or fails ends the rounds', async () => {
		const short = { 'Wait 2 Minutes': { amount: 2, unit: 'seconds' } };
		const refused = await run('no-public-url', {
			Prompt: prompt('a [submit no credits]'),
			...short,
		});
		expect(outputOf(await refused.finished(), 'Not Ordered')).toMatchObject([
			{ nextStep: expect.stringContaining('Nothing was bought.') },
		]);
		// The first look-ups find nobody, which is no reason to give up.
		const failed = await run('no-public-url', {
			Prompt: prompt('b [policy] [unknown 3]'),
			...short,
		});
		const execution = await failed.finished();
		expect(execution.runData['Look It Up'].length).toBeGreaterThan(1);
		expect(outputOf(execution, 'Tell a Person')).toMatchObject([
			{ status: 'failed', nextStep: expect.stringContaining('Change the prompt') },
		]);
		expect(purchases()).toHaveLength(1);
	});

	it('example no-public-url: n8n is killed while it waits', async () => {
		const text = 'a cat [slow 5]';
		const started = await run('no-public-url', {
			Prompt: prompt(text),
			'Wait 2 Minutes': { amount: SHORTEST_STORED_WAIT, unit: 'seconds' },
		});
		await started.parked();
		await stage().host.kill();
		await stage().host.restart();
		const execution = await started.finished(LIMIT_MS);
		expect(execution.status).toBe('success');
		expect(purchases().map(({ prompt: bought }) => bought)).toEqual([text]);
		expect(outputOf(execution, 'Use the Video')).toMatchObject([
			{ taskId: purchases()[0].taskId, status: 'succeeded' },
		]);
		expect(execution.runData['Use the Video']).toHaveLength(1);
	});

	it('example recover-timed-out: a lost callback loses no video', async () => {
		const started = await run('recover-timed-out', {
			Prompt: prompt('a dog [callback lost]'),
			'Make the Video': { options: { timeLimit: 0.1 } },
		});
		await started.parked();
		const execution = await started.finished(LIMIT_MS);
		const [{ taskId }] = purchases();
		expect(outputOf(execution, 'Make the Video')).toMatchObject([{ taskId, status: 'timedOut' }]);
		expect(outputOf(execution, 'Use the Video')).toMatchObject([{ taskId, status: 'succeeded' }]);
		expect(purchases()).toHaveLength(1);
	});

	it('example recover-timed-out: what is refused or fails goes to a person', async () => {
		const refused = await run('recover-timed-out', { Prompt: prompt('one [submit no credits]') });
		expect(outputOf(await refused.finished(), 'Tell a Person')).toMatchObject([
			{ nextStep: expect.stringContaining('Nothing was bought.') },
		]);
		const failed = await run('recover-timed-out', { Prompt: prompt('two [policy]') });
		expect(outputOf(await failed.finished(), 'Tell a Person')).toMatchObject([
			{ status: 'failed', nextStep: expect.stringContaining('Change the prompt') },
		]);
	});

	it('example ai-agent: a message in the chat becomes a video', async () => {
		const model = await startLanguageModel({ Prompt: 'a dog on a beach at dawn' });
		try {
			await stage().saveCredential('openAiApi', { apiKey: 'any', url: model.url });
			const chat = 'When Chat Message Received';
			const { saved } = await publishExample(stage(), 'ai-agent', { [chat]: { public: true } });
			const url = webhookOf(stage(), saved, chat, 'chat');
			await say(url);
			const [execution] = await endedOf(stage(), saved.id, 1);
			expect(execution.status).toBe('success');
			const [{ taskId, prompt: bought }] = purchases();
			expect(purchases()).toHaveLength(1);
			expect(bought).toBe('a dog on a beach at dawn');
			expect(outputOf(execution, 'AI Agent')).toMatchObject([
				{ output: expect.stringContaining(taskId) },
			]);
		} finally {
			await model.close();
		}
	});

	/** Says something in the chat, as soon as it is open. */
	async function say(url: string): Promise<void> {
		const message = { action: 'sendMessage', sessionId: 'one', chatInput: 'A film of my dog' };
		await until(`the chat at ${url}`, LIMIT_MS, async () =>
			(await post(url, message)).status === 200 ? true : undefined,
		);
	}

	it('examples: this n8n has all nodes, in the versions that they name', async () => {
		const known = await stage().host.client.nodeTypes();
		for (const { name, nodes } of await allExamples()) {
			for (const { type, typeVersion } of nodes) {
				const versions = known.get(type) ?? [];
				expect([name, type, versions.includes(Number(typeVersion))]).toEqual([name, type, true]);
			}
		}
	});

	it('example failover: what Kie.ai does not sell is bought at Ace Data Cloud, once', async () => {
		const texts = {
			sold: 'sold at once',
			refused: 'refused [submit rejected]',
			unclear: 'unclear [submit hang]',
			failed: 'failed [501]',
			nowhere: 'refused by both [submit no credits]',
			// Kie.ai sells nothing during its maintenance; of Ace Data's that cannot be said.
			down: 'down at both [submit 455]',
		};
		const started = await run('failover', { Prompts: prompts(...Object.values(texts)) });
		const execution = await started.finished();
		expect(execution.status).toBe('success');
		expect(purchases().map(({ provider, prompt: bought }) => [provider, bought])).toEqual([
			['kie', texts.sold],
			['kie', texts.unclear],
			['kie', texts.failed],
			['aceData', texts.refused],
		]);
		expect(allOf(execution, 'Use the Video')).toMatchObject([
			{ provider: 'kie', status: 'succeeded' },
			{ provider: 'aceData', status: 'succeeded' },
		]);
		const told = allOf(execution, 'Tell a Person').map(({ prompt: about, nextStep, error }) => {
			expect(nextStep).toBe((error as { advice: string }).advice);
			return [about, nextStep];
		});
		expect(new Map(told as Array<[string, string]>)).toEqual(
			new Map([
				[texts.unclear, expect.stringContaining('may have been bought')],
				[texts.failed, expect.any(String)],
				[texts.nowhere, expect.stringContaining('Nothing was bought.')],
				[texts.down, expect.stringContaining('trace ID')],
			]),
		);
		expect(told).toHaveLength(4);
		// Nobody knows its ID but the provider.
		const unclear = purchases().find(({ prompt: bought }) => bought === texts.unclear);
		await stage().recover('kie', [String(unclear?.taskId)]);
	});

	it('example failover: an account without access sends all to the other provider', async () => {
		await stage().saveCredential('kieApi', {
			apiKey: 'revoked',
			baseUrl: `${stage().simulator.url}/kie`,
		});
		try {
			const started = await run('failover', { Prompts: prompts('one', 'two') });
			const execution = await started.finished();
			expect(purchases().map(({ provider, prompt: bought }) => [provider, bought])).toEqual([
				['aceData', 'one'],
				['aceData', 'two'],
			]);
			expect(outputOf(execution, 'Use the Video')).toMatchObject([
				{ status: 'succeeded' },
				{ status: 'succeeded' },
			]);
		} finally {
			await stage().saveProviderCredentials();
		}
	});
}
