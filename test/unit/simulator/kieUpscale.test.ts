import type { AxiosInstance } from 'axios';

import type { Simulator } from '../../../simulator/server';
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
		for (const mark of ['[policy]', '[fallback]'])
			expect(await get1080p(await source(mark))).toMatchObject({
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

	it('does not know a foreign task', async () => {
		const { data } = await kie.post('/api/v1/veo/get-4k-video', { taskId: 'x' });
		expect(data).toEqual(NOT_FOUND);
	});
});

describe('the unified form', () => {
	async function run(model: string, input: object) {
		simulator.configure(UNHURRIED);
		const { taskId, recordId } = dataOf(
			await kie.post('/api/v1/jobs/createTask', { model, input }),
		);
		expect(recordId).not.toBe(taskId);
		const look = async () =>
			dataOf(await kie.get('/api/v1/jobs/recordInfo', { params: { taskId } }));
		expect(await look()).toMatchObject({ successFlag: 0, resultJson: null });
		await simulator.callbacksSettled();
		return await look();
	}

	it('makes a video', async () => {
		const record = await run('veo-3-1', { prompt: 'a dog', model: 'veo3', aspect_ratio: '9:16' });
		expect(record).toMatchObject({ state: 'success', successFlag: 1, creditsConsumed: 250 });
		const { resultUrls } = JSON.parse(record.resultJson);
		expect(record.response).toEqual({ resultUrls });
	});

	it.each([
		['veo/get-1080p-video', 'taskId'],
		['veo/get-4k-video', 'task_id'],
	])('hides the result of %s elsewhere', async (model, name) => {
		const record = await run(model, { [name]: await source('a dog') });
		expect(JSON.parse(record.resultJson)).toEqual({
			code: 200,
			data: {
				result_urls: [expect.stringMatching(/\.mp4$/)],
				origin_urls: [expect.stringMatching(/origin-.*\.mp4$/)],
			},
		});
		expect(record.response).toBeNull();
	});

	it('wants the spelling of each model', async () => {
		const taskId = await source('a dog');
		const post = async (model: string, input: object) =>
			(await kie.post('/api/v1/jobs/createTask', { model, input })).data;
		expect(await post('veo/get-1080p-video', { task_id: taskId })).toMatchObject({ code: 422 });
		expect(await post('veo/get-4k-video', { taskId })).toMatchObject({ code: 422 });
		expect(await post('veo-9', {})).toMatchObject({ code: 404 });
	});

	it('tells a failure', async () => {
		expect(await run('veo-3-1', { prompt: '[policy]' })).toMatchObject({
			state: 'fail',
			successFlag: 3,
			failCode: '400',
			failMsg: expect.stringContaining('content policies'),
			resultJson: null,
		});
	});

	it('does not know a task of the classic paths', async () => {
		const params = { taskId: await source('a dog') };
		const { data } = await kie.get('/api/v1/jobs/recordInfo', { params });
		expect(data).toEqual({ code: 422, msg: 'recordInfo is null', data: null });
	});
});
