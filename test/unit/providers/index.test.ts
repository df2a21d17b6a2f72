import { musicVideoApi, readCallback, veoApi } from '../../../providers';
import { fixture, inShort, taskIn } from './support';

it.each([
	['kie', true, true],
	['aceData', true, false],
	['sunoApi', false, true],
	['constructor', false, false],
])('%s has Veo: %p, music videos: %p', (provider, hasVeo, hasMusicVideo) => {
	expect(veoApi(provider)?.provider).toBe(hasVeo ? provider : undefined);
	expect(musicVideoApi(provider)?.provider).toBe(hasMusicVideo ? provider : undefined);
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

it.each(['song-callback-complete', 'song-callback-error'])('%s belongs to a song', (name) => {
	for (const provider of ['kie', 'sunoApi'] as const) {
		expect(readCallback(provider, fixture('musicVideo', name))).toMatchObject({
			kind: 'song',
			why: expect.stringContaining('song') as string,
		});
	}
});

it.each(['kie', 'sunoApi', 'aceData'] as const)('%s: rubbish is no callback', (provider) => {
	for (const body of [undefined, null, 'a', 7, [], {}]) {
		expect(inShort(readCallback(provider, body))).toBe('notACallback');
	}
});
