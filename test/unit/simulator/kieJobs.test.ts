import type { AxiosInstance } from 'axios';

import { SEEDED_SONG, type Simulator } from '../../../dev/simulator/server';
import { clientOf, dataOf, startQuickSimulator, UNHURRIED } from './harness';

const MUSIC_VIDEO = 'ai-music-api/create-music-video';
const SONG = { task_id: SEEDED_SONG.taskId, audio_id: SEEDED_SONG.audioIds[0] };
const LYRICS = {
	prompt: 'a city',
	title: 'Night',
	custom_mode: false,
	instrumental: false,
	model: 'V6',
};

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

	it.each([
		['veo-3-1', { prompt: '[policy]' }, '400', /content policies/],
		['veo-3-1', { prompt: '[validation]' }, '422', /^Ratio error$/],
		['veo-3-1', { prompt: '[500] [no code]' }, null, /^Internal Error, Please/],
		[MUSIC_VIDEO, { ...SONG, author: '[500]' }, '500', /^Internal Error - Please/],
		[MUSIC_VIDEO, { ...SONG, author: '[policy]' }, '500', /^Internal Error - Please/],
		[MUSIC_VIDEO, { ...SONG, author: '[validation]' }, '422', /^Record does not exist$/],
		['ai-music-api/generate', { ...LYRICS, prompt: '[policy]' }, '400', /lyrics/],
	])('tells why %s of %j has failed', async (model, input, failCode, text) => {
		const record = await run(model, input);
		expect(record).toMatchObject({ state: 'fail', successFlag: 3, failCode, resultJson: null });
		expect(record.failMsg).toMatch(text);
	});

	it('says that there is no 4K version', async () => {
		const input = { task_id: await source('[4k unavailable]') };
		expect((await run('veo/get-4k-video', input)).failMsg).toMatch(/^The 4K version/);
	});

	it('hides the result of an inline upscale, too', async () => {
		const { resultJson } = await run('veo-3-1', { prompt: 'a dog', resolution: '1080p' });
		expect(JSON.parse(resultJson).data).toEqual({
			result_urls: [expect.any(String)],
			origin_urls: [expect.stringContaining('/files/origin-')],
		});
	});

	it('has with [late url] the original alone', async () => {
		const { resultJson } = await run('veo-3-1', { prompt: '[late url]', resolution: '4k' });
		expect(JSON.parse(resultJson).data).toEqual({
			result_urls: null,
			origin_urls: [expect.any(String)],
		});
		expect((await run('veo-3-1', { prompt: '[late url]' })).resultJson).toBe('{"resultUrls":[]}');
	});

	it('makes a song, whose tracks become music videos', async () => {
		const { taskId, resultJson } = await run('ai-music-api/generate', LYRICS);
		const tracks: { id: string }[] = JSON.parse(resultJson).data;
		expect(tracks).toHaveLength(2);
		expect(tracks[0]).toMatchObject({ audio_url: expect.any(String), title: 'Night' });
		const video = await run(MUSIC_VIDEO, { task_id: taskId, audio_id: tracks[1].id });
		expect(JSON.parse(video.resultJson).resultUrls).toHaveLength(1);
		const params = { taskId };
		const { data } = await kie.get('/api/v1/generate/record-info', { params });
		expect(data).toEqual({ code: 200, msg: 'success', data: null });
	});

	it('repeats the callback URL in the parameters', async () => {
		const callBackUrl = 'http://127.0.0.1:9/nobody-listens';
		const body = { model: 'veo-3-1', input: { prompt: 'a dog' }, callBackUrl };
		const { taskId } = dataOf(await kie.post('/api/v1/jobs/createTask', body));
		const { data } = await kie.get('/api/v1/jobs/recordInfo', { params: { taskId } });
		expect(JSON.parse(data.data.param)).toMatchObject({ callBackUrl });
	});

	it('does not extend what was upscaled to 1080p', async () => {
		const task_id = await source('a dog');
		await run('veo/get-1080p-video', { taskId: task_id });
		const body = { model: 'veo/extend', input: { task_id, prompt: 'it runs' } };
		expect((await kie.post('/api/v1/jobs/createTask', body)).data).toMatchObject({ code: 422 });
	});

	it('does not know a task of the classic paths', async () => {
		const params = { taskId: await source('a dog') };
		const { data } = await kie.get('/api/v1/jobs/recordInfo', { params });
		expect(data).toEqual({ code: 422, msg: 'recordInfo is null', data: null });
	});
});
