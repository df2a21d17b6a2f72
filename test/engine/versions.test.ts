import type { INode, INodeParameters } from 'n8n-workflow';

import { only, prompts, setStage, veo, type Stage } from './stage';

let stage: Stage;
beforeAll(async () => {
	stage = await setStage({ lookUpLimit: { count: 1000 } });
});
afterEach(() => {
	stage.simulator.reset();
});
afterAll(async () => {
	await stage.stop();
});

/** Buys a video, waits until it is done, and orders versions of its videos: `1080p 0`, `4k 1`. */
async function bought(prompt: string, ...orders: string[]): Promise<string> {
	const submit = veo({ completion: 'submitOnly' });
	const run = await stage.engine.run(only(submit), prompts(prompt));
	const taskId = String(run.json('Veo')[0].taskId);
	if (!prompt.includes('[never]')) await stage.simulator.callbacksSettled();
	for (const order of orders) {
		const [version, videoIndex] = order.split(' ');
		const operation = `get_${version}`;
		const node = veo({
			operation,
			taskId,
			videoIndex: Number(videoIndex),
			completion: 'submitOnly',
		});
		await stage.engine.run(only(node));
	}
	await stage.simulator.callbacksSettled();
	stage.simulator.requests.length = 0;
	return taskId;
}

/** Task → Get, Wait or Download; failures come out as items. */
function recover(operation: string, parameters: INodeParameters, settings: Partial<INode> = {}) {
	return only(
		veo(
			{ resource: 'task', operation, timeLimit: 0.5, ...parameters },
			{ onError: 'continueRegularOutput', ...settings },
		),
	);
}

/** Runs it, and answers with the items as JSON. */
async function found(operation: string, parameters: INodeParameters, engine = stage.engine) {
	return (await engine.run(recover(operation, parameters))).json('Veo');
}

const purchases = () => stage.simulator.ledger.purchases.map(({ operation }) => operation);
const orders = () =>
	stage.simulator.requests.filter(({ path }) => /get-(1080p|4k)-video$/.test(path));
const files = () =>
	stage.simulator.requests.flatMap(({ path }) => /\/files\/(.*)/.exec(path)?.[1] ?? []);

const RECOVERIES = ['get', 'wait', 'download'];

describe.each(RECOVERIES)('%s', (operation) => {
	it.each([
		['1080p', '[two videos]', { version: '1080p' }],
		['4k', '[two videos]', { version: '4k', orderAgain: true }],
	])('finds the %s version that was ordered, of the right video', async (version, marks, more) => {
		const taskId = await bought(`a dog ${marks}`, `${version} 0`, `${version} 1`);
		const before = purchases();
		for (const videoIndex of [1, 0]) {
			const [task] = await found(operation, { taskId, videoIndex, ...more });
			expect(task).toMatchObject({ taskId, status: 'succeeded', version, videoIndex });
			expect(task.videos).toMatchObject([{ resolution: version }]);
			expect(task.videoUrl).toContain(`/${version}-${videoIndex}-`);
			expect(task).not.toHaveProperty('error');
		}
		expect(purchases()).toEqual(before);
		if (operation !== 'download') return;
		expect(files()).toEqual([
			expect.stringContaining(`${version}-1-`),
			expect.stringContaining(`${version}-0-`),
		]);
	});

	it('finds the 4K version in the record where that shows it, and sends no order', async () => {
		const taskId = await bought('a dog [4k record]', '4k 0');
		const [task] = await found(operation, { taskId, version: '4k', videoIndex: 0 });
		expect(task).toMatchObject({ status: 'succeeded', version: '4k', videoIndex: 0 });
		expect(task.videoUrl).toContain('/4k-0-');
		expect(orders()).toEqual([]);
		if (operation === 'download') expect(files()).toEqual([expect.stringContaining('4k-0-')]);
	});

	it('finds a 4K version with an ID of its own', async () => {
		await bought('a dog [4k own id]', '4k 0');
		const [, { taskId }] = stage.simulator.ledger.purchases;
		const [task] = await found(operation, { taskId, version: '4k' });
		expect(task).toMatchObject({ taskId, status: 'succeeded' });
		expect(task.videoUrl).toContain('/4k-0-');
		expect(orders()).toEqual([]);
	});

	it('finds a video that was bought in 4K or 1080p, and orders nothing', async () => {
		const node = veo({ completion: 'submitOnly', resolution: '1080p' });
		const run = await stage.engine.run(only(node), prompts('a dog [two videos]'));
		const [{ taskId }] = run.json('Veo');
		await stage.simulator.callbacksSettled();
		const [task] = await found(operation, {
			taskId: String(taskId),
			version: '1080p',
			videoIndex: 1,
		});
		expect(task).toMatchObject({ status: 'succeeded' });
		const [, second] = (await found('get', { taskId: String(taskId) }))[0].videos as unknown[];
		expect(task.videos).toMatchObject([second]);
		expect(task.videoUrl).toBe((second as { url: string }).url);
		expect(orders()).toEqual([]);
		expect(purchases()).toEqual(['generate']);
	});

	it('does not take the version of another video for the one that is wanted', async () => {
		const taskId = await bought('a dog [two videos] [4k record]', '4k 0');
		const [task] = await found(operation, { taskId, version: '4k', videoIndex: 1 });
		expect(task).toMatchObject({ taskId, error: { reason: 'versionNotShown' } });
		expect(task).not.toHaveProperty('videoUrl');
		expect(orders()).toEqual([]);
	});

	it('refuses a 4K version that the record does not show at once, with the way out', async () => {
		const taskId = await bought('a dog');
		const started = Date.now();
		const [task] = await found(operation, { taskId, version: '4k' });
		expect(task).toMatchObject({
			taskId,
			error: { reason: 'versionNotShown', advice: expect.stringContaining("'Send Order Again'") },
		});
		expect((task.error as { advice: string }).advice).toContain('Upscale to 4K');
		expect(Date.now() - started).toBeLessThan(4000);
		expect(purchases()).toEqual(['generate']);
		expect(orders()).toEqual([]);
	});

	it.each([
		['4k', '4K'],
		['4k again', '4K'],
	])('says at once that there is no %s version of a fallback video', async (version, name) => {
		const taskId = await bought('a dog [fallback]');
		const started = Date.now();
		const [task] = await found(operation, {
			taskId,
			version: '4k',
			orderAgain: version === '4k again',
		});
		const { error } = task as { error: { message: string } };
		expect(error).toMatchObject({ reason: 'versionUnavailable', retryable: false });
		expect(error.message).toContain(`no ${name} version`);
		expect(Date.now() - started).toBeLessThan(4000);
		expect(orders()).toEqual([]);
	});

	it('gives a fallback video out as 1080p, which it is', async () => {
		const taskId = await bought('a dog [fallback]');
		const [task] = await found(operation, { taskId, version: '1080p' });
		expect(task).toMatchObject({ status: 'succeeded', fallbackUsed: true });
		expect(orders()).toEqual([]);
	});

	it.each(['1080p', '4k'])('says at once that a task has no such video: %s', async (version) => {
		const taskId = await bought('a dog');
		const started = Date.now();
		const more = { version, videoIndex: 7, orderAgain: true };
		const [task] = await found(operation, { taskId, ...more });
		expect(task).toMatchObject({
			taskId,
			error: { message: expect.stringContaining("'Video Index'"), reason: 'badParameter' },
		});
		expect(Date.now() - started).toBeLessThan(4000);
		expect(orders()).toEqual([]);
		expect(purchases()).toEqual(['generate']);
	});

	it.each([
		['videoIndex', { version: '1080p', videoIndex: -1 }, "'Video Index' cannot be -1"],
		['videoIndex', { version: '4k', videoIndex: '={{ 0.5 }}' }, "'Video Index' cannot be 0.5"],
		['videoIndex', { version: '={{ "4k" }}', videoIndex: 'first' }, "'Video Index' cannot be"],
		['version', { version: '={{ "8k" }}' }, `'Version' has no choice "8k"`],
	])('refuses a bad %s before it asks: %j', async (_, parameters, message) => {
		const [task] = await found(operation, { taskId: 'a', ...parameters });
		expect(task).toMatchObject({ error: { message: expect.stringContaining(message) } });
		expect(stage.simulator.requests).toEqual([]);
	});

	it('says that a task is unknown', async () => {
		const [task] = await found(operation, { taskId: 'unknown', version: '4k', pollInterval: 1 });
		expect(task).toMatchObject({ error: { reason: 'unknownTask' } });
		expect(orders()).toEqual([]);
	}, 30_000);

	it('gives why a task failed that has no version', async () => {
		const taskId = await bought('a dog [policy]');
		const [task] = await found(operation, { taskId, version: '1080p' });
		expect(task).toMatchObject({ status: 'failed', error: { type: 'contentRejected' } });
		expect(orders()).toEqual([]);
	});

	it('in the unified form takes the ID of the version, and refuses that of its source', async () => {
		const unified = await stage.withCredentials({ kieApi: { apiForm: 'unified' } });
		const taskIdOf = async (parameters: INodeParameters) => {
			const node = veo({ completion: 'submitOnly', ...parameters });
			const run = await unified.run(only(node), prompts('a dog'));
			await stage.simulator.callbacksSettled();
			return String(run.json('Veo')[0].taskId);
		};
		const source = await taskIdOf({});
		for (const version of ['1080p', '4k']) {
			const own = await taskIdOf({ operation: `get_${version}`, taskId: source });
			const asked = { version, videoIndex: 0 };
			const [task] = await found(operation, { taskId: own, ...asked }, unified);
			expect(task).toMatchObject({ taskId: own, status: 'succeeded' });
			expect(task.videos).toMatchObject([{ resolution: version }]);
			const before = purchases();
			const [refused] = await found(
				operation,
				{ taskId: source, ...asked, orderAgain: true },
				unified,
			);
			expect(refused).toMatchObject({
				taskId: source,
				error: {
					reason: 'versionNotShown',
					advice: expect.stringContaining('give the ID that came when it was ordered'),
				},
			});
			expect(purchases()).toEqual(before);
		}
	});

	it('leaves the task itself alone where Version is Original', async () => {
		const taskId = await bought('a dog', '1080p 0');
		const [task] = await found(operation, { taskId, version: 'original' });
		expect(task).toMatchObject({ taskId, status: 'succeeded', videos: [{ resolution: '720p' }] });
		expect(task).not.toHaveProperty('version');
		expect(orders()).toEqual([]);
	});
});

it('Download fetches no other video in place of one whose link is dead', async () => {
	const node = veo({ completion: 'submitOnly', resolution: '1080p' });
	const run = await stage.engine.run(only(node), prompts('a dog [two videos] [file gone]'));
	await stage.simulator.callbacksSettled();
	const taskId = String(run.json('Veo')[0].taskId);
	const [{ videos }] = await found('get', { taskId });
	const asked = { taskId, version: '1080p', videoIndex: 1 };
	const [task] = await found('download', asked);
	expect(task).toMatchObject({ error: { reason: 'linkExpired' } });
	const [, { url }] = videos as Array<{ url: string }>;
	expect(new Set(files().map((name) => new URL(url).pathname.endsWith(name)))).toEqual(
		new Set([true]),
	);
});

it('Get shows a version that is still in the making, with what finds it', async () => {
	const taskId = await bought('a dog [upscale never]', '1080p 0');
	const [task] = await found('get', { taskId, version: '1080p' });
	expect(task).toMatchObject({ taskId, status: 'processing', version: '1080p', videoIndex: 0 });
});

it('Wait waits until the 1080p version is there', async () => {
	stage.simulator.configure({ taskMs: 300 });
	const taskId = await bought('a dog');
	const node = veo({ operation: 'get_1080p', taskId, videoIndex: 0, completion: 'submitOnly' });
	stage.simulator.configure({ taskMs: 1500 });
	await stage.engine.run(only(node));
	const [task] = await found('wait', { taskId, version: '1080p', pollInterval: 1 });
	expect(task).toMatchObject({ status: 'succeeded', version: '1080p' });
	expect(task.videoUrl).toContain('/1080p-0-');
	expect(purchases()).toEqual(['generate', 'get_1080p']);
});

it('Wait waits for a 4K version that the record shows, and for its time limit only', async () => {
	const taskId = await bought('a dog [4k record] [upscale slow 2]');
	const node = veo({ operation: 'get_4k', taskId, videoIndex: 0, completion: 'submitOnly' });
	await stage.engine.run(only(node));
	stage.simulator.requests.length = 0;
	const asked = { taskId, version: '4k', pollInterval: 1 };
	const [late] = await found('wait', { ...asked, timeLimit: 0.005 });
	expect(late).toMatchObject({ taskId, status: 'timedOut', version: '4k', videoIndex: 0 });
	expect((late.error as { advice: string }).advice).toContain("'Version' to 4K");
	const [task] = await found('wait', asked);
	expect(task).toMatchObject({ status: 'succeeded' });
	expect(task.videoUrl).toContain('/4k-0-');
	expect(orders()).toEqual([]);
}, 30_000);

it('Wait sends the order of a 4K version again not more often than every 10 seconds', async () => {
	const taskId = await bought('a dog [upscale slow 5]');
	const node = veo({ operation: 'get_4k', taskId, videoIndex: 0, completion: 'submitOnly' });
	await stage.engine.run(only(node));
	stage.simulator.requests.length = 0;
	const [task] = await found('wait', { taskId, version: '4k', orderAgain: true, pollInterval: 1 });
	expect(task).toMatchObject({ status: 'succeeded', version: '4k' });
	const times = orders().map(({ at }) => Date.parse(at));
	expect(times.length).toBeGreaterThan(1);
	for (const [index, time] of times.slice(1).entries()) {
		expect(time - times[index]).toBeGreaterThanOrEqual(9_000);
	}
	expect(purchases()).toEqual(['generate', 'get_4k']);
}, 60_000);

it('one wrong version holds no other item up', async () => {
	const taskId = await bought('a dog', '1080p 0');
	const input = ['1080p', '4k', 'original'].map((version) => ({ json: { version } }));
	const workflow = recover('wait', { taskId, version: '={{ $json.version }}' });
	const run = await stage.engine.run(workflow, { input });
	expect(run.json('Veo')).toMatchObject([
		{ status: 'succeeded', version: '1080p' },
		{ error: { reason: 'versionNotShown' } },
		{ status: 'succeeded', videos: [{ resolution: '720p' }] },
	]);
	expect(run.items('Veo').map(({ pairedItem }) => pairedItem)).toEqual(
		[0, 1, 2].map((item) => ({ item })),
	);
});
