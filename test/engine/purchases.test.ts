import { setTimeout as sleep } from 'node:timers/promises';
import type { IDataObject, INode, INodeExecutionData, NodeApiError } from 'n8n-workflow';

import { Veo } from '../../nodes/Veo/Veo.node';
import type { CredentialData } from './harness/credentials';
import { Engine } from './harness/engine';
import type { Run } from './harness/run';
import { connect, fields, node, sequence, start } from './harness/workflows';
import { musicVideo, only, prompts, setStage, veo, type Stage } from './stage';

let stage: Stage;
const engines: Engine[] = [];
beforeAll(async () => {
	stage = await setStage({ rateLimit: { count: 1000 } });
});
afterEach(async () => {
	stage.simulator.reset();
	for (const engine of engines.splice(0)) await engine.stop();
});
afterAll(async () => {
	await stage.stop();
});

const continuing = { onError: 'continueRegularOutput' } as const;
const retrying = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };
const purchases = () => stage.simulator.ledger.purchases;
const taskIds = () => purchases().map(({ taskId }) => taskId);
const submits = () => stage.simulator.requests.filter(({ path }) => path.endsWith('/veo/generate'));

/** An engine whose credentials the test takes away or breaks while it runs. */
async function engineWith(): Promise<{ engine: Engine; credentials: CredentialData }> {
	const baseUrl = `${stage.simulator.url}/kie`;
	const credentials: CredentialData = {
		kieApi: { apiKey: 'kie-key', baseUrl, uploadBaseUrl: baseUrl, callbackToken: '' },
	};
	const engine = await Engine.start({
		credentials,
		types: { nodes: { 'n8n-nodes-veo.veoTool': new Veo() } },
	});
	engines.push(engine);
	return { engine, credentials };
}

/** Waits until the provider has sold so many tasks. */
async function bought(count: number): Promise<void> {
	for (let tries = 0; purchases().length < count && tries < 400; tries++) await sleep(10);
	expect(purchases()).toHaveLength(count);
}

/** What n8n keeps of the node for this execution. */
const contextOf = (run: Run, name = 'Veo') =>
	run.data.executionData?.contextData[`node:${name}`] as IDataObject | undefined;

/** The other records that an error carries. */
const recordsIn = (run: Run) =>
	(run.error as NodeApiError).context.data as IDataObject & { others: IDataObject[] };

describe('whatever breaks after a purchase, every record comes out', () => {
	const timeLimit = 0.03;

	it('the credential is deleted while the node polls', async () => {
		const { engine, credentials } = await engineWith();
		const running = engine.launch(only(veo({ timeLimit })), prompts('one [never]', 'two [never]'));
		await bought(2);
		delete credentials.kieApi;
		const run = await running.settled;
		for (const taskId of taskIds()) expect(run.error?.description).toContain(taskId);
		const { others, ...record } = recordsIn(run);
		expect([record, ...others]).toMatchObject(taskIds().map((taskId) => ({ taskId })));
	});

	it('the base URL is broken between two items', async () => {
		const { engine, credentials } = await engineWith();
		const texts = ['one', 'two', 'three [submit 429 1]', 'four'];
		stage.simulator.configure({ retryAfterSeconds: 1 });
		const running = engine.launch(only(veo()), prompts(...texts));
		await bought(2);
		credentials.kieApi.baseUrl = 'nowhere';
		const run = await running.settled;
		expect(run.error?.message).toContain("'Base URL'");
		expect(purchases()).toHaveLength(2);
		for (const taskId of taskIds()) {
			expect(run.error?.description).toContain(`${taskId} (submitted)`);
		}
		expect(recordsIn(run).others).toMatchObject(taskIds().map((taskId) => ({ taskId })));
	});

	it('the base URL is broken between two items, with Continue On Fail: the items are records', async () => {
		const { engine, credentials } = await engineWith();
		stage.simulator.configure({ retryAfterSeconds: 1 });
		const running = engine.launch(
			only(veo({ timeLimit }, continuing)),
			prompts('one [never]', 'two [submit 429 1]'),
		);
		await bought(1);
		credentials.kieApi.baseUrl = 'nowhere';
		const run = await running.settled;
		expect(run.json('Veo')).toMatchObject([
			{ taskId: taskIds()[0], status: 'timedOut' },
			{ status: 'failed', error: { message: expect.stringContaining("'Base URL'") } },
		]);
	});

	it('the credential is deleted before a retry', async () => {
		const { engine, credentials } = await engineWith();
		const settings = { ...retrying, maxTries: 2, waitBetweenTries: 1000 };
		const running = engine.launch(
			only(veo({ timeLimit: 0.001 }, settings)),
			prompts('one [never]', 'two [never]'),
		);
		await bought(2);
		await sleep(300);
		delete credentials.kieApi;
		const run = await running.settled;
		expect(purchases()).toHaveLength(2);
		for (const taskId of taskIds()) expect(run.error?.description).toContain(taskId);
	});

	it('the credential is deleted before a retry, with Continue On Fail', async () => {
		const { engine, credentials } = await engineWith();
		const settings = { ...retrying, ...continuing, maxTries: 2, waitBetweenTries: 1000 };
		const running = engine.launch(
			only(veo({ timeLimit: 0.001 }, settings)),
			prompts('one [never]', 'two [never]'),
		);
		await bought(2);
		await sleep(300);
		delete credentials.kieApi;
		const run = await running.settled;
		expect(run.json('Veo')).toMatchObject(taskIds().map((taskId) => ({ taskId })));
		expect(run.items('Veo').map(({ pairedItem }) => pairedItem)).toEqual([
			{ item: 0 },
			{ item: 1 },
		]);
	});

	it('an expression comes to nothing on a retry', async () => {
		const prompt = "={{ $('Veo').context.purchases ? '' : $json.prompt }}";
		const workflow = only(veo({ prompt }, { ...retrying, ...continuing }));
		const run = await stage.engine.run(workflow, prompts('a dog [501]', 'a cat'));
		expect(run.json('Veo')).toMatchObject([
			{ taskId: taskIds()[0], status: 'failed', error: { type: 'generationFailed' } },
			{ taskId: taskIds()[1], status: 'succeeded' },
		]);
		expect(purchases()).toHaveLength(2);
	});

	it.each([
		['a download setting', { download: true, maxDownloadSize: 0 }],
		['the time limit', { timeLimit: 0 }],
	])('%s makes no sense on a retry: nothing says that nothing was bought', async (_, broken) => {
		const parameters = Object.fromEntries(
			Object.entries(broken).map(([name, value]) => [
				name,
				typeof value === 'number' ? `={{ $('Veo').context.purchases ? ${value} : 1 }}` : value,
			]),
		);
		const run = await stage.engine.run(only(veo(parameters, retrying)), prompts('a dog [501]'));
		const [taskId] = taskIds();
		expect(purchases()).toHaveLength(1);
		expect(run.error?.description).toContain(taskId);
		expect(run.error?.description).toContain('Pick it up by its task ID');
		expect(run.error?.description).not.toMatch(/nothing was bought/i);
	});

	it('a preparation fails on a retry', async () => {
		const { engine, credentials } = await engineWith();
		const image = Buffer.from('89504e470d0a1a0a0000', 'hex').toString('base64');
		const input: INodeExecutionData[] = ['one', 'two [submit 455 1]'].map((prompt) => ({
			json: { prompt },
			binary: { data: { data: image, mimeType: 'image/png', fileName: 'a.png' } },
		}));
		const images = { operation: 'image2video', imageSource: 'binary' };
		const settings = { ...retrying, maxTries: 2, waitBetweenTries: 1000 };
		const running = engine.launch(only(veo(images, settings)), { input });
		await bought(1);
		credentials.kieApi.uploadBaseUrl = 'http://127.0.0.1:9';
		const run = await running.settled;
		expect(run.error?.message).toBe('Image not taken by Kie.ai');
		expect(run.error?.description).toContain('could not be uploaded');
		expect(run.error?.description).toContain(taskIds()[0]);
		expect(recordsIn(run).others).toMatchObject([{ taskId: taskIds()[0] }]);
	});
});

describe('everything is read before the first purchase', () => {
	const broken = "={{ $('Nowhere').item.json.x }}";
	const song = { taskId: 'song-0001', audioId: '8f1c2a34-5b6d-4e7f-8a90-b1c2d3e4f501' };

	it.each([
		['Include Raw Response', { options: { includeRaw: broken } }],
		[
			'Include Raw Response, with a callback',
			{ completion: 'callback', options: { includeRaw: broken } },
		],
		['Download', { download: broken }],
		['Output Data Field Name', { download: true, binaryProperty: broken }],
	])('%s', async (_, parameters) => {
		const workflow = only(musicVideo(parameters, retrying));
		const run = await stage.engine.run(workflow, { input: [{ json: song }] });
		expect(run.status).toBe('error');
		expect(stage.simulator.requests).toEqual([]);
	});
});

describe('the memory of purchases', () => {
	it('is empty after a good run', async () => {
		const run = await stage.engine.run(only(veo()), prompts('one'));
		expect(run.json('Veo')).toMatchObject([{ status: 'succeeded' }]);
		expect(JSON.stringify(contextOf(run) ?? {})).not.toContain(taskIds()[0]);
	});

	it('holds one round of a loop, not all of them', async () => {
		const loop = {
			nodes: [
				start(),
				node('Loop', 'n8n-nodes-base.splitInBatches', { batchSize: 1 }, { typeVersion: 3 }),
				veo({}, continuing),
			],
			connections: connect({ Start: [['Loop']], Loop: [[], ['Veo']], Veo: [['Loop']] }),
		};
		const run = await stage.engine.run(loop, prompts('one [501]', 'two [501]', 'three [501]'));
		const kept = JSON.stringify(contextOf(run));
		expect(taskIds().map((taskId) => kept.includes(taskId))).toEqual([false, false, true]);
	});

	it('two items with the same prompt are two purchases, and so are two rounds of a loop', async () => {
		const loop = {
			nodes: [
				start(),
				node('Loop', 'n8n-nodes-base.splitInBatches', { batchSize: 2 }, { typeVersion: 3 }),
				veo({}, retrying),
			],
			connections: connect({ Start: [['Loop']], Loop: [[], ['Veo']], Veo: [['Loop']] }),
		};
		await stage.engine.run(loop, prompts('same', 'same', 'same', 'same'));
		expect(purchases()).toHaveLength(4);
	});

	it('knows an order again whose prompt changes from try to try', async () => {
		const changing = veo(
			{ prompt: '={{ $json.prompt + Math.random() }}', timeLimit: 0.01 },
			retrying,
		);
		await stage.engine.run(only(changing), prompts('one [never] '));
		expect(purchases()).toHaveLength(1);
	});
});

describe("as an AI agent's tool", () => {
	const tool = (parameters = {}, settings: Partial<INode> = {}): INode => ({
		...veo(parameters, settings),
		type: 'n8n-nodes-veo.veoTool',
	});

	it.each([
		['a task that fails', 'a dog [501]', { type: 'generationFailed' }],
		['a submit that is refused', 'a dog [submit 455]', { type: 'service' }],
		['a missing prompt', '', { type: 'invalidRequest' }],
	])('%s comes out as a record with advice', async (_, prompt, error) => {
		const { engine } = await engineWith();
		const run = await engine.run(only(tool()), prompts(prompt));
		expect(run.status).toBe('success');
		expect(run.json('Veo')).toMatchObject([
			{
				status: 'failed',
				error: { ...error, advice: expect.any(String) },
				...(purchases().length > 0 && { taskId: taskIds()[0] }),
			},
		]);
	});

	it('a field that makes no sense comes out as a record, too', async () => {
		const { engine } = await engineWith();
		const run = await engine.run(only(tool({ timeLimit: 0 })), prompts('a dog'));
		expect(run.json('Veo')).toMatchObject([
			{
				error: {
					message: expect.stringContaining("'Time Limit (Minutes)'"),
					advice: expect.any(String),
				},
			},
		]);
		expect(submits()).toEqual([]);
	});

	it('the same call in the same execution is the same order, whatever n8n counts', async () => {
		const { engine } = await engineWith();
		const loop = {
			nodes: [
				start(),
				node('Loop', 'n8n-nodes-base.splitInBatches', { batchSize: 1 }, { typeVersion: 3 }),
				tool(),
			],
			connections: connect({ Start: [['Loop']], Loop: [[], ['Veo']], Veo: [['Loop']] }),
		};
		const run = await engine.run(loop, prompts('a dog [501]', 'a dog [501]', 'a cat'));
		expect(purchases().map(({ prompt }) => prompt)).toEqual(['a dog [501]', 'a cat']);
		expect(run.json('Veo')[0].error).toMatchObject({
			advice: expect.stringContaining('buys nothing but returns to this task'),
		});
		const [dog, cat] = taskIds();
		expect([0, 1, 2].map((round) => run.json('Veo', 0, round)[0])).toMatchObject([
			{ taskId: dog, status: 'failed' },
			{ taskId: dog, status: 'failed' },
			{ taskId: cat, status: 'succeeded' },
		]);
	});
});

describe('while the run is suspended, nothing makes n8n run the node again', () => {
	const prompt = '=A film of {{ $json.prompt }}';
	const suspending = sequence(
		start(),
		veo({ completion: 'callback', prompt }, { ...retrying, ...continuing }),
		fields('After', {
			prompt: "={{ $('Start').item.json.prompt }}",
			status: '={{ $json.status }}',
		}),
	);

	it('an item that failed before the suspension', async () => {
		const run = await stage.engine.run(suspending, prompts('one [submit 455]', 'two', 'three'));
		expect(run.status).toBe('waiting');
		expect(run.json('Veo')).toMatchObject([
			{ status: 'failed' },
			{ status: 'submitted' },
			{ status: 'submitted' },
		]);
		expect(submits()).toHaveLength(3);
		const after = await stage.engine.resumed(run);
		expect(after.json('After')).toEqual([
			{ prompt: 'one [submit 455]', status: 'failed' },
			{ prompt: 'two', status: 'succeeded' },
			{ prompt: 'three', status: 'succeeded' },
		]);
		expect(after.json('Veo')).toMatchObject([{ error: { type: 'service' } }, {}, {}]);
		expect(purchases()).toHaveLength(2);
	});

	it('the items of the time limit', async () => {
		const run = await stage.engine.run(suspending, prompts('one [never]', 'two [never]'));
		const after = await stage.engine.resumeByTimer(run);
		expect(after.json('After')).toEqual([
			{ prompt: 'one [never]', status: 'timedOut' },
			{ prompt: 'two [never]', status: 'timedOut' },
		]);
		expect(purchases()).toHaveLength(2);
	});
});

it('thousands of failed items take memory and time in proportion', async () => {
	const input = Array.from({ length: 6000 }, () => ({ json: { prompt: '' } }));
	const run = await stage.engine.run(only(veo({}, continuing)), { input });
	expect(run.json('Veo')).toHaveLength(6000);
	expect(submits()).toEqual([]);
}, 30_000);
