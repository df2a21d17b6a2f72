import type { AxiosInstance } from 'axios';

import type { Simulator } from '../../../dev/simulator/server';
import { clientOf, startQuickSimulator } from './harness';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const ORDER = { action: 'text2video', model: 'veo3-fast', prompt: 'a dog' };

let simulator: Simulator;
let aceData: AxiosInstance;

beforeAll(async () => {
	simulator = await startQuickSimulator();
	aceData = clientOf(simulator, 'aceData');
});
beforeEach(() => simulator.reset());
afterAll(() => simulator.close());

async function submit(body: object) {
	return await aceData.post('/veo/videos', body);
}

async function look(body: object) {
	return (await aceData.post('/veo/tasks', body)).data;
}

const finishedBody = {
	success: true,
	task_id: expect.stringMatching(UUID),
	trace_id: expect.stringMatching(UUID),
	data: [
		{
			id: expect.stringMatching(/^[0-9a-f]{32}$/),
			video_url: expect.stringMatching(/\.mp4$/),
			created_at: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/),
			complete_at: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/),
			state: 'succeeded',
		},
	],
};

describe('submitting', () => {
	it.each([
		['nothing else', {}],
		['async and the mark [sync]', { async: true, prompt: '[sync]' }],
	])('with %s is answered with the finished result', async (_what, more) => {
		expect((await submit({ ...ORDER, ...more })).data).toEqual(finishedBody);
	});

	it.each([
		['async', { async: true }],
		['a callback URL', { callback_url: 'http://127.0.0.1:9/nobody-listens' }],
	])('with %s is answered with the id alone', async (_what, more) => {
		expect((await submit({ ...ORDER, ...more })).data).toEqual({
			task_id: expect.stringMatching(UUID),
		});
	});

	it.each([
		['an unknown action', { action: 'x' }, 'action is invalid.'],
		['a retired model', { model: 'veo2' }, 'model is not supported'],
		['no prompt', { prompt: '' }, 'prompt is invalid.'],
		['a square', { aspect_ratio: '1:1' }, 'aspect_ratio is invalid.'],
		['720p', { resolution: '720p' }, 'resolution is invalid.'],
		['no image', { action: 'image2video' }, 'image_urls is invalid when generate videos'],
		[
			'three images',
			{ action: 'image2video', image_urls: ['a', 'b', 'c'] },
			'image_urls is invalid when generate videos',
		],
		['an image as text', { image_urls: 'a' }, 'image_urls is invalid when generate videos'],
		['an unknown video', { action: 'get_1080p', video_id: 'x' }, 'video_id is invalid.'],
		['the newer name of the 1080p action', { action: 'get1080p' }, 'action is invalid.'],
		['ingredients without images', { model: 'veo31-fast-ingredients' }, 'model is invalid.'],
	])('refuses %s with a real 400', async (_what, change, message) => {
		const { status, data } = await submit({ ...ORDER, ...change });
		expect(status).toBe(400);
		expect(data).toMatchObject({ success: false, error: { code: 'bad_request', message } });
		expect(simulator.ledger.purchases).toEqual([]);
	});

	it.each([
		['[policy]', 403, 'forbidden'],
		['[image fetch]', 400, 'bad_request'],
		['[500]', 500, 'api_error'],
		['[unknown code]', 500, 'something_new'],
	])('%s fails with %i %s', async (prompt, expected, code) => {
		const { status, data } = await submit({ ...ORDER, prompt });
		expect(status).toBe(expected);
		expect(data).toMatchObject({ success: false, error: { code }, task_id: expect.any(String) });
		const record = await look({ id: data.task_id });
		expect(record.response).toMatchObject({ success: false, error: { code } });
	});
});

describe('the result', () => {
	it.each([
		[{ model: 'veo31' }, 'succeeded'],
		[{ model: 'veo31-fast' }, undefined],
		[{ model: 'veo31', action: 'image2video', image_urls: ['https://a.example/1.png'] }, undefined],
	])('makes 4K of %j: %s', async (change, state) => {
		const { data } = await submit({ ...ORDER, ...change, resolution: '4k' });
		expect(data.data?.[0].state).toBe(state);
	});

	it.each([
		['[item failed]', [{ state: 'failed' }], [false]],
		['[item failed url]', [{ state: 'failed' }], [true]],
		['[two videos] [item failed]', [{ state: 'succeeded' }, { state: 'failed' }], [true, false]],
		['[url hole]', [{ state: 'succeeded' }, { state: 'succeeded' }], [false, true]],
		['[late url]', [{ state: 'succeeded' }], [false]],
		['[no url]', [{ state: 'succeeded' }], [false]],
	])('%s is a success all the same', async (prompt, items, haveUrls) => {
		const { data } = await submit({ ...ORDER, prompt });
		expect(data).toMatchObject({ success: true, data: items });
		expect(data.data.map((item: object) => 'video_url' in item)).toEqual(haveUrls);
	});

	it('[bare error] has a text for an error', async () => {
		const { status, data } = await submit({ ...ORDER, prompt: '[500] [bare error]' });
		expect({ status, data }).toEqual({
			status: 500,
			data: { error: 'fetch failed', task_id: expect.any(String), trace_id: expect.any(String) },
		});
	});

	it('[newest form] has other ids and times, and says what it cost', async () => {
		const { data } = await submit({ ...ORDER, prompt: '[newest form]', aspect_ratio: '9:16' });
		const iso = expect.stringMatching(/^\d{4}-.*T.*Z$/);
		expect(data).toMatchObject({ cost: 1, elapsed: expect.any(Number), finished_at: iso });
		expect(data.data).toMatchObject([
			{ id: expect.stringMatching(UUID), created_at: iso, complete_at: iso, aspect_ratio: '9:16' },
		]);
		const record = await look({ id: data.task_id });
		expect(record).toMatchObject({ started_at: iso, finished_at: iso });
	});

	it('has times as the clocks in China show them', async () => {
		const { data } = await submit(ORDER);
		const record = await look({ id: data.task_id });
		const [{ created_at }] = data.data;
		expect(Date.parse(`${created_at}+08:00`) / 1000).toBe(Math.floor(record.created_at));
	});
});

describe('1080p', () => {
	const UPSCALE = { action: 'get_1080p', model: 'veo3' };

	it('keeps the id and the times of its source and has a task id of its own', async () => {
		const { data: source } = await submit(ORDER);
		const [{ id, created_at, complete_at }] = source.data;
		const { data } = await submit({ ...UPSCALE, video_id: id });
		const video_url = expect.stringContaining('/files/1080p-0-');
		expect(data.data).toEqual([{ id, video_url, created_at, complete_at, state: 'succeeded' }]);
		expect(data.task_id).not.toBe(source.task_id);
	});

	it('can be had of each video, and goes by the marks of its source', async () => {
		const prompt = '[two videos] [callback lost] [upscale slow 0.3]';
		const { data: source } = await submit({ ...ORDER, prompt });
		const started = Date.now();
		const { data } = await submit({ ...UPSCALE, video_id: source.data[1].id });
		expect(Date.now() - started).toBeGreaterThan(250);
		expect(data.data).toHaveLength(1);
		expect(data.data[0].video_url).toContain('/files/1080p-1-');
		expect(simulator.ledger.purchases[1].prompt).toContain('[callback lost]');
	});

	it('can go by the newer name instead', async () => {
		const { data: source } = await submit(ORDER);
		simulator.configure({ aceData1080pActions: ['get1080p'] });
		const body = { model: 'veo3', video_id: source.data[0].id };
		expect((await submit({ ...body, action: 'get_1080p' })).status).toBe(400);
		expect((await submit({ ...body, action: 'get1080p' })).status).toBe(200);
	});
});

describe('looking up', () => {
	it('goes from no response over a snapshot to the result', async () => {
		simulator.configure({ taskMs: 1000 });
		const { task_id } = (await submit({ ...ORDER, async: true })).data;
		const first = await look({ id: task_id });
		expect(first).toMatchObject({ id: task_id, type: 'videos', request: ORDER });
		expect(first).not.toHaveProperty('response');
		simulator.configure({ taskMs: 0 });
		const snapshot = (await look({ id: task_id })).response;
		expect(snapshot).toMatchObject({ data: [{ state: 'processing' }] });
		expect(snapshot).not.toHaveProperty('success');
		await simulator.callbacksSettled();
		const { response, trace_id } = await look({ id: task_id });
		expect(response).toEqual({ ...finishedBody, task_id, trace_id });
		expect((await look({ trace_id })).id).toBe(task_id);
	});

	it.each([
		['an unknown id', { id: '00000000-0000-4000-8000-000000000000' }],
		['task_id instead of id', { task_id: 'x' }],
	])('answers %s with an empty object', async (_what, body) => {
		const { status, data } = await aceData.post('/veo/tasks', body);
		expect({ status, data }).toEqual({ status: 200, data: {} });
	});

	it.each(['[submit 500]', '[submit timeout]'])('finds what %s hides', async (prompt) => {
		const { data } = await submit({ ...ORDER, prompt, async: true });
		const [{ taskId }] = simulator.ledger.purchases;
		expect((await look({ trace_id: data.trace_id })).id).toBe(taskId);
		const batch = await look({ action: 'retrieve_batch', trace_ids: [data.trace_id] });
		expect(batch.items).toMatchObject([{ id: taskId }]);
	});

	it('gives each refusal a trace id of its own', async () => {
		const traces = [await submit({}), await submit({})].map(({ data }) => data.trace_id);
		expect(new Set(traces).size).toBe(2);
	});

	describe('for many', () => {
		const buy = async (count: number) => {
			const ids: string[] = [];
			for (let index = 0; index < count; index++)
				ids.push((await submit({ ...ORDER, async: true })).data.task_id);
			return ids;
		};
		const list = async (filters: object) => {
			const { items, count } = await look({ action: 'retrieve_batch', ...filters });
			expect(count).toBe(items.length);
			return items.map(({ id }: { id: string }) => id);
		};

		it('leaves out the unknown, and has the newest first', async () => {
			const ids = await buy(2);
			expect(await list({ ids: ['unknown', ...ids] })).toEqual(ids.reverse());
		});

		it('applies its limit of 12 to ids, too, as far as the setting wants it', async () => {
			const ids = await buy(14);
			expect(await list({ ids })).toEqual(ids.slice(2).reverse());
			expect(await list({ ids, limit: 14 })).toHaveLength(14);
			expect(await list({ ids, offset: 12 })).toHaveLength(2);
			simulator.configure({ aceDataLimitsIds: false });
			expect(await list({ ids })).toHaveLength(14);
		});

		it('lists by page, time and type', async () => {
			const ids = await buy(3);
			const [oldest, , newest] = ids;
			const now = Date.now() / 1000;
			expect(await list({ limit: 1 })).toEqual([newest]);
			expect(await list({ limit: 5, offset: 2 })).toEqual([oldest]);
			expect(await list({ created_at_min: now - 60, created_at_max: now })).toHaveLength(3);
			expect(await list({ created_at_min: now + 60 })).toEqual([]);
			expect(await list({ created_at_max: now - 60 })).toEqual([]);
			expect(await list({ type: 'videos' })).toHaveLength(3);
			expect(await list({ type: 'images' })).toEqual([]);
		});

		it('has lost those that are expired', async () => {
			const { data } = await submit({ ...ORDER, prompt: '[expired]' });
			expect(await list({})).toEqual([]);
			expect(await look({ id: data.task_id })).toEqual({});
		});
	});
});
