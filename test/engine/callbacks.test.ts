import axios from 'axios';
import type { IDataObject, INode, INodeParameters } from 'n8n-workflow';

import type { Engine } from './harness/engine';
import { connect, node, start, type WorkflowJson } from './harness/workflows';
import type { Run } from './harness/run';
import { only, prompts, setStage, veo, type Stage } from './stage';

let stage: Stage;
beforeAll(async () => {
	stage = await setStage({ rateLimit: { count: 1000 } });
});
afterEach(() => {
	stage.simulator.reset();
});
afterAll(async () => {
	await stage.stop();
});

const suspending = { completion: 'callback' };
const purchases = () => stage.simulator.ledger.purchases;
const deliveries = () => stage.simulator.ledger.deliveries;
const lookUps = () => purchases().map(({ taskId }) => stage.simulator.ledger.lookUpsOf(taskId));
const sum = (counts: number[]) => counts.reduce((total, count) => total + count, 0);

/** Waits for the simulated provider to resume the run. */
async function resumed(run: Run, engine: Engine = stage.engine): Promise<Run> {
	expect(run.status).toBe('waiting');
	const after = await engine.resumed(run);
	await stage.simulator.callbacksSettled();
	return after;
}

describe('the record of a task lags behind its callback', () => {
	it.each([
		['kie', '[lag 1.5]'],
		['kie', '[look-up 502 2]'],
		['kie', '[look-up 429 1]'],
		['aceData', '[lag 1.5]'],
		['aceData', '[look-up 502 1]'],
		['aceData', '[look-up 502 3]'],
		['aceData', '[look-up html 1]'],
	])('at %s, %s: the first callback resumes the run', async (provider, mark) => {
		const run = await stage.engine.run(
			only(veo({ provider, ...suspending })),
			prompts(`a dog [slow 0.5] ${mark}`),
		);
		expect((await resumed(run)).json('Veo')).toMatchObject([{ status: 'succeeded' }]);
		expect(deliveries().map(({ status }) => status)).toEqual([200]);
	});

	it('two tasks at the same moment: neither waits for the other in vain', async () => {
		const run = await stage.engine.run(
			only(veo({ provider: 'aceData', ...suspending })),
			prompts('one [slow 0.5] [lag 2]', 'two [slow 0.5] [lag 1]', 'three [slow 0.5] [lag 1]'),
		);
		expect((await resumed(run)).json('Veo')).toMatchObject([
			{ status: 'succeeded' },
			{ status: 'succeeded' },
			{ status: 'succeeded' },
		]);
	});

	it('for more than ten seconds: the provider is told to call again, in time', async () => {
		const run = await stage.engine.run(only(veo(suspending)), prompts('a dog [slow 30]'));
		const [{ taskId, callbackUrl: url }] = purchases();
		const before = Date.now();
		const body = { code: 200, msg: 'success', data: { taskId } };
		const answer = await stage.engine.resumeByWebhook(run, { url, body });
		expect(answer).toMatchObject({ statusCode: 503, body: { error: 'tryAgain' } });
		expect(answer.run).toBeUndefined();
		const seconds = (Date.now() - before) / 1000;
		expect(seconds).toBeGreaterThan(9);
		expect(seconds).toBeLessThan(12);
	});

	it('of another task, whose look-up fails when the last callback comes', async () => {
		const run = await stage.engine.run(
			only(veo({ provider: 'aceData', ...suspending })),
			prompts('one [slow 0.5] [callback lost] [look-up 502 2]', 'two [slow 1]'),
		);
		expect((await resumed(run)).json('Veo')).toMatchObject([
			{ status: 'succeeded' },
			{ status: 'succeeded' },
		]);
	});
});

describe('what it costs', () => {
	it('twenty tasks that end at the same moment: about two look-ups each', async () => {
		const texts = Array.from({ length: 20 }, (_, item) => `item ${item} [slow 1]`);
		const run = await stage.engine.run(only(veo(suspending)), prompts(...texts));
		await resumed(run);
		expect(sum(lookUps()) / texts.length).toBeLessThanOrEqual(3);
	});

	it('thirty calls about one task that runs: as many look-ups as for one call', async () => {
		const run = await stage.engine.run(only(veo(suspending)), prompts('a dog [slow 3]'));
		const [{ taskId, callbackUrl: url }] = purchases();
		const body = { code: 200, msg: 'success', data: { taskId } };
		const calls = Array.from({ length: 30 }, () =>
			stage.engine.resumeByWebhook(run, { url, body }),
		);
		const answers = (await Promise.all(calls)).map(({ statusCode }) => statusCode);
		expect((await resumed(run)).json('Veo')).toMatchObject([{ status: 'succeeded' }]);
		expect(answers.filter((status) => status === 200)).toHaveLength(1);
		expect(sum(lookUps())).toBeLessThanOrEqual(6);
	});
});

describe('who may resume a run', () => {
	it('a task of another run resumes nothing and is not even looked up', async () => {
		const other = await stage.engine.run(only(veo()), prompts('another'));
		const run = await stage.engine.run(only(veo(suspending)), prompts('a dog [slow 1]'));
		const taskId = String(other.json('Veo')[0].taskId);
		const before = stage.simulator.ledger.lookUpsOf(taskId);
		const answer = await stage.engine.resumeByWebhook(run, {
			url: purchases()[1].callbackUrl,
			body: { code: 200, msg: 'success', data: { taskId } },
		});
		expect(answer).toMatchObject({ statusCode: 200, body: { status: 'ignored' } });
		expect(answer.run).toBeUndefined();
		expect(stage.simulator.ledger.lookUpsOf(taskId)).toBe(before);
		expect(lookUps()[1]).toBe(0);
		await resumed(run);
	});
});

describe('versions of one video, which share the id of its task', () => {
	const upscaling = (parameters: INodeParameters = {}, settings: Partial<INode> = {}) =>
		veo(
			{
				operation: 'get_4k',
				taskId: '={{ $json.taskId }}',
				videoIndex: '={{ $json.index }}',
				...parameters,
			},
			settings,
		);

	/** Buys a task of two videos; returns the items that ask for a version of each. */
	async function source(mark = ''): Promise<Array<{ json: IDataObject }>> {
		await stage.engine.run(only(veo()), prompts(`a dog [two videos] ${mark}`));
		const [{ taskId }] = purchases();
		return [0, 1].map((index) => ({ json: { taskId, index } }));
	}

	/** Where the 4K version of a video is, as Kie says it. */
	async function truth({ json: { taskId, index } }: { json: IDataObject }): Promise<string> {
		const { data } = await axios.post<{ data: { resultUrls: string[] } }>(
			`${stage.simulator.url}/kie/api/v1/veo/get-4k-video`,
			{ taskId, index },
			{ headers: { Authorization: 'Bearer kie-key' } },
		);
		return data.data.resultUrls[0];
	}

	it('each item gets its own file', async () => {
		const input = await source();
		const run = await stage.engine.run(only(upscaling(suspending)), { input });
		const items = (await resumed(run)).json('Veo');
		expect(items.map(({ videoUrl }) => videoUrl)).toEqual([
			await truth(input[0]),
			await truth(input[1]),
		]);
		expect(items[0].videoUrl).not.toBe(items[1].videoUrl);
		expect(purchases()).toHaveLength(3);
	});

	it('each round of a loop gets its own file', async () => {
		const input = await source();
		const workflow: WorkflowJson = {
			nodes: [
				start(),
				node('Loop', 'n8n-nodes-base.splitInBatches', { batchSize: 1 }, { typeVersion: 3 }),
				upscaling(suspending),
				node('Done', 'n8n-nodes-base.noOp'),
			],
			connections: connect({ Start: [['Loop']], Loop: [['Done'], ['Veo']], Veo: [['Loop']] }),
		};
		let run = await stage.engine.run(workflow, { input });
		run = await resumed(run);
		run = await resumed(run);
		expect(run.json('Done').map(({ videoUrl }) => videoUrl)).toEqual([
			await truth(input[0]),
			await truth(input[1]),
		]);
	});

	it('the file of another version never takes the place of one that is gone', async () => {
		const input = await source('[file gone]');
		await stage.engine.run(only(upscaling()), { input: [input[0]] });
		const sourceFiles = (await stage.engine.run(
			only(veo({ resource: 'task', operation: 'get', taskId: String(input[0].json.taskId) })),
		)) as Run;
		const paths = (sourceFiles.json('Veo')[0].videos as Array<{ url: string }>).map(
			({ url }) => new URL(url).pathname,
		);
		const node = upscaling({ ...suspending, download: true });
		const run = await stage.engine.run(only(node), { input });
		const items = (await resumed(run)).json('Veo');
		for (const { videos, error } of items) {
			expect((videos as IDataObject[])[0]).toMatchObject({ resolution: '4k' });
			expect(error).toMatchObject({ reason: 'linkExpired' });
		}
		expect(stage.simulator.requests.filter(({ path }) => paths.includes(path))).toEqual([]);
	});
});

describe("the credential's API Form is changed while a run is suspended", () => {
	it.each([
		['classic', 'unified'],
		['unified', 'classic'],
	])('from %s to %s: the run goes on', async (before, after) => {
		const engine = await stage.withCredentials({ kieApi: { apiForm: before } });
		const run = await engine.run(only(veo(suspending)), prompts('a dog [slow 1]'));
		engine.changeCredential('kieApi', { apiForm: after });
		expect((await resumed(run, engine)).json('Veo')).toMatchObject([{ status: 'succeeded' }]);
		expect(deliveries().map(({ status }) => status)).toEqual([200]);
	});
});

it('a run that an older version has suspended is looked up in the form of the credential', async () => {
	const engine = await stage.withCredentials({ kieApi: { apiForm: 'unified' } });
	const run = await engine.run(only(veo(suspending)), prompts('a dog [slow 1]'));
	engine.rewriteParked(run, (json) => {
		const parked = JSON.parse(json) as NonNullable<Run['data']>;
		const context = parked.executionData?.contextData['node:Veo'] ?? {};
		// It was the object itself, and had no API version.
		const { apiVersion, ...older } = JSON.parse(context.suspendedRun as string) as IDataObject;
		expect(apiVersion).toBe('unified');
		context.suspendedRun = older;
		return JSON.stringify(parked);
	});
	expect((await resumed(run, engine)).json('Veo')).toMatchObject([{ status: 'succeeded' }]);
});

describe('Download', () => {
	it('the provider is answered when the resumption is stored, and others are put off', async () => {
		const node = veo({ ...suspending, download: true });
		const run = await stage.engine.run(only(node), prompts('a dog [file slow 2]'));
		const isDelivered = () => deliveries().some(({ status }) => status === 200);
		let wasAnsweredBefore = true;
		const ended = stage.engine.resumed(run).then((end) => {
			wasAnsweredBefore = isDelivered();
			return end;
		});
		const [{ taskId, callbackUrl: url }] = purchases();
		await new Promise((resolve) => setTimeout(resolve, 1000));
		const body = { code: 200, msg: 'success', data: { taskId } };
		const second = await stage.engine.resumeByWebhook(run, { url, body });
		expect(second).toMatchObject({ statusCode: 503, body: { error: 'tryAgain' } });
		const after = await ended;
		await stage.simulator.callbacksSettled();
		expect(wasAnsweredBefore).toBe(false);
		expect(after.items('Veo')[0].binary).toHaveProperty('data');
		expect(deliveries().map(({ status }) => status)).toEqual([200]);
		const files = stage.simulator.requests.filter(({ path }) => path.startsWith('/files/'));
		expect(files).toHaveLength(1);
	});
});
