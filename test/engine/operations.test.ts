import type { INode, INodeParameters } from 'n8n-workflow';

import { sequence, start } from './harness/workflows';
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

const IMAGE = 'https://example.com/first.png';

/** A node that works on the video that the node Veo has made. */
const second = (operation: string, parameters: INodeParameters = {}): INode => ({
	...veo({
		operation,
		taskId: '={{ $json.taskId }}',
		prompt: 'and on it goes',
		...parameters,
	}),
	name: 'Second',
});
const purchases = () => stage.simulator.ledger.purchases;

describe.each(['classic', 'unified'])('Kie.ai in its %s form', (apiForm) => {
	const engine = () => stage.withCredentials({ kieApi: { apiForm } });

	it.each(['poll', 'callback'])('makes a video of reference images: %s', async (completion) => {
		const format = { aspectRatio: '9:16', resolution: '1080p' };
		const imageUrls = [IMAGE, `${IMAGE}?2`, `${IMAGE}?3`];
		const node = veo({ operation: 'reference2video', imageUrls, ...format, completion });
		const own = await engine();
		let run = await own.run(only(node), prompts('a dog'));
		if (completion === 'callback') run = await own.resumed(run);
		expect(run.json('Veo')).toMatchObject([
			{ status: 'succeeded', videos: [{ resolution: '1080p' }] },
		]);
		expect(JSON.stringify(purchases()[0].request)).toContain('REFERENCE_2_VIDEO');
	});

	it.each([
		['get_1080p', '1080p', 5],
		['get_4k', '4k', 120],
	])('%s gives the larger version', async (operation, resolution, credits) => {
		const workflow = sequence(start(), veo(), second(operation));
		const run = await (await engine()).run(workflow, prompts('a dog'));
		const [upscaled] = run.json('Second');
		expect(upscaled).toMatchObject({ status: 'succeeded', videos: [{ resolution }] });
		expect(upscaled.videoUrl).not.toBe(run.json('Veo')[0].videoUrl);
		expect(purchases()).toHaveLength(2);
		expect(purchases()[1]).toMatchObject({ credits });
	});

	it('get_4k can be waited for by callback', async () => {
		const own = await engine();
		const workflow = sequence(start(), veo(), second('get_4k', { completion: 'callback' }));
		const run = await own.resumed(await own.run(workflow, prompts('a dog')));
		expect(run.json('Second')).toMatchObject([
			{ status: 'succeeded', videos: [{ resolution: '4k' }] },
		]);
		expect(purchases()).toHaveLength(2);
	});

	it.each(['poll', 'callback'])('extends a video: %s', async (completion) => {
		const own = await engine();
		const options = { seeds: 12345, watermark: 'MyBrand' };
		const workflow = sequence(start(), veo(), second('extend', { completion, options }));
		let run = await own.run(workflow, prompts('a dog'));
		if (completion === 'callback') run = await own.resumed(run);
		expect(run.json('Second')).toMatchObject([
			{ status: 'succeeded', taskId: purchases()[1].taskId },
		]);
		const { request } = purchases()[1];
		expect(request.input ?? request).toMatchObject({ prompt: 'and on it goes', model: 'fast' });
		expect(request.input ?? request).toMatchObject(options);
	});

	it.each(['poll', 'callback'])('makes a music video: %s', async (completion) => {
		const own = await engine();
		const input = [
			{ json: { taskId: 'song-0001', audioId: '8f1c2a34-5b6d-4e7f-8a90-b1c2d3e4f501' } },
		];
		const node = musicVideo({ provider: 'kie', author: 'DJ', completion });
		let run = await own.run(only(node), { input });
		if (completion === 'callback') run = await own.resumed(run);
		expect(run.json('Music Video')).toMatchObject([
			{ status: 'succeeded', product: 'musicVideo', provider: 'kie' },
		]);
	});

	it.each([
		['[policy]', 'contentRejected'],
		['[500]', 'service'],
		['[unknown code]', 'unrecognized'],
	])('%s ends as %s', async (prompt, type) => {
		const node = veo({}, { onError: 'continueRegularOutput' });
		const [task] = (await (await engine()).run(only(node), prompts(prompt))).json('Veo');
		expect(task).toMatchObject({ status: 'failed', error: { type } });
	});

	it('recovers a task by its ID', async () => {
		const get = { ...veo({ resource: 'task', operation: 'get', taskId: '={{ $json.taskId }}' }) };
		const workflow = sequence(start(), veo(), { ...get, name: 'Get' });
		const run = await (await engine()).run(workflow, prompts('a dog'));
		expect(run.json('Get')).toEqual(run.json('Veo'));
	});
});

describe('Ace Data Cloud', () => {
	it('makes a video of reference images', async () => {
		const node = veo({ provider: 'aceData', operation: 'reference2video', imageUrls: [IMAGE] });
		const run = await stage.engine.run(only(node), prompts('a dog'));
		expect(run.json('Veo')).toMatchObject([{ status: 'succeeded' }]);
		expect(purchases()[0].request).toMatchObject({
			action: 'ingredients2video',
			model: 'veo31-fast-ingredients',
			image_urls: [IMAGE],
		});
	});

	it('sends resolution and translation', async () => {
		const options = { enableTranslation: true };
		await stage.engine.run(
			only(veo({ provider: 'aceData', aceDataModel: 'veo31', options })),
			prompts('a dog'),
		);
		expect(purchases()[0].request).toMatchObject({
			model: 'veo31',
			resolution: '1080p',
			translation: true,
		});
	});

	it.each([
		['its task', '={{ $json.taskId }}', '', 1],
		['its own ID', '', '={{ $json.videos[0].id }}', 0],
	])('upscales a video that is named by %s', async (_, taskId, videoId, lookUps) => {
		const workflow = sequence(
			start(),
			veo({ provider: 'aceData' }),
			second('get_1080p', { provider: 'aceData', taskId, videoId }),
		);
		const run = await stage.engine.run(workflow, prompts('a dog'));
		const [source] = run.json('Veo');
		const [upscaled] = run.json('Second');
		expect(upscaled).toMatchObject({ status: 'succeeded', videos: [{ resolution: '1080p' }] });
		expect(purchases()[1].request.video_id).toBe((source.videos as Array<{ id: string }>)[0].id);
		const paths = stage.simulator.requests.map(({ path }) => path);
		const between = paths.slice(paths.indexOf('/aceData/veo/videos') + 1);
		expect(between.indexOf('/aceData/veo/videos')).toBe(1 + lookUps);
	});

	it.each([
		['is not finished', '[never]', { taskId: '={{ $json.taskId }}' }, 'names a task that is'],
		['failed', '[fast] [policy]', { taskId: '={{ $json.taskId }}' }, 'names a task that is failed'],
		['has no such video', '[fast]', { taskId: '={{ $json.taskId }}', videoIndex: 7 }, 'is 7'],
		['does not exist', '[fast]', { taskId: 'nothing' }, 'Unknown task ID'],
	])('upscales nothing where the task %s', async (_, prompt, parameters, message) => {
		const workflow = sequence(
			start(),
			veo({ provider: 'aceData', completion: 'submitOnly' }),
			second('get_1080p', { provider: 'aceData', ...parameters }),
		);
		const run = await stage.engine.run(workflow, prompts(prompt));
		expect(run.error?.message).toContain(message);
		expect(purchases()).toHaveLength(1);
	});

	it.each(['get_4k', 'extend'])('has no %s', async (operation) => {
		const node = veo({ provider: 'aceData', operation, taskId: 't', prompt: 'p' });
		const run = await stage.engine.run(only(node));
		expect(run.error?.message).toContain('is not available at Ace Data Cloud');
		expect(stage.simulator.requests).toEqual([]);
	});
});
