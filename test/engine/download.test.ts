import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { INode, INodeExecutionData } from 'n8n-workflow';

import { musicVideo, only, prompts, setStage, veo, type Stage } from './stage';

const VIDEO = readFileSync(join(__dirname, '../../dev/simulator/assets/video.mp4'));

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

const download = { download: true };
const continuing = { onError: 'continueRegularOutput' as const };
const fileRequests = () =>
	stage.simulator.requests.filter(({ path }) => path.startsWith('/files/'));

async function isTheVideo(item: INodeExecutionData, property = 'data'): Promise<boolean> {
	return (await stage.engine.binary(item, property)).equals(VIDEO);
}

describe.each(['kie', 'aceData'] as const)('a video of %s', (provider) => {
	it('comes with the task, named after it and typed by its bytes', async () => {
		const run = await stage.engine.run(only(veo({ provider, ...download })), prompts('a', 'b'));
		const items = run.items('Veo');
		expect(items).toHaveLength(2);
		for (const item of items) {
			expect(item.json).toMatchObject({ status: 'succeeded' });
			expect(item.binary).toEqual({
				data: expect.objectContaining({
					fileName: `veo-${item.json.taskId}.mp4`,
					mimeType: 'video/mp4',
					fileExtension: 'mp4',
				}),
			});
			expect(await isTheVideo(item)).toBe(true);
		}
	});

	it('has a number behind its name where it is not the first of its task', async () => {
		const node = veo({ provider, ...download, binaryProperty: 'film' });
		const [item] = (await stage.engine.run(only(node), prompts('[two videos]'))).items('Veo');
		expect(Object.keys(item.binary ?? {})).toEqual(['film', 'film_1']);
		expect(item.binary?.film_1.fileName).toBe(`veo-${item.json.taskId}-1.mp4`);
		expect(await isTheVideo(item, 'film_1')).toBe(true);
	});

	it('comes without a Content-Length too', async () => {
		const run = await stage.engine.run(only(veo({ provider, ...download })), prompts('[file lie]'));
		expect(await isTheVideo(run.items('Veo')[0])).toBe(true);
	});

	it('is fetched once, where its callback resumes the run', async () => {
		const node = veo({ provider, completion: 'callback', ...download });
		const run = await stage.engine.run(only(node), prompts('a', 'b [slow 1]'));
		expect(run.status).toBe('waiting');
		expect(fileRequests()).toEqual([]);
		const after = await stage.engine.resumed(run);
		await stage.simulator.callbacksSettled();
		for (const item of after.items('Veo')) {
			expect(item.json).toMatchObject({ status: 'succeeded' });
			expect(await isTheVideo(item)).toBe(true);
		}
		expect(fileRequests()).toHaveLength(2);
		const answers = stage.simulator.ledger.deliveries.map(({ status }) => status);
		expect(new Set(answers)).toEqual(new Set([200]));
	});
});

it('callbacks that come at the same moment fetch a video once', async () => {
	const node = veo({ completion: 'callback', ...download });
	const run = await stage.engine.run(only(node), prompts('a [callback raced]'));
	const after = await stage.engine.resumed(run);
	await stage.simulator.callbacksSettled();
	expect(await isTheVideo(after.items('Veo')[0])).toBe(true);
	expect(fileRequests()).toHaveLength(1);
});

it.each([
	['combined', 0],
	['separate', 1],
])('a resumed run keeps a task whose video is gone, outputs %s', async (outputs, output) => {
	const node = veo({ completion: 'callback', outputs, ...download });
	const run = await stage.engine.run(only(node), prompts('a [file gone]'));
	const after = await stage.engine.resumed(run);
	expect(after.status).toBe('success');
	expect(after.json('Veo', output)).toMatchObject([
		{ status: 'succeeded', error: { reason: 'linkExpired' } },
	]);
});

it('a task that is finished when it is bought is fetched without being parked', async () => {
	const node = veo({ provider: 'aceData', completion: 'callback', ...download });
	const run = await stage.engine.run(only(node), prompts('a [sync]'));
	expect(run.status).toBe('success');
	expect(await isTheVideo(run.items('Veo')[0])).toBe(true);
});

it('a music video is fetched as well', async () => {
	const input = [
		{ json: { taskId: 'song-0001', audioId: '8f1c2a34-5b6d-4e7f-8a90-b1c2d3e4f501' } },
	];
	const run = await stage.engine.run(only(musicVideo({ ...download, author: '' })), { input });
	const [item] = run.items('Music Video');
	expect(item.binary?.data.fileName).toBe(`musicVideo-${item.json.taskId}.mp4`);
	expect(await isTheVideo(item)).toBe(true);
});

it('an interrupted transfer is taken up where it broke off', async () => {
	const part = Math.ceil(VIDEO.length / 3);
	const run = await stage.engine.run(only(veo(download)), prompts(`[file cut ${part}]`));
	expect(await isTheVideo(run.items('Veo')[0])).toBe(true);
	expect(fileRequests()).toHaveLength(3);
});

it('a transfer that breaks off again and again keeps the item, which says so', async () => {
	const run = await stage.engine.run(only(veo(download)), prompts('[file cut 100]'));
	expect(fileRequests()).toHaveLength(4);
	expect(run.json('Veo')).toMatchObject([
		{
			status: 'succeeded',
			taskId: stage.simulator.ledger.purchases[0].taskId,
			videoUrl: expect.stringContaining('.mp4'),
			error: { message: expect.stringMatching(/broke off after 400 bytes .*http.*\.mp4/) },
		},
	]);
});

it.each([
	['[file html]', 'What the link leads to is not a video'],
	['[file gone]', 'The link is no longer good (HTTP 404)'],
])('%s is no video, and the task is not lost, whatever On Error says', async (prompt, message) => {
	for (const settings of [{}, continuing]) {
		await keepsItem(veo(download, settings), prompt, message);
		stage.simulator.reset();
	}
});

async function keepsItem(node: INode, prompt: string, message: string): Promise<void> {
	const run = await stage.engine.run(only(node), prompts(prompt));
	const [item] = run.items('Veo');
	expect(run.runData.Veo[0].hints).toMatchObject([
		{ type: 'warning', message: expect.stringContaining('1 of 1 items lacks its files') },
	]);
	expect(item).not.toHaveProperty('binary');
	expect(item.json).toMatchObject({
		status: 'succeeded',
		taskId: stage.simulator.ledger.purchases[0].taskId,
		videoUrl: expect.stringContaining('.mp4'),
		error: { reason: 'linkExpired', retryable: false },
	});
	expect((item.json.error as { message: string }).message).toContain(message);
}

it('an expired link of Kie.ai is exchanged for a new one', async () => {
	const run = await stage.engine.run(only(veo(download)), prompts('[file forbidden]'));
	expect(await isTheVideo(run.items('Veo')[0])).toBe(true);
	const paths = stage.simulator.requests.map(({ path }) => path);
	expect(paths.filter((path) => path.endsWith('/common/download-url'))).toHaveLength(1);
});

it.each([
	['says its size', '[file big 2]'],
	['names no size', '[file lie]'],
])('a file that is too large and %s is not stored', async (_, prompt) => {
	const node = veo({ ...download, maxDownloadSize: 0.01 });
	const run = await stage.engine.run(only(node), prompts(prompt));
	expect(run.json('Veo')).toMatchObject([
		{
			error: {
				message: expect.stringContaining('The file is larger than'),
				advice: expect.stringContaining("Raise 'Max Download Size (MB)'"),
			},
		},
	]);
	expect(stage.simulator.ledger.purchases).toHaveLength(1);
});

it('a failed download keeps the other items, and Retry On Fail does not buy again', async () => {
	const settings = { retryOnFail: true, maxTries: 2, waitBetweenTries: 0 };
	const run = await stage.engine.run(
		only(veo(download, settings)),
		prompts('good', 'bad [file gone]'),
	);
	const [good, bad] = run.items('Veo');
	expect(await isTheVideo(good)).toBe(true);
	expect(bad.json).toMatchObject({ status: 'succeeded', error: { reason: 'linkExpired' } });
	expect(stage.simulator.ledger.purchases).toHaveLength(2);
});

it('Retry On Fail fetches a missing file once more', async () => {
	const settings = { retryOnFail: true, maxTries: 2, waitBetweenTries: 0 };
	await stage.engine.run(only(veo(download, settings)), prompts('bad [file html]'));
	const tries = fileRequests().length;
	stage.simulator.reset();
	await stage.engine.run(only(veo(download)), prompts('bad [file html]'));
	expect(tries).toBe(2 * fileRequests().length);
});

it('where a task fails, nothing is fetched for a run that ends', async () => {
	const run = await stage.engine.run(only(veo(download)), prompts('good', 'bad [policy]'));
	expect(run.error).toBeDefined();
	expect(fileRequests()).toEqual([]);
});

describe('Download Video', () => {
	const asSaved = { download: undefined };

	it('is on unless it is switched off, by polling and by callback', async () => {
		const polled = await stage.engine.run(only(veo(asSaved)), prompts('a'));
		expect(await isTheVideo(polled.items('Veo')[0])).toBe(true);
		const node = veo({ ...asSaved, completion: 'callback' });
		const after = await stage.engine.resumed(await stage.engine.run(only(node), prompts('a')));
		expect(await isTheVideo(after.items('Veo')[0])).toBe(true);
	});

	it('asks for no file of a task that is only submitted', async () => {
		const node = veo({ ...asSaved, completion: 'submitOnly' });
		const run = await stage.engine.run(only(node), prompts('a [sync]'));
		expect(run.json('Veo')).toMatchObject([{ status: 'submitted' }]);
		expect(fileRequests()).toEqual([]);
	});
});

describe('File Name', () => {
	it.each([
		['my film', 'my film'],
		['films/dog.mp4', 'films_dog'],
		['={{ $json.prompt.slice(0, 3) }}', '[tw'],
	])('%p names the files', async (fileName, name) => {
		const node = veo({ ...download, options: { fileName } });
		const [item] = (await stage.engine.run(only(node), prompts('[two videos]'))).items('Veo');
		const names = Object.values(item.binary ?? {}).map((file) => file.fileName);
		expect(names).toEqual([`${name}.mp4`, `${name}-1.mp4`]);
	});

	it('is that of each item, also where tasks are waited for', async () => {
		const input = await Promise.all(
			['one', 'two'].map(async (title) => {
				const run = await stage.engine.run(
					only(veo({ completion: 'submitOnly' })),
					prompts('[fast]'),
				);
				return { json: { title, taskId: run.json('Veo')[0].taskId } };
			}),
		);
		for (const operation of ['wait', 'download']) {
			const node = veo({
				...download,
				resource: 'task',
				operation,
				taskId: '={{ $json.taskId }}',
				options: { fileName: '={{ $json.title }}' },
			});
			const run = await stage.engine.run(only(node), { input });
			expect(run.items('Veo').map(({ binary }) => binary?.data.fileName)).toEqual([
				'one.mp4',
				'two.mp4',
			]);
		}
	});
});

describe('the resource Task', () => {
	const task = (operation: string, parameters = {}) => ({
		...veo({ resource: 'task', operation, taskId: '={{ $json.taskId }}', ...parameters }),
		name: 'Task',
	});

	async function bought(prompt: string): Promise<INodeExecutionData[]> {
		const node = veo({ completion: 'submitOnly' });
		const { taskId } = (await stage.engine.run(only(node), prompts(prompt))).json('Veo')[0];
		return [{ json: { taskId } }];
	}

	it('downloads a finished task by its ID', async () => {
		const input = await bought('[fast]');
		const run = await stage.engine.run(only(task('download')), { input });
		expect(await isTheVideo(run.items('Task')[0])).toBe(true);
	});

	it('waits for a task and downloads it', async () => {
		const input = await bought('a dog');
		const run = await stage.engine.run(only(task('wait', download)), { input });
		expect(await isTheVideo(run.items('Task')[0])).toBe(true);
	});

	it.each([
		['[never]', 'The task is processing: it has no video yet'],
		['[fast] [policy]', 'Refused: the prompt or image breaks the content policy'],
	])('does not download a task without a video: %s', async (prompt, message) => {
		const input = await bought(prompt);
		const run = await stage.engine.run(only(task('download')), { input });
		expect(run.error?.message).toContain(message);
	});

	it('refuses a size that is none', async () => {
		const input = await bought('[fast]');
		const node = task('download', { maxDownloadSize: 0 });
		const run = await stage.engine.run(only(node), { input });
		expect(run.error?.message).toContain("'Max Download Size (MB)'");
		expect(fileRequests()).toEqual([]);
	});
});
