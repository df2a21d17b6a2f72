import type { AxiosInstance } from 'axios';

import type { Simulator } from '../../../simulator/server';
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
		['an unknown video', { action: 'get1080p', video_id: 'x' }, 'video_id is invalid.'],
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

describe('1080p', () => {
	it('keeps the id and the times of its source and has a task id of its own', async () => {
		const { data: source } = await submit(ORDER);
		const [{ id, created_at, complete_at }] = source.data;
		for (const action of ['get1080p', 'get_1080p']) {
			const { data } = await submit({ action, model: 'veo3', video_id: id });
			expect(data.data).toEqual([{ ...finishedBody.data[0], id, created_at, complete_at }]);
			expect(data.task_id).not.toBe(source.task_id);
		}
	});

	it('can refuse the older name', async () => {
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

	it('answers for many at once, leaving the unknown out', async () => {
		const ids: string[] = [];
		for (const prompt of ['a dog', 'a cat']) {
			const { data } = await submit({ ...ORDER, prompt, async: true });
			ids.push(data.task_id);
		}
		const batch = { action: 'retrieve_batch', ids: ['unknown', ...ids] };
		const { items, count } = await look(batch);
		expect(count).toBe(2);
		expect(items.map(({ id }: { id: string }) => id)).toEqual(ids);
		const newest = await look({ action: 'retrieve_batch', limit: 1 });
		expect(newest.items).toMatchObject([{ id: ids[1] }]);
	});
});
