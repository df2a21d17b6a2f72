import type { INode, INodeParameters } from 'n8n-workflow';

import { musicVideo, only, prompts, setStage, veo, type Stage } from './stage';

let stage: Stage;
beforeAll(async () => {
	stage = await setStage();
});
afterEach(() => {
	stage.simulator.reset();
});
afterAll(async () => {
	await stage.stop();
});

const URL = 'https://example.com/a.png';
const image2video = (firstFrameUrl: string, lastFrameUrl = '') =>
	veo({ operation: 'image2video', prompt: 'p', firstFrameUrl, lastFrameUrl });
const song = (fields: INodeParameters) =>
	musicVideo({ taskId: 'song-0001', audioId: 'a', author: '', ...fields });
/** Empty at run time; n8n itself refuses a required field that is empty in the editor. */
const EMPTY = '={{ "" }}';

/** What the user did wrong, and what the message has to name. */
const CASES: Array<[mistake: string, node: INode, named: string]> = [
	['an empty prompt', veo({ prompt: EMPTY }), "'Prompt'"],
	['a prompt of spaces', veo({ prompt: '={{ "   " }}' }), "'Prompt'"],
	['a prompt that is missing in the item', veo({ prompt: '={{ $json.nothing }}' }), "'Prompt'"],
	['no image', image2video(EMPTY), "'First Frame URL'"],
	['a last frame without a first one', image2video(EMPTY, URL), "'First Frame URL'"],
	['an image that is no URL', image2video('first.png'), "'First Frame URL'"],
	['a last frame that is no URL', image2video(URL, 'last.png'), "'Last Frame URL'"],
	['an image of another scheme', image2video('file:///etc/passwd'), "'First Frame URL'"],
	[
		'no field of the item for the first frame',
		veo({ operation: 'image2video', imageSource: 'binary', firstFrameField: EMPTY, prompt: 'p' }),
		"'First Frame Field'",
	],
	['no task ID for 1080p', veo({ operation: 'get_1080p', taskId: EMPTY }), "'Task ID'"],
	[
		'no video ID for 1080p at Ace Data',
		veo({ provider: 'aceData', operation: 'get_1080p', videoId: EMPTY }),
		"'Video ID'",
	],
	[
		'a video index below zero',
		veo({ operation: 'get_1080p', taskId: 't', videoIndex: -1 }),
		"'Video Index'",
	],
	[
		'a resolution that the provider does not have',
		veo({ provider: 'aceData', prompt: 'p', resolution: '720p' }),
		"'Resolution'",
	],
	[
		'a shape that the provider does not have',
		veo({ provider: 'aceData', prompt: 'p', aspectRatio: 'Auto' }),
		"'Aspect Ratio'",
	],
	[
		'four reference images',
		veo({
			operation: 'reference2video',
			prompt: 'p',
			imageUrls: [URL, `${URL}?2`, `${URL}?3`, `${URL}?4`],
		}),
		"'Image URLs'",
	],
	[
		'a model that makes nothing of references',
		veo({ operation: 'reference2video', prompt: 'p', imageUrls: [URL], referenceModel: 'veo3' }),
		"'Model'",
	],
	['no task ID for 4K', veo({ operation: 'get_4k', taskId: EMPTY }), "'Task ID'"],
	['no task ID to extend', veo({ operation: 'extend', prompt: 'p', taskId: EMPTY }), "'Task ID'"],
	[
		'no prompt to extend with',
		veo({ operation: 'extend', prompt: EMPTY, taskId: 't' }),
		"'Prompt'",
	],
	[
		'4K at Ace Data',
		veo({ provider: 'aceData', operation: 'get_4k', taskId: 't' }),
		'not available at Ace Data Cloud',
	],
	[
		'a download size of nothing',
		veo({ prompt: 'p', download: true, maxDownloadSize: 0 }),
		"'Max Download Size (MB)'",
	],
	[
		'a file without a name',
		veo({ prompt: 'p', download: true, binaryProperty: EMPTY }),
		"'Output Data Field Name'",
	],
	['an unknown ratio', veo({ prompt: 'p', aspectRatio: '1:1' }), "'Aspect Ratio'"],
	['a duration that is not offered', veo({ prompt: 'p', duration: 5 }), "'Duration"],
	['a seed out of range', veo({ prompt: 'p', options: { seeds: 7 } }), "'Seed"],
	[
		'a fallback for portrait',
		veo({ prompt: 'p', aspectRatio: '9:16', options: { enableFallback: true } }),
		"'Enable Fallback",
	],
	[
		'a callback URL that is none',
		veo({ prompt: 'p', completion: 'submitOnly', callbackUrl: 'my server' }),
		"'Callback URL'",
	],
	['an interval of nothing', veo({ prompt: 'p', pollInterval: 0 }), "'Poll Interval"],
	['a time limit of nothing', veo({ prompt: 'p', timeLimit: 0 }), "'Time Limit"],
	[
		'no task ID to look up',
		veo({ resource: 'task', operation: 'get', taskId: EMPTY }),
		"'Task ID'",
	],
	['a song without a task', song({ taskId: EMPTY }), "'Music Task ID'"],
	['a song without a track', song({ audioId: EMPTY }), "'Audio ID'"],
	['an author of 51 characters', song({ author: 'x'.repeat(51) }), "'Author'"],
	['a domain name of 51 characters', song({ domainName: 'x'.repeat(51) }), "'Domain Name'"],
	[
		'no song to list the tracks of',
		musicVideo({ resource: 'track', operation: 'getMany', taskId: EMPTY }),
		"'Music Task ID'",
	],
];

describe('bad input stops before the first request', () => {
	it.each(CASES)('%s', async (_, node, named) => {
		const { error } = await stage.engine.run(only(node));
		expect(error?.message).toContain(named);
		expect(error?.description).toMatch(/\w/);
		expect(stage.simulator.requests).toEqual([]);
	});

	it('even if only the last item has it', async () => {
		const node = veo({ prompt: '={{ $json.prompt }}' });
		const input = ['one', 'two', ''].map((prompt) => ({ json: { prompt } }));
		const { error } = await stage.engine.run(only(node), { input });
		expect(error).toMatchObject({ context: { itemIndex: 2 } });
		expect(stage.simulator.requests).toEqual([]);
	});
});

it('fifty characters of author are fine', async () => {
	const node = song({ audioId: '={{ $json.audioId }}', author: 'x'.repeat(50) });
	const input = [{ json: { audioId: '8f1c2a34-5b6d-4e7f-8a90-b1c2d3e4f501' } }];
	const run = await stage.engine.run(only(node), { input });
	expect(run.json('Music Video')).toMatchObject([{ status: 'succeeded' }]);
});

it.each([
	['kie', { model: { __rl: true, mode: 'id', value: '={{ $json.none }}' } }],
	['aceData', { aceDataModel: { __rl: true, mode: 'id', value: '={{ "" }}' } }],
])('%s: a model that is empty is bought by no one', async (provider, model) => {
	const { error } = await stage.engine.run(only(veo({ provider, ...model })), prompts('a dog'));
	expect(error?.message).toContain('is empty');
	expect(error?.description).toContain('Nothing was bought.');
	expect(stage.simulator.ledger.purchases).toEqual([]);
});
