import { sequence, start } from './harness/workflows';
import { musicVideo, only, setStage, type Stage } from './stage';

let stage: Stage;
beforeAll(async () => {
	stage = await setStage();
});
afterEach(() => {
	stage.simulator.reset();
});
afterAll(async () => {
	await stage.stop();
});

describe.each([
	['sunoApi', 15],
	['kie', 14],
] as const)('Music Video through %s', (provider, keptDays) => {
	const listTracks = {
		...musicVideo({
			provider,
			resource: 'track',
			operation: 'getMany',
			taskId: '={{ $json.song }}',
		}),
		name: 'Tracks',
	};
	const song = { input: [{ json: { song: 'song-0001', author: 'DJ' } }] };

	it('lists the tracks of a song and makes a video of each', async () => {
		const workflow = sequence(start(), listTracks, musicVideo({ provider, author: 'DJ' }));
		const run = await stage.engine.run(workflow, song);
		expect(run.error).toBeUndefined();
		expect(run.json('Tracks')).toHaveLength(2);
		expect(run.json('Tracks')[0]).toMatchObject({
			provider,
			taskId: 'song-0001',
			audioId: '8f1c2a34-5b6d-4e7f-8a90-b1c2d3e4f501',
			title: expect.any(String),
			audioUrl: expect.stringMatching(/^http/),
		});
		const videos = run.json('Music Video');
		expect(videos).toHaveLength(2);
		for (const video of videos) {
			expect(video).toMatchObject({
				provider,
				product: 'musicVideo',
				status: 'succeeded',
				videoUrl: expect.stringMatching(/^http.*\.mp4/),
			});
			const kept = Date.parse(String(video.expiresAt)) - Date.parse(String(video.completedAt));
			expect(kept).toBe(keptDays * 24 * 60 * 60 * 1000);
		}
		expect(stage.simulator.ledger.purchases).toMatchObject([
			{ provider, product: 'musicVideo', request: { author: 'DJ' } },
			{ provider, product: 'musicVideo', request: { author: 'DJ' } },
		]);
	});

	it('takes a video whose callback could not be delivered', async () => {
		const workflow = sequence(
			start(),
			listTracks,
			musicVideo({ provider, author: '[callback exception]' }),
		);
		const run = await stage.engine.run(workflow, song);
		expect(run.json('Music Video')).toMatchObject([
			{ status: 'succeeded' },
			{ status: 'succeeded' },
		]);
	});

	it.each([
		// The record knows no other code than 500.
		['[501]', 'service'],
		['[create failed]', 'service'],
		['[501] [no code]', 'generationFailed'],
	])('reports %s as %s', async (mark, type) => {
		const create = musicVideo({ provider, author: mark }, { onError: 'continueRegularOutput' });
		const run = await stage.engine.run(sequence(start(), listTracks, create), song);
		const [task] = run.json('Music Video');
		expect(task).toMatchObject({ taskId: expect.any(String), status: 'failed', error: { type } });
	});

	it('says that a song is unknown', async () => {
		const run = await stage.engine.run(only(listTracks), {
			input: [{ json: { song: 'nothing' } }],
		});
		expect(run.error?.description).toContain('Check the task ID');
	});

	it('finds a video again by its task ID', async () => {
		const submit = musicVideo({ provider, completion: 'submitOnly' });
		const bought = await stage.engine.run(sequence(start(), listTracks, submit), song);
		await stage.simulator.callbacksSettled();
		const taskId = String(bought.json('Music Video')[0].taskId);
		const get = musicVideo({ provider, resource: 'task', operation: 'get', taskId });
		const run = await stage.engine.run(only(get));
		expect(run.json('Music Video')).toMatchObject([{ taskId, status: 'succeeded' }]);
	});

	it('tells how many credits are left', async () => {
		const run = await stage.engine.run(
			only(musicVideo({ provider, resource: 'account', operation: 'getCredits' })),
		);
		expect(run.json('Music Video')).toEqual([{ provider, credits: expect.any(Number) }]);
	});
});

it.each([
	['sunoApi', 429],
	['kie', 402],
] as const)('%s: code %d of an empty balance is no rate limit', async (provider, code) => {
	stage.simulator.configure({ credits: { [provider]: 0 } });
	const create = musicVideo({ provider, audioId: '8f1c2a34-5b6d-4e7f-8a90-b1c2d3e4f501' });
	const run = await stage.engine.run(only(create), { input: [{ json: { taskId: 'song-0001' } }] });
	expect(run.error).toMatchObject({
		context: { data: { error: { type: 'account', reason: 'insufficientCredits', code } } },
	});
});

it('waits for a song that is not finished', async () => {
	const response = await fetch(`${stage.simulator.url}/sunoApi/api/v1/generate`, {
		method: 'POST',
		headers: { authorization: 'Bearer suno-api-key', 'content-type': 'application/json' },
		body: JSON.stringify({
			prompt: 'a calm song',
			customMode: false,
			instrumental: true,
			model: 'V5',
			callBackUrl: 'https://example.com/none',
		}),
	});
	const { data } = (await response.json()) as { data: { taskId: string } };
	const list = musicVideo({ resource: 'track', operation: 'getMany', taskId: data.taskId });
	const { error } = await stage.engine.run(only(list));
	expect(error?.message).toContain('not finished');
});
