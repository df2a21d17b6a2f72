import type { AxiosInstance } from 'axios';

import type { Simulator } from '../../../dev/simulator/server';
import { clientOf, dataOf, startQuickSimulator } from './harness';

let simulator: Simulator;
let kie: AxiosInstance;

beforeAll(async () => {
	simulator = await startQuickSimulator();
	kie = clientOf(simulator, 'kie');
});
beforeEach(() => simulator.reset());
afterAll(() => simulator.close());

const REFERENCE = {
	prompt: 'p',
	generationType: 'REFERENCE_2_VIDEO',
	imageUrls: ['https://a.example/1.png'],
};

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
		['references cropped by their first', { ...REFERENCE, aspect_ratio: 'Auto' }, 'Ratio error'],
		['references of four seconds', { ...REFERENCE, duration: 4 }, 'Duration error'],
		['references at the best quality', { ...REFERENCE, model: 'veo3' }, 'Model error'],
		[
			'what the model refuses at once',
			{ prompt: '[submit rejected]' },
			expect.stringContaining('rejected by Flow('),
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
			400,
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
		[
			'a hole and one',
			'a dog [url hole]',
			(urls: unknown) => (urls as unknown[]).map((url) => typeof url).join() === 'object,string',
		],
		['none', 'a dog [no url]', (urls: unknown) => (urls as string[]).length === 0],
	])('gives the URLs as %s', async (_form, prompt, isRight) => {
		const { successFlag, response } = await finished(prompt);
		expect(successFlag).toBe(1);
		expect(isRight(response.resultUrls)).toBe(true);
	});

	it('has originUrls where they belong', async () => {
		const { response } = await finished('a dog', { aspectRatio: '9:16' });
		expect(response.originUrls).toEqual([expect.stringContaining('/files/origin-')]);
	});

	it.each([
		['[fallback]', {}, true],
		['[policy]', { enableFallback: true }, true],
		['[minor]', { enableFallback: true, aspect_ratio: '16:9' }, true],
		['[prominent person]', { enableFallback: true }, true],
		['[policy]', { enableFallback: true, aspect_ratio: '9:16' }, false],
		['[policy]', {}, false],
		['[image fetch]', { enableFallback: true }, false],
	])('lets the fallback model make good %s with %j: %s', async (prompt, more, isMade) => {
		const record = await finished(prompt, more);
		if (isMade)
			expect(record).toMatchObject({ fallbackFlag: true, response: { resolution: '1080p' } });
		else expect(record).toMatchObject({ successFlag: 2, fallbackFlag: false, response: null });
	});

	it('[late url 0.2] has the original before the URLs of the result', async () => {
		const { successFlag, response } = await finished('[fast] [late url 0.2]', {
			resolution: '1080p',
		});
		expect(successFlag).toBe(1);
		expect(response).toMatchObject({ resultUrls: null, originUrls: [expect.any(String)] });
		await new Promise((resolve) => setTimeout(resolve, 220));
		const later = await recordOf(simulator.ledger.purchases[0].taskId);
		expect(later.response.resultUrls).toEqual([expect.any(String)]);
	});

	it('[late url] never has them', async () => {
		const { response } = await finished('[late url]', { resolution: '1080p' });
		expect(response.resultUrls).toBeNull();
	});

	it('tells the sound of each video and the seeds that were used', async () => {
		const first = await finished('[two videos] [silent]');
		expect(first.response.hasAudioList).toEqual([false, false]);
		const { seeds } = first.response;
		expect(seeds).toHaveLength(2);
		for (const seed of seeds) expect(seed >= 10000 && seed <= 99999).toBe(true);
		expect((await recordOf(first.taskId)).response.seeds).toEqual(seeds);
	});

	it('repeats the callback URL and the watermark in the parameters', async () => {
		const callBackUrl = 'http://127.0.0.1:9/nobody-listens';
		const { paramJson } = await finished('a dog', { callBackUrl, watermark: 'KieAI' });
		expect(JSON.parse(paramJson)).toMatchObject({ callBackUrl, waterMark: 'KieAI' });
	});

	it('has times as numbers, and with [text times] as the clocks in China show them', async () => {
		expect((await finished('a dog')).createTime).toEqual(expect.any(Number));
		const { createTime } = await finished('[text times]');
		expect(createTime).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
		const since = Date.now() - Date.parse(`${createTime}+08:00`);
		expect(since).toBeGreaterThanOrEqual(0);
		expect(since).toBeLessThan(60_000);
	});

	it('[no code] fails without a code', async () => {
		expect(await finished('[policy] [no code]')).toMatchObject({
			successFlag: 2,
			errorCode: null,
			errorMessage: expect.stringContaining('content policies'),
		});
	});

	it('[fails 2] fails twice, and [fails] always', async () => {
		const flags: unknown[] = [];
		for (const prompt of ['[fails 2]', '[fails 2]', '[fails 2]', '[fails]', '[fails]']) {
			flags.push((await finished(prompt)).successFlag);
		}
		expect(flags).toEqual([3, 3, 1, 3, 3]);
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

	it('[record blank] has no record while the task runs', async () => {
		simulator.configure({ taskMs: 300 });
		const taskId = await generate('[record blank]');
		const params = { taskId };
		const { data } = await kie.get('/api/v1/veo/record-info', { params });
		expect(data).toEqual({ code: 422, msg: 'record status is not success', data: null });
		await simulator.callbacksSettled();
		expect((await recordOf(taskId)).successFlag).toBe(1);
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
	const extend = async (taskId: string) =>
		(await kie.post('/api/v1/veo/extend', { taskId, prompt: 'it runs', model: 'fast' })).data;

	it('makes a task of its own, with the whole film beside the new clip', async () => {
		const { taskId } = await finished('a dog');
		const extended = (await extend(taskId)).data;
		expect(extended.taskId).not.toBe(taskId);
		await simulator.callbacksSettled();
		const { response, paramJson } = await recordOf(extended.taskId);
		expect(response.resultUrls).toEqual([expect.stringMatching(/\/files\/[0-9a-f]{32}_/)]);
		expect(response.fullResultUrls).toEqual([expect.stringContaining('/files/whole-')]);
		expect(JSON.parse(paramJson)).toEqual({ taskId, prompt: 'it runs', model: 'fast' });
	});

	it('alone has the whole film, but for [full urls]', async () => {
		expect((await finished('a dog')).response).not.toHaveProperty('fullResultUrls');
		expect((await finished('[full urls]')).response.fullResultUrls).toHaveLength(1);
	});

	it('does not know a foreign task', async () => {
		expect(await extend('x')).toEqual({ code: 404, msg: 'Record does not exist', data: null });
	});

	it.each(['[policy]', '[never]'])('is not to be had of %s', async (prompt) => {
		const taskId = await generate(prompt);
		await simulator.callbacksSettled();
		expect(await extend(taskId)).toMatchObject({ code: 422, msg: 'record status is not success' });
	});

	it('is not to be had once the video was upscaled to 1080p', async () => {
		const { taskId } = await finished('a dog');
		await kie.get('/api/v1/veo/get-1080p-video', { params: { taskId } });
		expect(await extend(taskId)).toMatchObject({ code: 422, msg: expect.stringMatching(/1080P/) });
		const operations = simulator.ledger.purchases.map(({ operation }) => operation);
		expect(operations).toEqual(['generate', 'get_1080p']);
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
