import { fields, sequence, start } from './harness/workflows';
import { only, prompts, setStage, veo, type Stage } from './stage';

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

const IMAGE = 'https://example.com/first.png';

describe.each(['kie', 'aceData'] as const)('Veo through %s', (provider) => {
	it('makes one video per item, in order, linked to the item it came from', async () => {
		const workflow = sequence(
			start(),
			veo({ provider }),
			fields('After', { from: "={{ $('Start').item.json.prompt }}" }),
		);
		const run = await stage.engine.run(workflow, prompts('one', 'two [slow 1.2]', 'three'));
		expect(run.error).toBeUndefined();
		const tasks = run.json('Veo');
		expect(tasks).toHaveLength(3);
		const bought = stage.simulator.ledger.purchases;
		expect(tasks.map(({ taskId }) => taskId)).toEqual(bought.map(({ taskId }) => taskId));
		for (const task of tasks) {
			expect(task).toEqual({
				provider,
				product: 'veo',
				taskId: expect.any(String),
				status: 'succeeded',
				videoUrl: expect.stringMatching(/^http.*\.mp4/),
				videos: [expect.objectContaining({ url: task.videoUrl })],
				...(provider === 'aceData' && { traceId: expect.any(String) }),
				...(provider === 'kie' && { fallbackUsed: false, expiresAt: expect.any(String) }),
				createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
				completedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
			});
		}
		expect(run.json('After').map(({ from }) => from)).toEqual(['one', 'two [slow 1.2]', 'three']);
	});

	it('submits all items before it waits for the first', async () => {
		await stage.engine.run(only(veo({ provider })), prompts('a', 'b', 'c'));
		const kinds = stage.simulator.requests.map(({ path }) =>
			/generate$|videos$/.test(path) ? 'submit' : 'look up',
		);
		expect(kinds.slice(0, 4)).toEqual(['submit', 'submit', 'submit', 'look up']);
	});

	it('makes a video from images', async () => {
		const node = veo({
			provider,
			operation: 'image2video',
			firstFrameUrl: IMAGE,
			lastFrameUrl: `${IMAGE}?2,3`,
		});
		const run = await stage.engine.run(only(node), prompts('the dog jumps'));
		expect(run.json('Veo')).toMatchObject([{ status: 'succeeded' }]);
		const [{ request }] = stage.simulator.ledger.purchases;
		expect(request).toMatchObject(
			provider === 'kie'
				? { generationType: 'FIRST_AND_LAST_FRAMES_2_VIDEO' }
				: { action: 'image2video' },
		);
		expect(request.imageUrls ?? request.image_urls).toEqual([IMAGE, `${IMAGE}?2,3`]);
	});

	it('takes reference images from one expression that gives a list', async () => {
		const imageUrls = ['={{ $json.images }}'];
		const node = veo({ provider, operation: 'reference2video', imageUrls });
		const input = [{ json: { prompt: 'p', images: [IMAGE] } }];
		const run = await stage.engine.run(only(node), { input });
		expect(run.json('Veo')).toMatchObject([{ status: 'succeeded' }]);
	});

	it("returns the task at once with Don't Wait", async () => {
		const callbackUrl = `${stage.simulator.url}/files/nowhere?x=1`;
		const node = veo({ provider, completion: 'submitOnly', callbackUrl });
		const run = await stage.engine.run(only(node), prompts('a dog'));
		expect(run.json('Veo')).toEqual([
			{ provider, product: 'veo', taskId: expect.any(String), status: 'submitted' },
		]);
		const [purchase] = stage.simulator.ledger.purchases;
		expect(purchase.callbackUrl).toBe(callbackUrl);
	});

	it('adds the raw response only when asked to', async () => {
		const node = veo({ provider, options: { includeRaw: true } });
		const [task] = (await stage.engine.run(only(node), prompts('a dog'))).json('Veo');
		expect(task.raw).toEqual(expect.any(Object));
		expect(JSON.stringify(task.raw)).toContain(task.taskId);
	});

	it('sends what the fields show, and no option that is not set', async () => {
		await stage.engine.run(only(veo({ provider })), prompts('a dog'));
		const [{ request }] = stage.simulator.ledger.purchases;
		expect(Object.keys(request).sort()).toEqual(
			provider === 'kie'
				? ['aspectRatio', 'duration', 'generationType', 'model', 'prompt', 'resolution']
				: ['action', 'aspect_ratio', 'async', 'model', 'prompt', 'resolution'],
		);
	});
});

describe('Veo through Kie.ai', () => {
	it('sends every option that is set', async () => {
		const format = { aspectRatio: '16:9', resolution: '1080p', duration: 4 };
		const options = {
			seeds: 12345,
			watermark: 'MyBrand',
			enableTranslation: false,
			enableFallback: true,
		};
		await stage.engine.run(only(veo({ model: 'veo3_lite', ...format, options })), prompts('a dog'));
		const [{ request }] = stage.simulator.ledger.purchases;
		expect(request).toEqual({
			prompt: 'a dog',
			model: 'veo3_lite',
			generationType: 'TEXT_2_VIDEO',
			...format,
			...options,
		});
	});

	it.each([400, 422, 500] as const)(
		'waits for the 1080p file while the provider says %d',
		async (kie1080pNotReadyCode) => {
			stage.simulator.configure({ kie1080pNotReadyCode });
			const workflow = sequence(start(), veo(), {
				...veo({ operation: 'get_1080p', taskId: '={{ $json.taskId }}' }),
				name: '1080p',
			});
			const run = await stage.engine.run(workflow, prompts('a dog'));
			const [{ taskId }] = run.json('Veo');
			const [upscaled] = run.json('1080p');
			expect(upscaled).toMatchObject({ status: 'succeeded', taskId });
			expect(upscaled.videos).toEqual([expect.objectContaining({ resolution: '1080p' })]);
		},
	);

	it('stops at the name of an unknown source task', async () => {
		const node = veo({ operation: 'get_1080p', taskId: 'f'.repeat(32) });
		const run = await stage.engine.run(only(node));
		expect(run.error?.message).toBe('Unknown task ID at Kie.ai');
		expect(run.error?.description).toContain(`Record not found for taskId: ${'f'.repeat(32)}`);
		expect(run.error?.description).toContain('Check the task ID');
	});

	it('tells how many credits are left', async () => {
		const run = await stage.engine.run(only(veo({ resource: 'account', operation: 'getCredits' })));
		expect(run.json('Veo')).toEqual([{ provider: 'kie', credits: 10_000 }]);
	});
});

describe('Veo through Ace Data Cloud', () => {
	it('sends the options that it has', async () => {
		const format = { aspectRatio: '9:16', resolution: '1080p' };
		const options = { enableTranslation: true };
		const node = veo({ provider: 'aceData', aceDataModel: 'veo31', ...format, options });
		await stage.engine.run(only(node), prompts('a dog'));
		const [{ request }] = stage.simulator.ledger.purchases;
		expect(request).toEqual({
			action: 'text2video',
			async: true,
			model: 'veo31',
			prompt: 'a dog',
			aspect_ratio: '9:16',
			resolution: '1080p',
			translation: true,
		});
	});

	it.each([
		['as the seed spells it', ['get_1080p', 'get1080p'], ['get_1080p']],
		['in the newer spelling once the first is refused', ['get1080p'], ['get_1080p', 'get1080p']],
	])('upscales %s', async (_, aceData1080pActions, sent) => {
		stage.simulator.configure({ aceData1080pActions });
		const upscale = veo({
			provider: 'aceData',
			operation: 'get_1080p',
			videoId: '={{ $json.videos[0].id }}',
		});
		const workflow = sequence(start(), veo({ provider: 'aceData' }), { ...upscale, name: '1080p' });
		const run = await stage.engine.run(workflow, prompts('a dog'));
		expect(run.json('1080p')).toMatchObject([{ status: 'succeeded' }]);
		expect(stage.simulator.ledger.purchases).toHaveLength(2);
		const submits = stage.simulator.requests.filter(({ path }) => path.endsWith('/veo/videos'));
		expect(submits).toHaveLength(1 + sent.length);
	});

	it('takes a submit that is answered with the finished video', async () => {
		const node = veo({ provider: 'aceData' });
		const run = await stage.engine.run(only(node), prompts('a dog [sync]'));
		expect(run.json('Veo')).toMatchObject([{ status: 'succeeded' }]);
		expect(stage.simulator.requests).toHaveLength(1);
	});

	it('looks many tasks up in one request', async () => {
		await stage.engine.run(only(veo({ provider: 'aceData' })), prompts('a', 'b', 'c', 'd'));
		const lookUps = stage.simulator.requests.filter(({ path }) => path.endsWith('/veo/tasks'));
		expect(lookUps).toHaveLength(1);
	});

	it('has no credits to tell, and says where they are', async () => {
		const node = veo({ provider: 'aceData', resource: 'account', operation: 'getCredits' });
		const { error } = await stage.engine.run(only(node));
		expect(error?.description).toContain('website');
	});
});

describe('Task', () => {
	it.each(['kie', 'aceData'] as const)(
		'recovers a video of %s by its task ID',
		async (provider) => {
			const bought = await stage.engine.run(
				only(veo({ provider, completion: 'submitOnly' })),
				prompts('a dog [slow 2]'),
			);
			const [{ taskId }] = bought.json('Veo');
			const get = only(
				veo({ provider, resource: 'task', operation: 'get', taskId: String(taskId) }),
			);
			expect((await stage.engine.run(get)).json('Veo')).toMatchObject([
				{ taskId, status: 'processing' },
			]);
			await stage.simulator.callbacksSettled();
			const [task] = (await stage.engine.run(get)).json('Veo');
			expect(task).toMatchObject({ taskId, status: 'succeeded', videoUrl: expect.any(String) });
		},
	);

	it('reports a failed task as a result', async () => {
		const bought = await stage.engine.run(
			only(veo({ completion: 'submitOnly' })),
			prompts('a dog [policy]'),
		);
		await stage.simulator.callbacksSettled();
		const [{ taskId }] = bought.json('Veo');
		const run = await stage.engine.run(
			only(veo({ resource: 'task', operation: 'get', taskId: String(taskId) })),
		);
		expect(run.error).toBeUndefined();
		expect(run.json('Veo')).toMatchObject([
			{ taskId, status: 'failed', error: { type: 'contentRejected', reason: 'contentPolicy' } },
		]);
	});

	it.each(['kie', 'aceData'] as const)(
		'says what to check when %s does not know it',
		async (provider) => {
			const node = veo({ provider, resource: 'task', operation: 'get', taskId: 'unknown' });
			const { error } = await stage.engine.run(only(node));
			expect(error?.description).toContain('Check the task ID');
			expect(error?.description).toContain('Task ID: unknown.');
		},
	);
});
