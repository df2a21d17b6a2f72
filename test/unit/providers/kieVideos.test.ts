import { veoApi } from '../../../lib/providers';
import type { ApiVersion, LookUp } from '../../../lib/providers/api';
import { kieVeo } from '../../../lib/providers/kie/veo';
import { kieVeoJobs } from '../../../lib/providers/kie/unified';
import { answer, envelope, fixture, inShort, taskIn } from './support';

const V = (name: string) => `https://example.com/${name}.mp4`;
const DONE = 1788941358629;

/** A finished task's record in either of Kie's forms, read some minutes after its end. */
function lookedUp(
	form: ApiVersion,
	result: object,
	{
		order = {},
		operation,
		model = 'veo-3-1',
		minutes = 60,
		date = new Date(DONE + minutes * 60_000).toUTCString(),
	}: { order?: object; operation?: string; model?: string; minutes?: number; date?: string } = {},
): LookUp {
	const data =
		form === 'classic'
			? { successFlag: 1, response: result, paramJson: JSON.stringify(order) }
			: {
					state: 'success',
					resultJson: JSON.stringify(result),
					param: JSON.stringify({ model, input: JSON.stringify(order) }),
				};
	const body = envelope(200, 'success', { ...data, completeTime: DONE });
	const api = veoApi('kie', form);
	if (!api) throw new Error('the API is missing');
	return api.lookUp.read(answer(body, 200, { date }), { taskId: 'a', operation });
}

const FORMS = ['classic', 'unified'] as const;

describe.each(FORMS)('a list with holes, %s', (form) => {
	it('keeps the numbers that the videos have at Kie', () => {
		const result = {
			resultUrls: [null, V('1'), 'no URL', V('3')],
			originUrls: [V('o0'), V('o1'), V('o2'), V('o3')],
			hasAudioList: [true, false, true, true],
			seeds: [10000, 10001, 10002, 10003],
		};
		const { videos, videoUrl } = taskIn(lookedUp(form, result, { order: { resolution: '720p' } }));
		expect(videoUrl).toBe(V('1'));
		expect(videos).toEqual([
			{
				url: V('1'),
				index: 1,
				resolution: '720p',
				originalUrl: V('o1'),
				hasAudio: false,
				seed: 10001,
			},
			{
				url: V('3'),
				index: 3,
				resolution: '720p',
				originalUrl: V('o3'),
				hasAudio: true,
				seed: 10003,
			},
		]);
	});

	it('says nothing of numbers where the places tell', () => {
		const { videos } = taskIn(lookedUp(form, { resultUrls: [V('0'), V('1')], originUrls: [null] }));
		expect(videos).toEqual([{ url: V('0') }, { url: V('1') }]);
	});
});

describe.each(FORMS)('the whole film, %s', (form) => {
	const both = { resultUrls: [V('clip')], fullResultUrls: [V('film')] };
	const film = [{ url: V('film'), clipUrl: V('clip') }];
	const clip = [{ url: V('clip') }];

	it.each([
		['an extension', both, { operation: 'extend', model: 'veo/extend' }, film],
		['a new video', both, { operation: 'text2video' }, clip],
		[
			'an order that names another task',
			both,
			{ order: { taskId: 'b', prompt: 'on' }, model: 'veo/extend' },
			film,
		],
		['an order that names an aspect ratio', both, { order: { aspectRatio: '16:9' } }, clip],
		['an extension without the film', { resultUrls: [V('clip')] }, { operation: 'extend' }, clip],
		[
			'a new video that is only there',
			{ resultUrls: null, fullResultUrls: [V('film')] },
			{ operation: 'text2video' },
			[{ url: V('film') }],
		],
		[
			'an extension whose film is its clip',
			{ resultUrls: [V('clip')], fullResultUrls: [V('clip')] },
			{ operation: 'extend', model: 'veo/extend' },
			clip,
		],
		[
			'an extension of which one film is missing',
			{ resultUrls: [V('0'), V('1')], fullResultUrls: [null, V('film')] },
			{ operation: 'extend', model: 'veo/extend' },
			[{ url: V('0') }, { url: V('film'), clipUrl: V('1') }],
		],
	])('of %s', (_, result, known, videos) => {
		expect(taskIn(lookedUp(form, result, known)).videos).toEqual(videos);
	});
});

it('counts as an extension’s where the record does not say what was ordered', () => {
	const body = fixture('kieVeo', 'record-succeeded-documented');
	expect(taskIn(kieVeo.lookUp.read(answer(body), { taskId: 'a' })).videos).toEqual([
		{
			url: 'http://example.com/full_result.mp4',
			clipUrl: 'http://example.com/video1.mp4',
			resolution: '1080p',
			originalUrl: 'http://example.com/original_video1.mp4',
		},
	]);
});

describe.each(FORMS)('only the video before upscaling, %s', (form) => {
	const result = { resultUrls: null, originUrls: [V('720p')] };
	const order = { resolution: '1080p', aspectRatio: '16:9' };
	const low = {
		status: 'succeeded',
		videoUrl: V('720p'),
		videos: [{ url: V('720p'), resolution: '720p' }],
		note: expect.stringContaining('not given out the 1080p version') as string,
	};

	it.each([
		[-1, 'processing'],
		[0, 'processing'],
		[14, 'processing'],
		[16, 'succeeded'],
		[600, 'succeeded'],
	])('%i minutes after the end the task is %s', (minutes, expected) => {
		expect(inShort(lookedUp(form, result, { order, minutes }))).toBe(expected);
	});

	it('is given out in the end, with a word about it', () => {
		expect(taskIn(lookedUp(form, result, { order }))).toMatchObject(low);
		expect(taskIn(lookedUp(form, result, { order }))).not.toHaveProperty('error');
	});

	it('is given out where nobody says how late it is', () => {
		expect(taskIn(lookedUp(form, result, { order, date: '' }))).toMatchObject(low);
	});

	it.each([{ resolution: '720p' }, {}])('is not called 720p where %j was ordered', (ordered) => {
		const task = taskIn(
			lookedUp(form, { resultUrls: [], originUrls: [null, V('o')] }, { order: ordered }),
		);
		expect(task.videos).toEqual([{ url: V('o'), index: 1, ...ordered }]);
		expect(task.note).toContain('cropped');
	});

	it('is of no interest once the result is there', () => {
		const task = taskIn(
			lookedUp(form, { ...result, resultUrls: [V('1080p')] }, { order, minutes: 0 }),
		);
		expect(task).toMatchObject({
			videos: [{ url: V('1080p'), resolution: '1080p', originalUrl: V('720p') }],
		});
		expect(task).not.toHaveProperty('note');
	});
});

it('is no result where the upscaled version was ordered on its own', () => {
	const result = { data: { origin_urls: [V('720p')] } };
	const model = 'veo/get-1080p-video';
	expect(inShort(lookedUp('unified', result, { model, minutes: 1 }))).toBe('processing');
	expect(inShort(lookedUp('unified', result, { model }))).toBe('failed unrecognized noVideo');
});

describe('a callback', () => {
	const called = (msg: string, info: object, order?: object) =>
		taskIn(
			kieVeo.readCallback(
				envelope(200, msg, {
					taskId: 'a',
					info,
					...(order && { promptJson: JSON.stringify(order) }),
				}),
			),
		);
	const both = { resultUrls: [V('clip')], fullResultUrls: [V('film')] };

	it('of an extension has the film and the clip', () => {
		const task = taskIn(kieVeo.readCallback(fixture('kieVeo', 'callback-extended')));
		expect(task).toMatchObject({
			taskId: 'veo_extend_task_xyz789',
			videos: [{ url: 'http://example.com/video1.mp4' }],
		});
		expect(called('Veo3.1 video extension successful.', both).videos).toEqual([
			{ url: V('film'), clipUrl: V('clip') },
		]);
	});

	it('of a new video has that first', () => {
		const order = { aspectRatio: '16:9' };
		expect(called('Veo3.1 video generated successfully.', both, order).videos).toEqual([
			{ url: V('clip') },
		]);
	});

	it('is final, so the video before upscaling comes out at once', () => {
		expect(called('', { originUrls: [V('720p')], resolution: '1080p' })).toMatchObject({
			status: 'succeeded',
			videos: [{ url: V('720p'), resolution: '720p' }],
			note: expect.any(String) as string,
		});
	});

	it.each(['callback-4k', 'callback-4k-snake-case'])('%s has the still of the video', (name) => {
		const [video] = taskIn(kieVeo.readCallback(fixture('kieVeo', name))).videos ?? [];
		expect(video.stillUrl).toMatch(/^https:.*\.jpg$/);
	});

	it('says what it cost, in the older form', () => {
		const task = taskIn(kieVeo.readCallback(fixture('kieVeo', 'callback-4k-credits')));
		expect(task).toMatchObject({ creditsUsed: 120, videos: [{ resolution: '4k' }] });
	});
});

it('never takes the input image for a still', () => {
	const task = taskIn(
		kieVeo.readCallback(
			envelope(200, '', { taskId: 'a', resultUrls: [V('a')], imageUrls: ['https://a.b/c.png'] }),
		),
	);
	expect(task.videos).toEqual([{ url: V('a') }]);
});

it('tells the cost and the track of a job', () => {
	const data = {
		state: 'success',
		resultJson: JSON.stringify({ resultUrls: [V('a')] }),
		consumeCredits: 2,
		model: 'ai-music-api/create-music-video',
		param: JSON.stringify({ input: JSON.stringify({ task_id: 'song', audio_id: 'track' }) }),
	};
	const found = (body: object) =>
		taskIn(kieVeoJobs.lookUp.read(answer(envelope(200, '', body)), { taskId: 'a' }));
	const veo = found({ ...data, model: 'veo3_fast' });
	expect(veo).toMatchObject({ product: 'veo', creditsUsed: 2 });
	expect(veo).not.toHaveProperty('audioId');
	expect(found(data)).toMatchObject({ product: 'musicVideo', audioId: 'track' });
	const music = kieVeoJobs.readCallback(envelope(200, '', { ...data, taskId: 'a' }));
	expect(taskIn(music)).toMatchObject({ product: 'musicVideo', audioId: 'track', creditsUsed: 2 });
});
