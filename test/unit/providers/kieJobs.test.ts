import { musicVideoApi, readCallback, veoApi } from '../../../lib/providers';
import type { TaskApi, VeoJob } from '../../../lib/providers/api';
import { kieMusicVideoJobs, kieVeoJobs } from '../../../lib/providers/kie/unified';
import { answer, envelope, fixture, inShort, taskIn } from './support';

const ID = 'e931f4f24b0f6d5bc4744c719d3f67f3';
const CALLBACK = 'https://example.com/kie';
const IMAGE = 'https://example.com/a.png';
const VIDEO = 'https://example.com/v.mp4';

const lookedUp = (body: unknown, api: TaskApi<never> = kieVeoJobs) =>
	api.lookUp.read(answer(body), { taskId: ID });
const record = (data: Record<string, unknown>) => envelope(200, 'success', data);

it('is chosen by the form', () => {
	expect(veoApi('kie', 'unified')).toBe(kieVeoJobs);
	expect(musicVideoApi('kie', 'unified')).toBe(kieMusicVideoJobs);
	expect(veoApi('aceData', 'unified')).toBe(veoApi('aceData'));
	expect(musicVideoApi('sunoApi', 'unified')).toBe(musicVideoApi('sunoApi'));
	expect(veoApi('kie')).not.toBe(kieVeoJobs);
});

describe('submit', () => {
	it('sends the documented example', () => {
		const job: VeoJob = {
			operation: 'reference2video',
			prompt: 'p',
			model: 'veo3_fast',
			imageUrls: [IMAGE],
			aspectRatio: '9:16',
			resolution: '720p',
			duration: 8,
			enableTranslation: false,
			callbackUrl: CALLBACK,
		};
		expect(kieVeoJobs.submit.request(job)).toEqual({
			method: 'POST',
			path: '/api/v1/jobs/createTask',
			body: fixture('kieJobs', 'request'),
		});
	});

	it.each<[VeoJob, string, object]>([
		[
			{ operation: 'text2video', prompt: 'p', watermark: 'W', enableFallback: true },
			'veo-3-1',
			{ prompt: 'p', generation_type: 'TEXT_2_VIDEO', watermark: 'W', enable_fallback: true },
		],
		[
			{ operation: 'extend', taskId: 'a', prompt: 'p', model: 'lite', seeds: 12345 },
			'veo/extend',
			{ task_id: 'a', prompt: 'p', model: 'lite', seeds: 12345 },
		],
		[
			{ operation: 'get_1080p', taskId: 'a', videoIndex: 0 },
			'veo/get-1080p-video',
			{ taskId: 'a' },
		],
		[{ operation: 'get_4k', taskId: 'a', videoIndex: 0 }, 'veo/get-4k-video', { task_id: 'a' }],
	])('%j is a job of %s', (job, model, input) => {
		expect(kieVeoJobs.submit.request(job).body).toEqual({ model, input });
	});

	it('orders a music video', () => {
		const job = { taskId: 'a', audioId: 'b', author: 'DJ', domainName: 'music.example.com' };
		expect(kieMusicVideoJobs.submit.request(job).body).toEqual({
			model: 'ai-music-api/create-music-video',
			input: { task_id: 'a', audio_id: 'b', author: 'DJ', domain_name: 'music.example.com' },
		});
	});

	it.each([
		['a task id', fixture('kieJobs', 'submitted'), 'accepted submitted'],
		['no credits', envelope(402, 'Credits insufficient'), 'refused account insufficientCredits'],
		['too fast', envelope(429, ''), 'throttled service rateLimited'],
		['a fault', envelope(500, ''), 'unknown service submitUnknown'],
		['no task id', envelope(200, 'success', {}), 'unknown service submitUnknown'],
	])('reads %s for both products', (_, body, expected) => {
		const job: VeoJob = { operation: 'get_1080p', taskId: 'a' };
		expect(inShort(kieVeoJobs.submit.read(answer(body), job))).toBe(expected);
		const music = { taskId: 'a', audioId: 'b' };
		expect(inShort(kieMusicVideoJobs.submit.read(answer(body), music))).toBe(expected);
	});
});

describe('look-up', () => {
	it('asks for the record, whatever the operation was', () => {
		expect(
			kieVeoJobs.lookUp.request({ taskId: ID, operation: 'get_4k', sourceTaskId: 'a' }),
		).toEqual({
			method: 'GET',
			path: '/api/v1/jobs/recordInfo',
			query: { taskId: ID },
		});
	});

	it('reads the documented record, and never the input image', () => {
		const body = fixture('kieJobs', 'record-succeeded');
		expect(taskIn(lookedUp(body))).toEqual({
			provider: 'kie',
			product: 'veo',
			taskId: ID,
			status: 'succeeded',
			videoUrl: VIDEO,
			videos: [{ url: VIDEO, resolution: '720p' }],
			creditsUsed: 3,
			createdAt: '2026-09-09T08:08:19.171Z',
			completedAt: '2026-09-09T08:09:18.629Z',
			expiresAt: '2026-09-23T08:09:18.629Z',
			raw: body,
		});
	});

	it('finds the upscaled version where it lies one level deeper', () => {
		expect(taskIn(lookedUp(fixture('kieJobs', 'record-succeeded-1080p'))).videos).toEqual([
			{
				url: 'https://example.com/1080p.mp4',
				resolution: '1080p',
				originalUrl: 'https://example.com/720p.mp4',
			},
		]);
	});

	it.each([
		['resultJson as an object', { resultJson: { resultUrls: [VIDEO] } }],
		['only a response', { resultJson: null, response: { resultUrls: [VIDEO] } }],
		['a deeper response', { response: { data: { result_urls: `["${VIDEO}"]` } } }],
		['a broken resultJson', { resultJson: '{"resu', response: { resultUrls: [VIDEO] } }],
	])('finds the video in %s', (_, data) => {
		expect(taskIn(lookedUp(record({ state: 'success', ...data }))).videoUrl).toBe(VIDEO);
	});

	it.each([
		['waiting', {}, 'processing'],
		['queuing', {}, 'processing'],
		['generating', {}, 'processing'],
		['a word of next year', { successFlag: 0 }, 'processing'],
		['a word of next year', { successFlag: 7 }, 'failed unrecognized undocumented'],
		['success', {}, 'failed unrecognized noVideo'],
		['fail', {}, 'failed generationFailed generation'],
		['fail', { failCode: '500', failMsg: 'Internal server error' }, 'failed service serverError'],
		[
			'fail',
			{ failCode: '400', failMsg: 'flagged as violating content policies' },
			'failed contentRejected contentPolicy',
		],
		['fail', { failCode: '422', failMsg: 'Ratio error' }, 'failed invalidRequest badParameter'],
		[
			'fail',
			{ failCode: '422', failMsg: 'Your request was rejected by Flow(a new reason).' },
			'failed fallbackFailed',
		],
	])('state "%s" with %j is %s', (state, data, expected) => {
		expect(inShort(lookedUp(record({ state, ...data })))).toBe(expected);
	});

	it.each([
		['400', 'failed invalidRequest sourceAudio'],
		['451', 'failed invalidRequest sourceAudio'],
		['500', 'failed service serverError'],
		['777', 'failed unrecognized undocumented'],
	])('a music video that failed with %s is %s', (failCode, expected) => {
		const body = record({ state: 'fail', failCode, failMsg: 'no' });
		expect(inShort(lookedUp(body, kieMusicVideoJobs))).toBe(expected);
	});

	it.each([
		['an unknown id', fixture('kieJobs', 'record-unknown'), 'notFound invalidRequest unknownTask'],
		['no data', envelope(200, 'success'), 'notFound invalidRequest unknownTask'],
		['a record of another kind', record({ successFlag: 1 }), 'ask again service unreadableAnswer'],
		['a bad key', envelope(401, ''), 'give up account unauthorized'],
		['maintenance', envelope(455, ''), 'ask again service maintenance'],
	])('%s', (_, body, expected) => {
		expect(inShort(lookedUp(body))).toBe(expected);
	});
});

describe('callback', () => {
	it.each([
		['callback-succeeded', 'succeeded', 'veo'],
		['callback-failed', 'failed service serverError', 'veo'],
		['callback-music-video', 'succeeded', 'musicVideo'],
		['callback-song', 'succeeded', 'song'],
	])('%s is %s of %s, whichever form is chosen', (name, expected, product) => {
		const callback = readCallback('kie', fixture('kieJobs', name));
		expect(inShort(callback)).toBe(expected);
		expect(taskIn(callback)).toMatchObject({ provider: 'kie', product });
	});

	it.each([[undefined], [{}], [envelope(200, '', {})], [envelope(200, '', { state: 'success' })]])(
		'%j is none',
		(body) => {
			expect(inShort(kieVeoJobs.readCallback(body))).toBe('notACallback');
		},
	);
});

describe('check', () => {
	it.each<[string, VeoJob]>([
		['seeds', { operation: 'text2video', prompt: 'p', seeds: 12345 }],
		['videoIndex', { operation: 'get_1080p', taskId: 'a', videoIndex: 1 }],
		['prompt', { operation: 'text2video' }],
	])('complains about %s', (field, job) => {
		expect(kieVeoJobs.check(job)).toMatchObject({ field });
	});

	it.each<[VeoJob]>([
		[{ operation: 'get_1080p', taskId: 'a', videoIndex: 0, callbackUrl: CALLBACK }],
		[{ operation: 'get_4k', taskId: 'a', callbackUrl: CALLBACK }],
		[{ operation: 'extend', taskId: 'a', prompt: 'p', seeds: 12345 }],
	])('has nothing against %j', (job) => {
		expect(kieVeoJobs.check(job)).toBeUndefined();
	});
});
