import type { MusicVideoJob, TaskApi } from '../../../lib/providers/api';
import { kieMusicVideo } from '../../../lib/providers/kie/musicVideo';
import { sunoMusicVideo } from '../../../lib/providers/sunoApi/musicVideo';
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
	const submitted = (body: unknown, status = 200) => api.submit.read(answer(body, status), JOB);
	const lookedUp = (body: unknown, status = 200) =>
		api.lookUp.read(answer(body, status), { taskId: ID });
	const record = (data: object) => inShort(lookedUp(envelope(200, 'success', data)));

	it('orders what the documented example orders', () => {
		expect(
			api.submit.request({
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
		expect(api.submit.request(JOB).body).toEqual({
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
			ref: { taskId: ID },
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
		expect(api.lookUp.request({ taskId: ID })).toEqual({
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
				// The documents have the same moments in milliseconds, too.
				createdAt: '2024-12-31T16:00:00.000Z',
				completedAt: new Date(1735661400000).toISOString(),
				expiresAt: provider === 'kie' ? '2025-01-14T16:10:00.000Z' : '2025-01-15T16:10:00.000Z',
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
