import axios, { type AxiosInstance } from 'axios';

import type { Simulator } from '../../../dev/simulator/server';
import { clientOf, dataOf, startQuickSimulator, UNHURRIED } from './harness';

let simulator: Simulator;
let kie: AxiosInstance;

beforeAll(async () => {
	simulator = await startQuickSimulator();
	kie = clientOf(simulator, 'kie');
});
beforeEach(() => simulator.reset());
afterAll(() => simulator.close());

async function source(prompt: string): Promise<string> {
	const { taskId } = dataOf(await kie.post('/api/v1/veo/generate', { prompt }));
	await simulator.callbacksSettled();
	return taskId;
}

async function get1080p(taskId: string, index = 0) {
	const params = { taskId, index };
	return (await kie.get('/api/v1/veo/get-1080p-video', { params })).data;
}

const NOT_FOUND = { code: 422, msg: 'Record does not exist', data: null };
const PROCESSING_1080P =
	'1080P is processing. It should be ready in 1-2 minutes. Please check back shortly.';

describe('1080p', () => {
	it('words an unknown id and an index that is not there as recorded', async () => {
		expect(await get1080p('unknown')).toEqual(NOT_FOUND);
		expect(await get1080p(await source('a dog'), 1)).toEqual(NOT_FOUND);
	});

	it('is processing at first, then has one URL, and costs its five credits once', async () => {
		const taskId = await source('a dog');
		simulator.configure(UNHURRIED);
		expect(await get1080p(taskId)).toEqual({ code: 400, msg: PROCESSING_1080P, data: null });
		expect(await get1080p(taskId)).toMatchObject({ code: 400 });
		await simulator.callbacksSettled();
		expect(await get1080p(taskId)).toEqual({
			code: 200,
			msg: 'success',
			data: { resultUrl: expect.stringMatching(/^http:.*\.mp4$/) },
		});
		const bought = simulator.ledger.purchases.filter(({ operation }) => operation === 'get_1080p');
		expect(bought).toMatchObject([{ taskId, credits: 5 }]);
	});

	it('has a file and a price for each video of the task', async () => {
		const taskId = await source('[two videos]');
		for (const index of [0, 1, 1]) await get1080p(taskId, index);
		await simulator.callbacksSettled();
		for (const index of [0, 1])
			expect((await get1080p(taskId, index)).data.resultUrl).toContain(`/files/1080p-${index}-`);
		const bought = simulator.ledger.purchases.filter(({ operation }) => operation === 'get_1080p');
		expect(bought).toHaveLength(2);
	});

	it('does not know the video behind a hole', async () => {
		const taskId = await source('[url hole]');
		expect(await get1080p(taskId, 0)).toEqual(NOT_FOUND);
		expect(await get1080p(taskId, 1)).toMatchObject({ code: 400 });
	});

	it('can be processing with code 200, and be done without a URL', async () => {
		expect(await get1080p(await source('[1080p 200]'))).toMatchObject({ code: 200, data: null });
		const late = await source('[late url]');
		await get1080p(late);
		await simulator.callbacksSettled();
		expect(await get1080p(late)).toMatchObject({ code: 200, data: { resultUrl: null } });
	});

	it('takes its own time, or for ever', async () => {
		const [slow, never] = [await source('[upscale slow 1]'), await source('[upscale never]')];
		for (const taskId of [slow, never]) await get1080p(taskId);
		await new Promise((resolve) => setTimeout(resolve, 120));
		expect(await get1080p(slow)).toMatchObject({ code: 400 });
		await simulator.callbacksSettled();
		expect(await get1080p(slow)).toMatchObject({ code: 200 });
		expect(await get1080p(never)).toMatchObject({ code: 400 });
	});

	it.each([[422], [500]] as const)('can be processing with code %i', async (code) => {
		expect(await get1080p(await source(`a dog [1080p ${code}]`))).toMatchObject({ code });
		simulator.configure({ kie1080pNotReadyCode: code });
		expect(await get1080p(await source('a dog'))).toMatchObject({ code, msg: PROCESSING_1080P });
	});

	it('is not to be had of a running, a failed and a fallback video', async () => {
		const { taskId } = dataOf(await kie.post('/api/v1/veo/generate', { prompt: '[never]' }));
		expect(await get1080p(taskId)).toMatchObject({
			code: 422,
			msg: 'record status is not success',
		});
		// A failed source is answered like a running one.
		expect(await get1080p(await source('[policy]'))).toMatchObject({
			code: 422,
			msg: 'record status is not success',
		});
		expect(await get1080p(await source('[fallback]'))).toMatchObject({
			code: 422,
			msg: 'record result data not exist',
		});
	});
});

describe('4K', () => {
	it('is answered with 422 while in the making and when done, as recorded', async () => {
		const taskId = await source('a dog');
		simulator.configure(UNHURRIED);
		const ask = async () => (await kie.post('/api/v1/veo/get-4k-video', { taskId })).data;
		const open = { taskId, resultUrls: null, imageUrls: null };
		expect(await ask()).toEqual({ code: 200, msg: 'success', data: open });
		expect(await ask()).toEqual({
			code: 422,
			msg: '4k is processing. It should be ready in 5-10 minutes. Please check back shortly.',
			data: open,
		});
		await simulator.callbacksSettled();
		expect(await ask()).toEqual({
			code: 422,
			msg: 'The video has been generated successfully',
			data: {
				taskId,
				resultUrls: [expect.stringMatching(/\.mp4$/)],
				imageUrls: [expect.stringMatching(/\.jpg$/)],
			},
		});
	});

	const ask = async (taskId: string, index?: number) =>
		(await kie.post('/api/v1/veo/get-4k-video', { taskId, index })).data;
	const UNAVAILABLE = 'The 4K version of this video is unavailable. Please try a different video.';

	it('is bought once per video of the task, each with a file of its own', async () => {
		const taskId = await source('[two videos]');
		for (const index of [0, 1, 0, 1]) await ask(taskId, index);
		await simulator.callbacksSettled();
		for (const index of [0, 1])
			expect((await ask(taskId, index)).data).toEqual({
				taskId,
				resultUrls: [expect.stringContaining(`/files/4k-${index}-`)],
				imageUrls: [expect.stringMatching(`/files/4k-${index}-.*jpg$`)],
			});
		const bought = simulator.ledger.purchases.filter(({ operation }) => operation === 'get_4k');
		expect(bought).toMatchObject([{ credits: 120 }, { credits: 120 }]);
	});

	it('[4k refused] is refused at once, and costs nothing', async () => {
		expect(await ask(await source('[4k refused]'))).toEqual({
			code: 422,
			msg: UNAVAILABLE,
			data: null,
		});
		expect(simulator.ledger.purchases).toHaveLength(1);
	});

	it('[4k unavailable] is said after the wait, and not bought again', async () => {
		const taskId = await source('[4k unavailable]');
		const data = { taskId, resultUrls: null, imageUrls: null };
		expect(await ask(taskId)).toMatchObject({ code: 200, data });
		await simulator.callbacksSettled();
		for (let count = 1; count <= 2; count++)
			expect(await ask(taskId)).toEqual({ code: 422, msg: UNAVAILABLE, data });
		expect(simulator.ledger.purchases).toMatchObject([
			{ operation: 'generate' },
			{ operation: 'get_4k', refunded: true },
		]);
	});

	describe('on record', () => {
		const recordOf = async (taskId: string) =>
			dataOf(await kie.get('/api/v1/veo/record-info', { params: { taskId } }));

		it('is its source, where they share the id', async () => {
			const taskId = await source('a dog');
			await ask(taskId);
			await simulator.callbacksSettled();
			expect((await recordOf(taskId)).response).toMatchObject({ resolution: '720p' });
		});

		it.each(['[4k record]', '[4k own id]'])('is a record of its own with %s', async (mark) => {
			const sourceId = await source(mark);
			simulator.configure(UNHURRIED);
			const { taskId } = (await ask(sourceId)).data;
			const open = await recordOf(taskId);
			expect(open).toMatchObject({ taskId, successFlag: 0, response: null });
			expect(open).not.toHaveProperty('fallbackFlag');
			await simulator.callbacksSettled();
			expect(await recordOf(taskId)).toMatchObject({
				successFlag: 1,
				response: {
					taskId,
					resolution: '4k',
					resultUrls: [expect.stringContaining('/files/4k-0-')],
					mediaIds: [expect.any(String)],
				},
			});
			expect((await ask(sourceId)).data.taskId).toBe(taskId);
			expect(simulator.ledger.purchases).toHaveLength(2);
		});

		it('has failed where there is none', async () => {
			const { taskId } = (await ask(await source('[4k own id] [4k unavailable]'))).data;
			await simulator.callbacksSettled();
			expect(await recordOf(taskId)).toMatchObject({
				successFlag: 3,
				errorCode: 500,
				errorMessage: UNAVAILABLE,
				response: null,
			});
		});
	});

	it('serves the still', async () => {
		const taskId = await source('a dog');
		await ask(taskId);
		await simulator.callbacksSettled();
		const [url] = (await ask(taskId)).data.imageUrls;
		const { headers, data } = await axios.get(url, { responseType: 'arraybuffer', proxy: false });
		expect(headers['content-type']).toBe('image/jpeg');
		expect(data.subarray(0, 3).toString('hex')).toBe('ffd8ff');
	});

	it('does not know a foreign task', async () => {
		const { data } = await kie.post('/api/v1/veo/get-4k-video', { taskId: 'x' });
		expect(data).toEqual(NOT_FOUND);
	});
});
