import { outputOf } from '../../../dev/n8n/execution';
import { startLanguageModel } from '../harness/languageModel';
import type { Stage } from '../harness/stage';
import { agent, connect, start, veo } from '../harness/workflows';

/** An agent waits for its tools in memory, so a tool must not park the execution. */
export function agentToolTests(stage: () => Stage): void {
	it('agent: as a tool the node polls, though it is set to wait for the callback', async () => {
		const model = await startLanguageModel({ prompt: 'a dog [slow 2]', chosen: 'veo3_lite' });
		try {
			await stage().saveCredential('openAiApi', { apiKey: 'any', url: model.url });
			const prompt = "={{ $fromAI('prompt', 'What the video shows', 'string') }}";
			// Chosen from a list in the editor, and yet a text like any other to a model.
			const chosen = "={{ $fromAI('chosen', 'The model', 'string') }}";
			const { nodes, connections } = agent(veo({ prompt, model: chosen, download: true }));
			const run = await stage().runPrompts(
				{
					nodes: [...start(), ...nodes],
					connections: { ...connect({ Webhook: [['Start']], Start: [['Agent']] }), ...connections },
				},
				'Make a video of a dog.',
			);
			// Hidden, Poll Interval has its default, and a young task is asked for half as often.
			const execution = await run.finished(150_000);
			const { ledger, requests } = stage().simulator;
			const { purchases, deliveries } = ledger;
			expect(execution.status).toBe('success');
			expect(purchases).toMatchObject([
				{ prompt: 'a dog [slow 2]', request: { model: 'veo3_lite' } },
			]);
			expect(purchases[0]).not.toHaveProperty('callbackUrl');
			expect(deliveries).toEqual([]);
			// A model reads text, so a tool fetches no file, whatever it was saved with.
			expect(requests.filter(({ path }) => path.startsWith('/files/'))).toEqual([]);
			expect(outputOf(execution, 'Agent')).toMatchObject([
				{ output: expect.stringContaining(purchases[0].taskId) },
			]);
		} finally {
			await model.close();
		}
	});
}
