import type { AxiosInstance } from 'axios';

import type { Simulator } from '../../../simulator/server';
import { clientOf, dataOf, startQuickSimulator } from './harness';

let simulator: Simulator;
let kie: AxiosInstance;

beforeAll(async () => {
	simulator = await startQuickSimulator();
	kie = clientOf(simulator, 'kie');
});
beforeEach(() => simulator.reset());
afterAll(() => simulator.close());

async function generate(prompt: string, more: object = {}): Promise<string> {
	return dataOf(await kie.post('/api/v1/veo/generate', { prompt, ...more })).taskId;
}

async function recordOf(taskId: string) {
	return dataOf(await kie.get('/api/v1/veo/record-info', { params: { taskId } }));
}

async function finished(prompt: string, more: object = {}) {
	const taskId = await generate(prompt, more);
	await simulator.callbacksSettled();
	return await recordOf(taskId);
}

describe('generate', () => {
	it('answers with a task id of 32 hexadecimal digits', async () => {
		const { status, data } = await kie.post('/api/v1/veo/generate', { prompt: 'a dog' });
		expect(status).toBe(200);
		expect(data).toEqual({
			code: 200,
			msg: 'success',
			data: { taskId: expect.stringMatching(/^[0-9a-f]{32}$/) },
		});
	});

	it.each([
		['no prompt', {}, 'Please enter prompt'],
		['an empty prompt', { prompt: ' ' }, 'Please enter prompt'],
		['a square', { prompt: 'p', aspectRatio: '1:1' }, 'Ratio error'],
		['a square in the other spelling', { prompt: 'p', aspect_ratio: '1:1' }, 'Ratio error'],
		['an unknown model', { prompt: 'p', model: 'veo2' }, 'Model error'],
		['a name from the prototype', { prompt: 'p', resolution: 'toString' }, 'Resolution error'],
		['five seconds', { prompt: 'p', duration: 5 }, 'Duration error'],
		['a small seed', { prompt: 'p', seeds: 1 }, 'Seeds error'],
		[
			'an image as text',
			{ prompt: 'p', imageUrls: 'https://a.example/1.png' },
			'imageUrls is invalid',
		],
		['an image that is no URL', { prompt: 'p', imageUrls: ['1.png'] }, 'imageUrls is invalid'],
		[
			'three frames',
			{ prompt: 'p', imageUrls: [1, 2, 3].map((n) => `https://a.example/${n}.png`) },
			'imageUrls is invalid',
		],
		[
			'frames without images',
			{ prompt: 'p', generationType: 'FIRST_AND_LAST_FRAMES_2_VIDEO' },
			'Please enter imageUrls',
		],
		['an unknown type', { prompt: 'p', generationType: 'X' }, 'generationType error'],
		['a callback URL that is none', { prompt: 'p', callBackUrl: 'here' }, 'callBackUrl is invalid'],
	])('refuses %s with 422 inside HTTP 200', async (_what, body, msg) => {
		const { status, data } = await kie.post('/api/v1/veo/generate', body);
		expect({ status, data }).toEqual({ status: 200, data: { code: 422, msg, data: null } });
		expect(simulator.ledger.purchases).toEqual([]);
	});

	it('takes three reference images', async () => {
		const imageUrls = [1, 2, 3].map((n) => `https://a.example/${n}.png`);
		const taskId = await generate('p', { imageUrls, generationType: 'REFERENCE_2_VIDEO' });
		expect(taskId).toHaveLength(32);
	});
});

describe('record-info', () => {
	it('words an unknown id as recorded', async () => {
		const taskId = 'apicity-test-nonexistent-veo-task-id-do-not-record-real';
		const { status, data } = await kie.get('/api/v1/veo/record-info', { params: { taskId } });
		expect({ status, data }).toEqual({
			status: 200,
			data: { code: 422, msg: `Record not found for taskId: ${taskId}`, data: null },
		});
	});

	it('shows a running task as recorded', async () => {
		const taskId = await generate('[never]', { aspect_ratio: '9:16', model: 'veo3_lite' });
		const record = await recordOf(taskId);
		expect(record).toEqual({
			taskId,
			paramJson: expect.any(String),
			response: null,
			successFlag: 0,
			fallbackFlag: false,
			completeTime: null,
			createTime: expect.any(Number),
			errorCode: null,
			errorMessage: '',
		});
		expect(JSON.parse(record.paramJson)).toEqual({
			prompt: '[never]',
			model: 'veo3_lite',
			aspectRatio: '9:16',
			resolution: '720p',
			enableTranslation: true,
			enableFallback: false,
		});
	});

	it('shows a finished task', async () => {
		const record = await finished('a dog', { seeds: 12345 });
		expect(record).toMatchObject({
			successFlag: 1,
			fallbackFlag: false,
			completeTime: expect.any(Number),
			errorCode: null,
			errorMessage: null,
			response: {
				taskId: record.taskId,
				resolution: '720p',
				originUrls: null,
				resultUrls: [expect.stringMatching(/^http:.*\/files\/[0-9a-f]{32}_\d+\.mp4$/)],
				hasAudioList: [true],
				seeds: [12345],
			},
		});
	});

	it.each([
		['[policy]', 400, 2, /^Your prompt was flagged by Website/],
		['[policy] [chinese]', 400, 2, /^您的提示词/],
		['[unsafe image]', 400, 2, /unsafe image/],
		['[minor]', 400, 2, /^public error minor upload$/],
		['[prominent person]', 400, 2, /^public error prominent people upload$/],
		['[english]', 400, 2, /English/],
		['[image fetch]', 400, 2, /fetch the image/],
		[
			'[flow]',
			422,
			2,
			/^Your request was rejected by Flow\(Your prompt was .*policies\)\. You may/,
		],
		['[audio]', 400, 2, /unable to generate audio/],
		['[500]', 500, 2, /Internal Error/],
		['[501]', 501, 3, /failed/],
		['[unknown code]', 777, 2, /nobody/],
	])('%s fails with %i', async (mark, errorCode, successFlag, text) => {
		const record = await finished(`a dog ${mark}`);
		expect(record).toMatchObject({ successFlag, errorCode, response: null });
		expect(record.errorMessage).toMatch(text);
	});

	it.each([
		['an array', 'a dog', (urls: unknown) => Array.isArray(urls)],
		['JSON text', 'a dog [json urls]', (urls: unknown) => Array.isArray(JSON.parse(String(urls)))],
		[
			'bracketed text',
			'a dog [bracket urls]',
			(urls: unknown) => /^\[http[^"]*\]$/.test(String(urls)),
		],
		['two', 'a dog [two videos]', (urls: unknown) => (urls as string[]).length === 2],
		['none', 'a dog [no url]', (urls: unknown) => (urls as string[]).length === 0],
	])('gives the URLs as %s', async (_form, prompt, isRight) => {
		const { successFlag, response } = await finished(prompt);
		expect(successFlag).toBe(1);
		expect(isRight(response.resultUrls)).toBe(true);
	});

	it('has originUrls and fallback where they belong', async () => {
		const portrait = await finished('a dog', { aspectRatio: '9:16' });
		expect(portrait.response.originUrls).toHaveLength(1);
		const fallback = await finished('a dog [fallback]');
		expect(fallback).toMatchObject({ fallbackFlag: true, response: { resolution: '1080p' } });
	});

	it('[never] goes on running, and [expired] is gone when it has ended', async () => {
		const never = await generate('[never]');
		const expired = await generate('[expired]');
		await simulator.callbacksSettled();
		expect((await recordOf(never)).successFlag).toBe(0);
		const params = { taskId: expired };
		const { data } = await kie.get('/api/v1/veo/record-info', { params });
		expect(data).toMatchObject({ code: 422, msg: expect.stringContaining('within 14 days') });
	});

	it('[flaky] spoils every other look-up', async () => {
		const taskId = await generate('[flaky]');
		const seen: unknown[] = [];
		for (let look = 0; look < 6; look++) {
			const { status, data } = await kie.get('/api/v1/veo/record-info', { params: { taskId } });
			seen.push([status, typeof data === 'string' ? 'page' : data.code]);
		}
		expect(seen).toEqual([
			[200, 'page'],
			[200, 200],
			[502, 'page'],
			[200, 200],
			[200, 455],
			[200, 200],
		]);
	});
});

describe('extend', () => {
	it('makes a task of its own, with fullResultUrls', async () => {
		const { taskId } = await finished('a dog');
		const extended = dataOf(
			await kie.post('/api/v1/veo/extend', { taskId, prompt: 'it runs', model: 'fast' }),
		);
		expect(extended.taskId).not.toBe(taskId);
		await simulator.callbacksSettled();
		const { response } = await recordOf(extended.taskId);
		expect(response.fullResultUrls).toEqual(response.resultUrls);
	});

	it('does not know a foreign task', async () => {
		const body = { taskId: 'x', prompt: 'it runs' };
		const { data } = await kie.post('/api/v1/veo/extend', body);
		expect(data).toEqual({ code: 404, msg: 'Record does not exist', data: null });
	});
});

it('keeps the accounts apart', async () => {
	simulator.configure({ apiKeys: { kie: ['kie-key', 'another-key'] } });
	const taskId = await generate('a dog');
	const params = { taskId };
	const { data } = await clientOf(simulator, 'kie', 'another-key').get('/api/v1/veo/record-info', {
		params,
	});
	expect(data).toMatchObject({ code: 422 });
	expect((await recordOf(taskId)).taskId).toBe(taskId);
});

it('gives a download link for its own files only', async () => {
	const { response } = await finished('a dog');
	const url = response.resultUrls[0];
	const path = '/api/v1/common/download-url';
	expect((await kie.post(path, { url })).data).toMatchObject({ code: 200, data: url });
	expect((await kie.post(path, { url: 'https://a.example/x.mp4' })).data).toEqual({
		code: 422,
		msg: 'url is wrong',
		data: null,
	});
});
