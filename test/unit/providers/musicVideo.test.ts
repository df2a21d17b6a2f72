import type { MusicVideoJob, TaskApi } from '../../../providers/api';
import { kieMusicVideo, sunoMusicVideo } from '../../../providers/musicVideo';
import { answer, envelope, fixture, inShort, taskIn } from './support';

const JOB: MusicVideoJob = { taskId: 'song', audioId: 'track' };
const ID = 'taskId_774b9aa0422f';
const VIDEO = 'https://example.com/videos/video_847715e66259.mp4';
const APIS: Record<'kie' | 'sunoApi', TaskApi<MusicVideoJob>> = {
	kie: kieMusicVideo,
	sunoApi: sunoMusicVideo,
};

describe.each(['kie', 'sunoApi'] as const)('%s', (provider) => {
	const api = APIS[provider];
	const submitted = (body: unknown, status = 200) => api.readSubmission(answer(body, status), JOB);
	const lookedUp = (body: unknown, status = 200) =>
		api.readLookUp(answer(body, status), { taskId: ID });
	const record = (data: object) => inShort(lookedUp(envelope(200, 'success', data)));

	it('orders what the documented example orders', () => {
		expect(
			api.submit({
				taskId: ID,
				audioId: 'e231****-****-****-****-****8cadc7dc',
				author: 'Suno Artist',
				domainName: 'music.example.com',
				callbackUrl: 'https://api.example.com/callback',
			}),
		).toEqual({
			method: 'POST',
			path: '/api/v1/mp4/generate',
			body: fixture('musicVideo', 'request'),
		});
	});

	it('names a callback even where nobody waits for one', () => {
		expect(api.submit(JOB).body).toEqual({
			taskId: 'song',
			audioId: 'track',
			callBackUrl: 'https://example.com/no-callback',
		});
	});

	it('reads the example of an accepted order', () => {
		const body = fixture('musicVideo', 'submitted');
		expect(submitted(body)).toEqual({
			kind: 'accepted',
			task: { provider, product: 'musicVideo', taskId: ID, status: 'submitted', raw: body },
		});
	});

	it('does not take the placeholder of the documented schema for a sale', () => {
		const placeholder = fixture('musicVideo', 'submitted-placeholder');
		expect(inShort(submitted(placeholder))).toBe('unknown unrecognized submitUnknown');
	});

	it('knows an existing video by the words that Kie has for it, too', () => {
		const body = envelope(409, 'WAV record already exists', { taskId: 'old' });
		expect(taskIn(submitted(body)).taskId).toBe('old');
	});

	it.each([409, 422])('uses the task that exists already, after code %i', (code) => {
		const message = 'Mp4 record already exists';
		const body = envelope(code, message, { taskId: 'old' });
		expect(taskIn(submitted(body))).toMatchObject({ taskId: 'old', status: 'submitted' });
		expect(inShort(submitted(envelope(code, message)))).toBe('refused invalidRequest duplicate');
	});

	it('does not take a task id beside another error for a sale', () => {
		expect(inShort(submitted(envelope(401, 'no key', { taskId: 'old' })))).toBe(
			'refused account unauthorized',
		);
	});

	it.each([
		['a page', '<html></html>', 200],
		['a success without a task', envelope(200, 'success', {}), 200],
		['a server error', 'Bad Gateway', 502],
	])('does not know whether %s bought anything', (_, body, status) => {
		expect(inShort(submitted(body, status))).toBe('unknown service submitUnknown');
	});

	it('asks for the record of videos, not for that of songs', () => {
		expect(api.lookUp({ taskId: ID })).toEqual({
			method: 'GET',
			path: '/api/v1/mp4/record-info',
			query: { taskId: ID },
		});
	});

	it('reads the documented record', () => {
		const body = fixture('musicVideo', 'record-succeeded');
		expect(lookedUp(body)).toEqual({
			kind: 'task',
			task: {
				provider,
				product: 'musicVideo',
				taskId: ID,
				status: 'succeeded',
				videoUrl: VIDEO,
				videos: [{ url: VIDEO }],
				audioId: 'audioId_0295980ec02e',
				trackIndex: 0,
				createdAt: '2025-01-01T00:00:00.000Z',
				completedAt: '2025-01-01T00:10:00.000Z',
				expiresAt: provider === 'kie' ? '2025-01-15T00:10:00.000Z' : '2025-01-16T00:10:00.000Z',
				raw: body,
			},
		});
	});

	it('reads the older form of the record, with its other names and times', () => {
		expect(taskIn(lookedUp(fixture('musicVideo', 'record-epoch')))).toMatchObject({
			status: 'succeeded',
			audioId: 'audioId_0295980ec02e',
			trackIndex: 1,
			createdAt: '2024-12-31T16:10:00.000Z',
			completedAt: '2024-12-31T16:20:00.000Z',
		});
	});

	it.each([
		['PENDING', 'processing', 'processing'],
		['SUCCESS', 'succeeded', 'failed unrecognized noVideo'],
		['SUCCESS-Success', 'succeeded', 'failed unrecognized noVideo'],
		['CALLBACK_EXCEPTION', 'succeeded', 'processing'],
		[
			'CREATE_TASK_FAILED',
			'failed generationFailed generation',
			'failed generationFailed generation',
		],
		[
			'GENERATE_MP4_FAILED',
			'failed generationFailed generation',
			'failed generationFailed generation',
		],
		['DONE', 'failed unrecognized undocumented', 'failed unrecognized undocumented'],
		[1, 'failed unrecognized undocumented', 'failed unrecognized undocumented'],
		[true, 'failed unrecognized undocumented', 'failed unrecognized undocumented'],
		[null, 'ask again service unreadableAnswer', 'ask again service unreadableAnswer'],
	])('successFlag %p is %s with a video and %s without', (successFlag, withVideo, without) => {
		expect(record({ successFlag, response: { videoUrl: VIDEO } })).toBe(withVideo);
		expect(record({ successFlag, response: null })).toBe(without);
		expect(record({ successFlag, response: { videoUrl: '/videos/1.mp4' } })).toBe(without);
	});

	it('keeps the code and the words of a failed record', () => {
		const data = {
			successFlag: 'GENERATE_MP4_FAILED',
			errorCode: 500,
			errorMessage: 'Build Failed',
		};
		expect(taskIn(lookedUp(envelope(200, '', data))).error).toMatchObject({
			code: 500,
			message: 'Build Failed',
		});
	});

	it('does not speak of prompts, which music videos do not have', () => {
		const failed = taskIn(lookedUp(envelope(200, '', { successFlag: 'GENERATE_MP4_FAILED' })));
		expect(failed.error).toMatchObject({ reason: 'generation', retryable: true });
		expect(failed.error?.advice).not.toMatch(/prompt/i);
	});

	it.each([
		[null, 'processing', 'succeeded'],
		[0, 'processing', 'succeeded'],
		[200, 'processing', 'succeeded'],
		[400, 'failed invalidRequest sourceAudio', 'succeeded'],
		[500, 'failed service serverError', 'succeeded'],
		['500', 'failed service serverError', 'succeeded'],
		[777, 'failed unrecognized undocumented', 'succeeded'],
	])(
		'CALLBACK_EXCEPTION with errorCode %p is %s, with a video %s',
		(errorCode, without, having) => {
			const data = { successFlag: 'CALLBACK_EXCEPTION', errorCode, errorMessage: 'words' };
			expect(record({ ...data, response: null })).toBe(without);
			expect(record({ ...data, response: { videoUrl: VIDEO } })).toBe(having);
		},
	);

	it('knows the track under either name', () => {
		const data = { successFlag: 'PENDING', audioId: 'track', musicIndex: '1' };
		expect(taskIn(lookedUp(envelope(200, '', data)))).toMatchObject({
			audioId: 'track',
			trackIndex: 1,
		});
		const bare = taskIn(lookedUp(envelope(200, '', { successFlag: 'PENDING' })));
		expect(bare).not.toHaveProperty('audioId');
		expect(bare).not.toHaveProperty('trackIndex');
	});

	it.each([
		['a success without data', envelope(200, 'success'), 'notFound invalidRequest unknownTask'],
		[
			'an unknown record',
			envelope(422, 'Record does not exist'),
			'notFound invalidRequest unknownTask',
		],
		[
			'an unknown record in the words of sunoapi.org',
			envelope(400, 'Record does not exist'),
			'notFound invalidRequest unknownTask',
		],
		['a page', '<html></html>', 'ask again service unreadableAnswer'],
		['a code that nobody documents', envelope(777), 'ask again unrecognized undocumented'],
	])('look-up: %s', (_, body, expected) => {
		expect(inShort(lookedUp(body))).toBe(expected);
	});

	it('reads the examples of callbacks', () => {
		const body = fixture('musicVideo', 'callback-succeeded');
		expect(api.readCallback(body)).toEqual({
			kind: 'task',
			task: {
				provider,
				product: 'musicVideo',
				taskId: ID,
				status: 'succeeded',
				videoUrl: VIDEO,
				videos: [{ url: VIDEO }],
				raw: body,
			},
		});
		expect(inShort(api.readCallback(fixture('musicVideo', 'callback-failed')))).toBe(
			'failed invalidRequest sourceAudio',
		);
		expect(taskIn(api.readCallback(fixture('musicVideo', 'callback-failed-kie')))).toMatchObject({
			taskId: 'task_id_5bbe7721119d',
			error: { type: 'service', message: 'Internal Error - Please try again later' },
		});
	});

	it.each([
		['data.task_id', { code: 500, data: { task_id: 'a' } }],
		['data.taskId', { code: 500, data: { taskId: 'a' } }],
		['taskId', { code: 500, taskId: 'a' }],
	])('finds the task id under %s', (_, body) => {
		expect(taskIn(api.readCallback(body)).taskId).toBe('a');
	});

	it.each([
		['no id', { code: 200, data: { video_url: VIDEO } }, /task_id/],
		['no code', { data: { task_id: 'a', video_url: VIDEO } }, /code/],
		['no object', null, /JSON object/],
	])('a body with %s is no callback', (_, body, why) => {
		expect(api.readCallback(body)).toEqual({
			kind: 'notACallback',
			why: expect.stringMatching(why) as string,
		});
	});
});

describe('the code tables', () => {
	it.each([
		['kie', 400, 'refused invalidRequest badParameter', 'give up invalidRequest badParameter'],
		['kie', 401, 'refused account unauthorized', 'give up account unauthorized'],
		['kie', 402, 'refused account insufficientCredits', 'give up account insufficientCredits'],
		['kie', 404, 'refused invalidRequest unknownPath', 'give up invalidRequest unknownPath'],
		['kie', 405, 'refused unrecognized undocumented', 'ask again unrecognized undocumented'],
		['kie', 408, 'unknown service submitUnknown', 'ask again service upstreamTimeout'],
		['kie', 409, 'refused invalidRequest duplicate', 'give up invalidRequest duplicate'],
		['kie', 422, 'refused invalidRequest badParameter', 'give up invalidRequest badParameter'],
		['kie', 429, 'throttled service rateLimited', 'ask again service rateLimited'],
		['kie', 433, 'refused account quotaExceeded', 'give up account quotaExceeded'],
		['kie', 451, 'refused invalidRequest sourceAudio', 'give up invalidRequest sourceAudio'],
		['kie', 455, 'refused service maintenance', 'ask again service maintenance'],
		['kie', 500, 'unknown service submitUnknown', 'ask again service serverError'],
		['kie', 501, 'unknown generationFailed submitUnknown', 'ask again generationFailed generation'],
		['kie', 502, 'unknown service submitUnknown', 'ask again service serverError'],
		['kie', 503, 'unknown service submitUnknown', 'ask again service serverError'],
		['kie', 504, 'unknown service submitUnknown', 'ask again service upstreamTimeout'],
		['kie', 505, 'refused account featureDisabled', 'give up account featureDisabled'],
		['kie', 531, 'unknown generationFailed submitUnknown', 'ask again generationFailed refunded'],
		['kie', 550, 'unknown service submitUnknown', 'ask again service serverError'],
		['sunoApi', 400, 'refused invalidRequest badParameter', 'give up invalidRequest badParameter'],
		['sunoApi', 401, 'refused account unauthorized', 'give up account unauthorized'],
		['sunoApi', 404, 'refused invalidRequest unknownPath', 'give up invalidRequest unknownPath'],
		['sunoApi', 405, 'throttled service rateLimited', 'ask again service rateLimited'],
		['sunoApi', 408, 'unknown service submitUnknown', 'ask again service upstreamTimeout'],
		['sunoApi', 409, 'refused invalidRequest duplicate', 'give up invalidRequest duplicate'],
		['sunoApi', 413, 'refused invalidRequest badParameter', 'give up invalidRequest badParameter'],
		['sunoApi', 422, 'refused invalidRequest badParameter', 'give up invalidRequest badParameter'],
		[
			'sunoApi',
			429,
			'refused account insufficientCredits',
			'ask again account insufficientCredits',
		],
		['sunoApi', 430, 'throttled service rateLimited', 'ask again service rateLimited'],
		['sunoApi', 451, 'refused invalidRequest sourceAudio', 'give up invalidRequest sourceAudio'],
		['sunoApi', 455, 'refused service maintenance', 'ask again service maintenance'],
		['sunoApi', 500, 'unknown service submitUnknown', 'ask again service serverError'],
		[
			'sunoApi',
			501,
			'unknown generationFailed submitUnknown',
			'ask again generationFailed generation',
		],
		['sunoApi', 502, 'unknown service submitUnknown', 'ask again service serverError'],
		['sunoApi', 503, 'unknown service submitUnknown', 'ask again service serverError'],
		['sunoApi', 504, 'unknown service submitUnknown', 'ask again service upstreamTimeout'],
		[
			'sunoApi',
			531,
			'unknown generationFailed submitUnknown',
			'ask again generationFailed refunded',
		],
		['sunoApi', 777, 'unknown unrecognized submitUnknown', 'ask again unrecognized undocumented'],
	] as const)('%s code %i: submit %s, look-up %s', (provider, code, submit, lookUp) => {
		for (const response of [answer(envelope(code)), answer('', code)]) {
			expect(inShort(APIS[provider].readSubmission(response, JOB))).toBe(submit);
			expect(inShort(APIS[provider].readLookUp(response, { taskId: ID }))).toBe(lookUp);
		}
	});

	it.each([
		['kie', 422, 'Record does not exist', 'sourceAudio'],
		['kie', 422, 'recordInfo is null', 'sourceAudio'],
		['sunoApi', 422, 'Record does not exist', 'sourceAudio'],
		['sunoApi', 400, 'Record does not exist', 'sourceAudio'],
		['sunoApi', 400, 'callBackUrl is null', 'badParameter'],
		['sunoApi', 404, 'Not Found', 'unknownPath'],
		['kie', 400, 'The record is not valid JSON', 'badParameter'],
	] as const)('%s: a submit refused with %i %s is %s', (provider, code, message, reason) => {
		const response = answer(envelope(code, message));
		expect(inShort(APIS[provider].readSubmission(response, JOB))).toBe(
			`refused invalidRequest ${reason}`,
		);
	});

	const lookedUp = (provider: 'kie' | 'sunoApi', data: object) => {
		const response = answer(envelope(200, 'success', { response: null, ...data }));
		return inShort(APIS[provider].readLookUp(response, { taskId: ID }));
	};

	it.each([
		['sunoApi', 400, 'invalidRequest sourceAudio'],
		['sunoApi', 401, 'account unauthorized'],
		['sunoApi', 429, 'account insufficientCredits'],
		['sunoApi', 451, 'invalidRequest sourceAudio'],
		['sunoApi', 500, 'service serverError'],
		['sunoApi', 531, 'generationFailed refunded'],
		['sunoApi', '451', 'invalidRequest sourceAudio'],
		['kie', 400, 'invalidRequest sourceAudio'],
		['kie', 402, 'account insufficientCredits'],
		['kie', 429, 'service rateLimited'],
		['kie', 500, 'service serverError'],
		['kie', 501, 'generationFailed generation'],
		// Nothing beyond what the flag says.
		['kie', 777, 'generationFailed generation'],
		['kie', 200, 'generationFailed generation'],
		['kie', null, 'generationFailed generation'],
	] as const)('%s record with errorCode %p is %s', (provider, errorCode, expected) => {
		for (const successFlag of ['GENERATE_MP4_FAILED', 'CREATE_TASK_FAILED']) {
			expect(lookedUp(provider, { successFlag, errorCode })).toBe(`failed ${expected}`);
		}
	});

	it.each([
		['请求错误 - 源音频无效或参数错误', 'invalidRequest sourceAudio'],
		['未授权 - API密钥无效', 'account unauthorized'],
		['积分不足 - 账户积分余额不足', 'account insufficientCredits'],
		['The source audio could not be downloaded.', 'invalidRequest sourceAudio'],
		['Insufficient credits', 'account insufficientCredits'],
		['Record does not exist', 'invalidRequest sourceAudio'],
	])('the words %s tell the cause where the code does not', (errorMessage, expected) => {
		for (const errorCode of [null, 200, 500]) {
			const data = { successFlag: 'GENERATE_MP4_FAILED', errorCode, errorMessage };
			expect(lookedUp('sunoApi', data)).toBe(`failed ${expected}`);
		}
		const body = envelope(500, errorMessage, { task_id: 'a', video_url: null });
		expect(inShort(sunoMusicVideo.readCallback(body))).toBe(`failed ${expected}`);
		const told = { successFlag: 'GENERATE_MP4_FAILED', errorCode: 531, errorMessage };
		expect(lookedUp('sunoApi', told)).toBe('failed generationFailed refunded');
	});

	it.each([
		['sunoApi', 400, 'invalidRequest sourceAudio'],
		['sunoApi', 401, 'account unauthorized'],
		['sunoApi', 429, 'account insufficientCredits'],
		['sunoApi', 451, 'invalidRequest sourceAudio'],
		['sunoApi', 500, 'service serverError'],
		['sunoApi', 531, 'generationFailed refunded'],
		['sunoApi', 777, 'unrecognized undocumented'],
		['sunoApi', 200, 'unrecognized noVideo'],
		['kie', 400, 'invalidRequest sourceAudio'],
		['kie', 429, 'service rateLimited'],
		['kie', 500, 'service serverError'],
		['kie', 501, 'generationFailed generation'],
		['kie', 531, 'generationFailed refunded'],
		['kie', 777, 'unrecognized undocumented'],
		['kie', 200, 'unrecognized noVideo'],
	] as const)('%s callback code %i is %s', (provider, code, expected) => {
		const body = envelope(code, 'words', { task_id: 'a', video_url: null });
		expect(inShort(APIS[provider].readCallback(body))).toBe(`failed ${expected}`);
	});

	it('never takes the video of a failed callback', () => {
		const body = envelope(500, '', { task_id: 'a', video_url: VIDEO });
		expect(inShort(kieMusicVideo.readCallback(body))).toBe('failed service serverError');
	});
});
