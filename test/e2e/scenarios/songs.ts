import axios from 'axios';
import type { INodeParameters } from 'n8n-workflow';
import { outputOf } from '../../../dev/n8n/execution';
import { until } from '../../../dev/n8n/until';
import { openDoor, TOKEN } from '../harness/door';
import { openInbox } from '../harness/inbox';
import type { Stage } from '../harness/stage';
import { fields, linked, musicVideo, sequence, song, start } from '../harness/workflows';

const LIMIT_MS = 60_000;

/** Songs, and what becomes of them. */
export function songTests(stage: () => Stage): void {
	it.each([
		['sunoApi', 'poll'],
		['kie', 'callback'],
	])(
		'songs: a prompt becomes a music video in two nodes at %s: %s',
		async (provider, completion) => {
			const video = musicVideo({
				provider,
				completion,
				author: 'DJ',
				pollInterval: 1,
				download: false,
			});
			const workflow = sequence(...start(), song({ provider, completion }), video);
			const run = await stage().runPrompts(workflow, 'a calm song');
			const execution = await run.finished();
			expect(execution.status).toBe('success');
			const [made] = outputOf(execution, 'Song');
			expect(made).toMatchObject({ product: 'song', status: 'succeeded', stage: 'complete' });
			const { purchases } = stage().simulator.ledger;
			expect(outputOf(execution, 'Music Video')).toMatchObject([
				{ status: 'succeeded', taskId: purchases[1].taskId, audioId: made.audioId },
			]);
			expect(purchases.map(({ product }) => product)).toEqual(['music', 'musicVideo']);
		},
	);

	it.each(['sunoApi', 'kie'])(
		'songs: three of %s are resumed once by their last stage',
		async (provider) => {
			const prompts = ['one', 'two [slow 3] [callback doubled]', 'three [policy]'];
			const run = await stage().runPrompts(linked(song({ provider })), ...prompts);
			await run.parked();
			const execution = await run.finished();
			const { purchases } = stage().simulator.ledger;
			expect(outputOf(execution, 'After')).toEqual(
				['succeeded', 'succeeded', 'failed'].map((status, item) => ({
					from: prompts[item],
					taskId: purchases[item].taskId,
					status,
				})),
			);
			expect(execution.runData.After).toHaveLength(1);
		},
	);

	it('songs: Task, Download has the sound of both tracks', async () => {
		const taskId = '={{ $json.taskId }}';
		const download = {
			...song({ resource: 'task', operation: 'download', product: 'song', taskId }),
			name: 'Fetch',
		};
		const files = '={{ Object.values($binary).map((file) => file.mimeType).join() }}';
		const run = await stage().runPrompts(
			sequence(...start(), song({ completion: 'poll' }), download, fields('After', { files })),
			'a calm song',
		);
		expect(outputOf(await run.finished(), 'After')).toEqual([{ files: 'audio/mpeg,audio/mpeg' }]);
	});

	it('songs: an unclear purchase is not sent again, and says where to look', async () => {
		const node = {
			...song({ completion: 'poll' }),
			retryOnFail: true,
			maxTries: 3,
			waitBetweenTries: 10,
		};
		const run = await stage().runPrompts(sequence(...start(), node), 'a song [submit 502]');
		expect((await run.finished()).status).toBe('error');
		const { purchases } = stage().simulator.ledger;
		expect(purchases).toHaveLength(1);
		// Nobody was told its ID: Wait brings it out, so that the suite's account holds.
		await recover(purchases.map(({ taskId }) => taskId));
	});

	it.each<[string, INodeParameters, number]>([
		['complete and error only', {}, 1],
		['every stage', { songStages: ['text', 'first', 'complete', 'error'] }, 3],
	])('songs: Veo Trigger starts for %s', async (_, parameters, runs) => {
		const { simulator } = stage();
		const apiKey = simulator.settings.apiKeys.sunoApi[0];
		const baseUrl = `${simulator.url}/sunoApi`;
		await stage().saveCredential('sunoApi', { apiKey, baseUrl, callbackToken: TOKEN });
		const inbox = await openInbox();
		try {
			const { url } = await openDoor(stage(), inbox, { provider: 'sunoApi', ...parameters });
			await axios.post(
				`${baseUrl}/api/v1/generate`,
				{
					...{ prompt: 'a song [slow 24] [callback doubled]', customMode: false },
					...{ instrumental: true, model: 'V5', callBackUrl: url },
				},
				{ headers: { Authorization: `Bearer ${apiKey}` }, proxy: false },
			);
			const [{ taskId }] = simulator.ledger.purchases;
			await until('all stages', LIMIT_MS, () =>
				inbox.arrivals.get(taskId) === runs ? true : undefined,
			);
			await simulator.callbacksSettled();
			expect(inbox.arrivals.get(taskId)).toBe(runs);
			const { deliveries } = simulator.ledger;
			expect(deliveries.map(({ status }) => status)).toEqual(Array.from({ length: 6 }, () => 200));
		} finally {
			await inbox.close();
			// It was bought behind n8n's back, so the account of the suite must not look for it.
			simulator.reset();
			await stage().saveProviderCredentials();
		}
	});

	async function recover(taskIds: string[]): Promise<void> {
		const wait = song({
			...{ resource: 'task', operation: 'wait', product: 'song', taskId: '={{ $json.taskId }}' },
		});
		const items = taskIds.map((taskId) => ({ prompt: 'none', taskId }));
		await (await stage().run(sequence(...start(), wait), items)).finished();
	}
}
