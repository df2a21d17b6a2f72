import axios from 'axios';

import { SEEDED_SONG, type Provider, type Simulator } from '../../../dev/simulator/server';
import { clientOf, dataOf, startQuickSimulator, startReceiver, UNHURRIED } from './harness';
import type { Receiver } from './harness';

const [audioId, otherAudioId] = SEEDED_SONG.audioIds;
const NOBODY = 'http://127.0.0.1:9/nobody-listens';
const ORDER = {
	taskId: SEEDED_SONG.taskId,
	audioId,
	callBackUrl: NOBODY,
	author: 'Suno Artist',
};

let simulator: Simulator;
let receiver: Receiver;

beforeAll(async () => {
	simulator = await startQuickSimulator({ callback: { retries: 0 } });
	receiver = await startReceiver();
	ORDER.callBackUrl = receiver.url;
});
beforeEach(() => {
	simulator.reset();
	receiver.answers.length = 0;
});
afterAll(async () => {
	await receiver.close();
	await simulator.close();
});

async function post(provider: Provider, body: object) {
	return await clientOf(simulator, provider).post('/api/v1/mp4/generate', body);
}

async function recordOf(provider: Provider, taskId: string) {
	const path = '/api/v1/mp4/record-info';
	return dataOf(await clientOf(simulator, provider).get(path, { params: { taskId } }));
}

describe.each([
	['kie', 422],
	['sunoApi', 400],
] as const)('music video of %s', (provider, invalid) => {
	it('runs, then has a URL', async () => {
		simulator.configure(UNHURRIED);
		const { data } = await post(provider, ORDER);
		expect(data).toMatchObject({ code: 200, msg: 'success' });
		const { taskId } = data.data;
		const open = {
			taskId,
			musicId: audioId,
			callbackUrl: ORDER.callBackUrl,
			musicIndex: 0,
			completeTime: null,
			response: null,
			successFlag: 'PENDING',
			createTime: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/),
			errorCode: null,
			errorMessage: null,
		};
		expect(await recordOf(provider, taskId)).toEqual(open);
		await simulator.callbacksSettled();
		expect(await recordOf(provider, taskId)).toEqual({
			...open,
			completeTime: open.createTime,
			response: { videoUrl: expect.stringMatching(/\.mp4$/) },
			successFlag: 'SUCCESS',
		});
	});

	it.each([
		['no music task', { taskId: '' }],
		['no track', { audioId: undefined }],
		['no callback URL', { callBackUrl: '' }],
		['a callback URL that is none', { callBackUrl: 'here' }],
		['51 characters of author', { author: 'x'.repeat(51) }],
		['51 characters of domain name', { domainName: 'x'.repeat(51) }],
	])('refuses %s', async (_what, change) => {
		const { data } = await post(provider, { ...ORDER, ...change });
		expect(data).toMatchObject({ code: invalid, data: null });
		expect(simulator.ledger.purchases).toEqual([]);
	});

	it.each([
		['a song', { taskId: 'unknown' }],
		['a track', { audioId: 'unknown' }],
	])('does not know %s', async (_what, change) => {
		const { data } = await post(provider, { ...ORDER, ...change });
		expect(data).toEqual({ code: invalid, msg: 'Record does not exist', data: null });
	});

	it('answers an unknown task with code 200 and null', async () => {
		expect(await recordOf(provider, 'unknown')).toBeNull();
	});

	it('sells one video per track, and again only after a failure', async () => {
		const failed = (await post(provider, { ...ORDER, author: '[500]' })).data.data.taskId;
		await simulator.callbacksSettled();
		expect((await recordOf(provider, failed)).successFlag).toBe('GENERATE_MP4_FAILED');
		const { taskId } = (await post(provider, ORDER)).data.data;
		const duplicate = { msg: 'Mp4 record already exists', data: { taskId } };
		expect((await post(provider, ORDER)).data).toEqual({ code: 409, ...duplicate });
		simulator.configure({ mp4Duplicate: { code: 422 } });
		expect((await post(provider, ORDER)).data).toEqual({ code: 422, ...duplicate });
		simulator.configure({ mp4Duplicate: { withTaskId: false } });
		expect((await post(provider, ORDER)).data.data).toBeNull();
		expect((await post(provider, { ...ORDER, audioId: otherAudioId })).data.code).toBe(200);
		expect(simulator.ledger.purchases).toHaveLength(3);
	});

	it.each([
		['[create failed]', 'CREATE_TASK_FAILED'],
		['[policy]', 'GENERATE_MP4_FAILED'],
		['[unknown code]', 'SOMETHING_NEW'],
	])('%s ends with the flag %s', async (author, successFlag) => {
		const { taskId } = (await post(provider, { ...ORDER, author })).data.data;
		await simulator.callbacksSettled();
		expect(await recordOf(provider, taskId)).toMatchObject({
			successFlag,
			errorCode: 500,
			response: null,
		});
	});

	const undelivered = provider === 'kie' ? 'SUCCESS' : 'CALLBACK_EXCEPTION';
	const VIDEO = { videoUrl: expect.any(String) };
	it.each([
		['at another host', { callBackUrl: 'https://example.com/none' }, undelivered, VIDEO, null],
		['where nobody listens', { callBackUrl: NOBODY }, undelivered, VIDEO, null],
		['with [callback exception]', { author: '[callback exception]' }, undelivered, VIDEO, null],
		[
			'without a video',
			{ author: '[callback exception] [no url]' },
			undelivered,
			{ videoUrl: null },
			null,
		],
		[
			'of a failure',
			{ author: '[callback exception] [500]' },
			provider === 'kie' ? 'GENERATE_MP4_FAILED' : 'CALLBACK_EXCEPTION',
			null,
			500,
		],
		[
			'of a failure, at another host',
			{ author: '[500]', callBackUrl: 'https://example.com/none' },
			'GENERATE_MP4_FAILED',
			null,
			500,
		],
	])('has a callback %s', async (_what, change, successFlag, response, errorCode) => {
		const { taskId } = (await post(provider, { ...ORDER, ...change })).data.data;
		await simulator.callbacksSettled();
		const record = await recordOf(provider, taskId);
		expect(record).toMatchObject({ successFlag, response, errorCode });
	});

	it('ends well where a repetition is answered with 200', async () => {
		simulator.configure({ callback: { retries: 1, retryDelayMs: 5 } });
		receiver.answers.push(500);
		const { taskId } = (await post(provider, ORDER)).data.data;
		await simulator.callbacksSettled();
		expect((await recordOf(provider, taskId)).successFlag).toBe('SUCCESS');
	});

	it.each([
		['[flag tail]', { successFlag: 'SUCCESS-Success' }],
		['[code 200]', { successFlag: 'SUCCESS', errorCode: 200, response: VIDEO }],
		['[late url]', { successFlag: 'SUCCESS', response: { videoUrl: null } }],
		['[older form]', { audioId, createTime: expect.any(Number), completeTime: expect.any(Number) }],
		['[500] [no code]', { successFlag: 'GENERATE_MP4_FAILED', errorCode: null }],
		[
			'[credits gone]',
			{
				successFlag: 'GENERATE_MP4_FAILED',
				errorCode: 500,
				errorMessage: expect.stringMatching(provider === 'kie' ? /^Internal/ : /credits/),
			},
		],
	])('%s is on record', async (author, expected) => {
		const { taskId } = (await post(provider, { ...ORDER, author })).data.data;
		await simulator.callbacksSettled();
		expect(await recordOf(provider, taskId)).toMatchObject(expected);
	});

	it('has times as the clocks in China show them', async () => {
		const { taskId } = (await post(provider, ORDER)).data.data;
		const since = Date.now() - Date.parse(`${(await recordOf(provider, taskId)).createTime}+08:00`);
		expect(since).toBeGreaterThanOrEqual(0);
		expect(since).toBeLessThan(60_000);
	});
});

describe('songs', () => {
	const look = async (taskId: string) => {
		const path = '/api/v1/generate/record-info';
		return dataOf(await clientOf(simulator, 'sunoApi').get(path, { params: { taskId } }));
	};
	const song = {
		prompt: 'a city at night',
		customMode: false,
		instrumental: true,
		model: 'V5',
	};
	const make = async (body: object) =>
		(
			await clientOf(simulator, 'sunoApi').post('/api/v1/generate', {
				callBackUrl: receiver.url,
				...body,
			})
		).data;

	it('has the seeded one from the start', async () => {
		const { status, response } = await look(SEEDED_SONG.taskId);
		expect(status).toBe('SUCCESS');
		expect(response.sunoData.map(({ id }) => id)).toEqual(SEEDED_SONG.audioIds);
	});

	it('answers an unknown id with code 200 and null', async () => {
		expect(await look('unknown')).toBeNull();
	});

	it('makes a song whose tracks become music videos', async () => {
		simulator.configure(UNHURRIED);
		const { taskId } = (await make(song)).data;
		expect(await look(taskId)).toMatchObject({ status: 'PENDING', response: null });
		await simulator.callbacksSettled();
		const { response } = await look(taskId);
		expect(response.sunoData).toHaveLength(2);
		const track = response.sunoData[1].id;
		const { data } = await post('sunoApi', { ...ORDER, taskId, audioId: track });
		expect(await recordOf('sunoApi', data.data.taskId)).toMatchObject({ musicIndex: 1 });
	});

	it('goes from stage to stage', async () => {
		simulator.configure({ taskMs: 1500 });
		const { taskId } = (await make(song)).data;
		const stages: unknown[] = [];
		while (stages.at(-1) !== 'SUCCESS 2') {
			const { status, response } = await look(taskId);
			const stage = `${status} ${response?.sunoData.length ?? 'none'}`;
			if (stage !== stages.at(-1)) stages.push(stage);
			await new Promise((resolve) => setTimeout(resolve, 20));
		}
		expect(stages).toEqual(['PENDING none', 'TEXT_SUCCESS none', 'FIRST_SUCCESS 1', 'SUCCESS 2']);
	});

	it('has its tracks on record even if nobody took the callback', async () => {
		const { taskId } = (await make({ ...song, callBackUrl: NOBODY })).data;
		await simulator.callbacksSettled();
		const { status, response } = await look(taskId);
		expect(status).toBe('CALLBACK_EXCEPTION');
		expect(response.sunoData).toHaveLength(2);
	});

	const told = () => receiver.arrivals.map(({ text }) => JSON.parse(text).data.callbackType);

	it('calls back while it is made, each stage with what is there', async () => {
		receiver.arrivals.length = 0;
		simulator.configure({ taskMs: 900 });
		await make(song);
		while (told().length < 2) await new Promise((resolve) => setTimeout(resolve, 10));
		expect(told()).toEqual(['text', 'first']);
		await simulator.callbacksSettled();
		expect(told()).toEqual(['text', 'first', 'complete']);
	});

	it.each([
		['[stages late]', ['complete', 'text', 'first']],
		['[501]', ['error']],
		['[callback doubled] [fast]', ['text', 'first', 'complete']],
	])('%s calls back %j', async (prompt, stages) => {
		receiver.arrivals.length = 0;
		await make({ ...song, prompt });
		await simulator.callbacksSettled();
		expect([...new Set(told())]).toEqual(stages);
		const isDoubled = prompt.includes('doubled');
		expect(told()).toHaveLength(stages.length * (isDoubled ? 2 : 1));
	});

	it('[callback forged] has tracks of the attacker', async () => {
		receiver.arrivals.length = 0;
		await make({ ...song, prompt: '[callback forged]' });
		await simulator.callbacksSettled();
		const forged = receiver.arrivals.filter(({ text }) => text.includes('attacker.example'));
		expect(forged).toHaveLength(1);
		expect(JSON.parse(forged[0].text).data.callbackType).toBe('complete');
	});

	it.each([
		['[no url]', 'SUCCESS', []],
		['[late url]', 'SUCCESS', ['', '']],
		['[file gone]', 'SUCCESS', [/\.mp3\?gone$/, /\.mp3\?gone$/].map(expect.stringMatching)],
	])('%s is on record', async (prompt, status, urls) => {
		const { taskId } = (await make({ ...song, prompt })).data;
		await simulator.callbacksSettled();
		const record = await look(taskId);
		expect(record.status).toBe(status);
		expect(record.response.sunoData.map(({ audioUrl }) => audioUrl)).toEqual(urls);
	});

	it('[expired] is no longer on record', async () => {
		const { taskId } = (await make({ ...song, prompt: '[expired]' })).data;
		await simulator.callbacksSettled();
		expect(await look(taskId)).toBeNull();
	});

	it('serves its sound and its picture', async () => {
		const [track] = (await look(SEEDED_SONG.taskId)).response.sunoData;
		for (const [url, type] of [
			[track.audioUrl, 'audio/mpeg'],
			[track.streamAudioUrl, 'audio/mpeg'],
			[track.imageUrl, 'image/jpeg'],
		]) {
			const { headers } = await axios.get(url, { proxy: false });
			expect(headers['content-type']).toBe(type);
		}
	});

	it.each([
		['[policy]', 'SENSITIVE_WORD_ERROR', 400],
		['[timed out]', 'GENERATE_AUDIO_FAILED', 408],
		['[copyright]', 'GENERATE_AUDIO_FAILED', 413],
		['[copyright] [no code]', 'GENERATE_AUDIO_FAILED', null],
		['[501]', 'GENERATE_AUDIO_FAILED', null],
	])('%s fails as %s with %s', async (prompt, status, errorCode) => {
		const { taskId } = (await make({ ...song, prompt })).data;
		await simulator.callbacksSettled();
		expect(await look(taskId)).toMatchObject({ status, errorCode, response: null });
	});

	it.each([
		[{ prompt: '' }, 'Please enter prompt'],
		[{ prompt: '', customMode: true, style: 'a', title: 'b' }, undefined],
		[{ customMode: true, title: 'b' }, 'Please enter style.'],
		[{ customMode: true, style: 'a' }, 'Please enter title.'],
	])('with %j says %s', async (change, msg = 'success') => {
		expect((await make({ ...song, ...change })).msg).toBe(msg);
	});

	it('insists on a callback URL, and can refuse the words', async () => {
		expect(await make({ ...song, callBackUrl: '' })).toMatchObject({
			code: 400,
			msg: 'Please enter callBackUrl.',
		});
		const { taskId } = (await make({ ...song, prompt: '[policy]' })).data;
		await simulator.callbacksSettled();
		expect((await look(taskId)).status).toBe('SENSITIVE_WORD_ERROR');
	});
});
