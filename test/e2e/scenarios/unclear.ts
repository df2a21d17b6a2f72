import { outputOf } from '../../../dev/n8n/execution';
import { startScriptedAceData, type ScriptedAceData } from '../../engine/harness/scriptedAceData';
import type { Stage } from '../harness/stage';
import { linked, sequence, start, veo } from '../harness/workflows';

const TRACE = '2cf86e86-22a4-46e1-ac2f-032c0f2a4e89';
const ID = '1ebe4f2b-59ba-4385-a4ea-0ce8a3fe12ed';

/** Answers of Ace Data Cloud that leave open whether anything was bought. */
export function unclearTests(stage: () => Stage): void {
	describe('unclear', () => {
		let aceData: ScriptedAceData;
		const pointTo = async (baseUrl: string) => {
			const [token] = stage().simulator.settings.apiKeys.aceData;
			await stage().saveCredential('aceDataApi', { token, baseUrl });
		};
		beforeAll(async () => {
			aceData = await startScriptedAceData();
			await pointTo(aceData.url);
		});
		afterAll(async () => {
			await pointTo(`${stage().simulator.url}/aceData`);
			await aceData.close();
		});

		const submit = (completion: string, settings = {}) =>
			veo({ provider: 'aceData', completion, download: false }, settings);
		const fault = (code: string) => ({ success: false, error: { code, message: 'late' } });

		it('what Ace Data answers with "timeout" is sent once, whatever the status', async () => {
			aceData.answerWith(() => [400, fault('timeout')]);
			const retrying = { retryOnFail: true, maxTries: 3, waitBetweenTries: 100 };
			const run = await stage().runPrompts(linked(submit('poll', retrying)), 'a mug');
			expect(await run.finished()).toMatchObject({
				status: 'error',
				error: {
					message: expect.stringContaining('may have been bought'),
					description: expect.stringContaining('late'),
				},
			});
			expect(aceData.orders).toHaveLength(1);
		});

		it.each(['poll', 'callback'])('found by its trace ID (%s)', async (completion) => {
			aceData.orders.length = 0;
			const response = {
				success: true,
				data: [{ id: 'v', video_url: 'https://example.com/v.mp4', state: 'succeeded' }],
			};
			aceData.records.push({ id: ID, trace_id: TRACE, response });
			aceData.answerWith(() => [500, { ...fault('api_error'), trace_id: TRACE }]);
			const run = await stage().runPrompts(linked(submit(completion)), 'a mug');
			expect(outputOf(await run.finished(), 'After')).toEqual([
				{ from: 'a mug', taskId: ID, status: 'succeeded' },
			]);
			expect(aceData.orders).toHaveLength(1);
		});

		it('Get Many lists tasks by time', async () => {
			const list = veo({
				provider: 'aceData',
				resource: 'task',
				operation: 'getMany',
				lookUpBy: 'time',
				createdAfter: '2026-11-01T00:00:00',
			});
			const run = await stage().runPrompts(sequence(...start(), list), 'none');
			expect(outputOf(await run.finished(), 'Veo')).toMatchObject([{ taskId: ID }]);
		});
	});
}
