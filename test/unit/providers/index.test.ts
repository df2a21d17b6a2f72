import { apisFor, musicVideoApi, readCallback, songApi, veoApi } from '../../../lib/providers';
import { kieMusicVideoJobs, kieVeoJobs } from '../../../lib/providers/kie/unified';
import { fixture, inShort, taskIn } from './support';

it.each([
	['kie', true, true],
	['aceData', true, false],
	['sunoApi', false, true],
	['constructor', false, false],
])('%s has Veo: %p, music videos and songs: %p', (provider, hasVeo, hasMusicVideo) => {
	expect(veoApi(provider)?.provider).toBe(hasVeo ? provider : undefined);
	expect(musicVideoApi(provider)?.provider).toBe(hasMusicVideo ? provider : undefined);
	expect(songApi(provider)?.provider).toBe(hasMusicVideo ? provider : undefined);
});

it.each([
	['kie', 'kieVeo', 'callback-succeeded', 'veo'],
	['kie', 'kieVeo', 'callback-flow', 'veo'],
	['kie', 'kieVeo', 'callback-4k-snake-case', 'veo'],
	['kie', 'musicVideo', 'callback-succeeded', 'musicVideo'],
	['kie', 'musicVideo', 'callback-failed-kie', 'musicVideo'],
	['sunoApi', 'musicVideo', 'callback-succeeded', 'musicVideo'],
	['aceData', 'aceDataVeo', 'callback', 'veo'],
] as const)('%s: a callback like %s/%s is about %s', (provider, api, name, product) => {
	const task = taskIn(readCallback(provider, fixture(api, name)));
	expect(task).toMatchObject({ provider, product });
});

it.each(['callback-text', 'callback-complete', 'callback-error'])('%s is about a song', (name) => {
	for (const provider of ['kie', 'sunoApi'] as const) {
		expect(taskIn(readCallback(provider, fixture('song', name)))).toMatchObject({
			provider,
			product: 'song',
		});
	}
});

it.each(['kie', 'sunoApi', 'aceData'] as const)('%s: rubbish is no callback', (provider) => {
	for (const body of [undefined, null, 'a', 7, [], {}]) {
		expect(inShort(readCallback(provider, body))).toBe('notACallback');
	}
});

describe('a failure at Kie that has the fields of neither product', () => {
	it.each([
		['its words', { msg: 'Music video generation failed', data: { taskId: 'a' } }, 'musicVideo'],
		['its words', { msg: 'MP4 could not be made', data: { taskId: 'a' } }, 'musicVideo'],
		['its words', { msg: 'Veo3.1 video generation failed', data: { task_id: 'a' } }, 'veo'],
		['its words', { msg: 'The 4K version is unavailable', data: { task_id: 'a' } }, 'veo'],
		['its words', { msg: 'Rejected by Flow(audio)', data: { task_id: 'a' } }, 'veo'],
		['the spelling of its ID', { msg: 'Failed', data: { task_id: 'a' } }, 'musicVideo'],
		['the spelling of its ID', { msg: 'Failed', data: { taskId: 'a' } }, 'veo'],
		['the spelling of its ID', { msg: 'Music for Veo', data: { taskId: 'a' } }, 'veo'],
		['a field of Veo', { msg: 'no song', data: { task_id: 'a', fallbackFlag: false } }, 'veo'],
		['a field of music', { msg: '4K', data: { taskId: 'a', video_url: null } }, 'musicVideo'],
	])('is told by %s (case %#)', (_, body, product) => {
		expect(taskIn(readCallback('kie', { code: 500, ...body }))).toMatchObject({ product });
	});
});

describe('the APIs that may know a task', () => {
	const [veo, music, song] = [veoApi('kie'), musicVideoApi('kie'), songApi('kie')];

	it.each([
		['veo', 'classic', [veo, music, kieVeoJobs]],
		['musicVideo', 'classic', [music, veo, kieVeoJobs]],
		['veo', 'unified', [kieVeoJobs, veo, music]],
		['musicVideo', 'unified', [kieVeoJobs, music, veo]],
		['song', 'classic', [song, songApi('kie', 'unified')]],
		['song', 'unified', [songApi('kie', 'unified'), song]],
	] as const)('at Kie: %s, %s', (product, form, apis) => {
		expect(apisFor({ provider: 'kie', product }, form)).toEqual(apis);
	});

	it.each([
		['aceData', 'veo', veoApi('aceData')],
		['sunoApi', 'musicVideo', musicVideoApi('sunoApi')],
		['sunoApi', 'song', songApi('sunoApi')],
	] as const)('%s has one', (provider, product, api) => {
		expect(apisFor({ provider, product }, 'classic')).toEqual([api]);
	});

	it('the unified form tells the product by its record', () => {
		const body = (model?: string) => ({
			code: 200,
			data: {
				model,
				state: 'success',
				resultJson: '{"resultUrls":["https://a.example/v.mp4"],"data":[{"id":"track"}]}',
			},
		});
		const models = [
			'veo-3-1',
			'ai-music-api/create-music-video',
			'ai-music-api/generate',
			undefined,
		];
		for (const api of [kieVeoJobs, kieMusicVideoJobs]) {
			const products = models.map((model) => {
				const response = { status: 200, headers: {}, body: body(model) };
				const answer = api.lookUp.read(response, { taskId: 'a' });
				return answer.kind === 'task' && answer.task.product;
			});
			expect(products).toEqual(['veo', 'musicVideo', 'song', api.product]);
		}
	});
});
