import type { ILoadOptionsFunctions } from 'n8n-workflow';

import { searchTracks } from '../../../nodes/MusicVideo/actions/track/findTracks';
import { fixture } from '../providers/support';

/** What n8n's editor gives to a list: the fields as they stand, the credential, and its HTTP helper. */
function editor(parameters: Record<string, unknown>, body = fixture('song', 'record-succeeded')) {
	const requests: string[] = [];
	const context = {
		getNode: () => ({ name: 'Music Video', type: 'musicVideo', typeVersion: 1, parameters: {} }),
		getCurrentNodeParameter: (name: string) => parameters[name],
		getCredentials: () =>
			Promise.resolve({ apiKey: 'key', baseUrl: 'https://example.com', apiForm: 'classic' }),
		helpers: {
			httpRequestWithAuthentication: (_: string, { url, method }: Record<string, string>) => {
				requests.push(`${method} ${url}`);
				return Promise.resolve({ statusCode: 200, headers: {}, body: JSON.stringify(body) });
			},
		},
	} as unknown as ILoadOptionsFunctions;
	return { requests, search: async (filter?: string) => await searchTracks.call(context, filter) };
}

const SONG = { provider: 'sunoApi', taskId: 'song-1' };

it('lists the tracks of the song by title and length', async () => {
	const { search, requests } = editor(SONG);
	const { results } = await search();
	expect(results.length).toBeGreaterThan(0);
	for (const [index, { name, value }] of results.entries()) {
		expect(name).toMatch(new RegExp(`^${index + 1}\\. .+ \\(\\d+:\\d\\d\\)$`));
		expect(value).toEqual(expect.any(String));
	}
	expect(requests).toEqual([expect.stringMatching(/^GET https:\/\/example\.com\/.*record-info$/)]);
});

it('finds those whose title or ID has what is typed', async () => {
	const { search } = editor(SONG);
	const [{ value }] = (await search()).results;
	expect((await search(String(value))).results.map((track) => track.value)).toEqual([value]);
	expect((await search('no such track')).results).toEqual([]);
});

it.each([
	['an empty Music Task ID', { ...SONG, taskId: '' }],
	['one that only a run can tell', { ...SONG, taskId: '={{ $json.taskId }}' }],
])('asks nobody about %s', async (_, parameters) => {
	const { search, requests } = editor(parameters);
	await expect(search()).rejects.toThrow("Fill in 'Music Task ID' first");
	expect(requests).toEqual([]);
});

it('says why there is no list', async () => {
	const { search } = editor(SONG, { code: 401, msg: 'Invalid API key', data: null });
	await expect(search()).rejects.toThrow('Invalid API key');
});
