import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { IDataObject, INode, INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { Veo } from '../../nodes/Veo/Veo.node';
import { Engine } from './harness/engine';
import type { Run } from './harness/run';
import { connect, start } from './harness/workflows';
import { musicVideo, only, setStage, song, veo, type Stage } from './stage';

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

const continuing = { onError: 'continueRegularOutput' } as const;
const retrying = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };
const purchases = () => stage.simulator.ledger.purchases;
const taskIds = () => purchases().map(({ taskId }) => taskId);
const submits = () => stage.simulator.requests.filter(({ path }) => path.endsWith('/veo/generate'));

/** A key that no other test has. */
const aKey = () => `row "${randomUUID()}"`;

const ordered = (parameters: INodeParameters = {}, settings: Partial<INode> = {}) =>
	only(
		veo(
			{
				...parameters,
				options: { orderKey: '={{ $json.key }}', ...(parameters.options as INodeParameters) },
			},
			settings,
		),
	);

const item = (key: unknown, prompt: string): INodeExecutionData =>
	({ json: { key, prompt } }) as INodeExecutionData;

const run = async (workflow: ReturnType<typeof only>, ...input: INodeExecutionData[]) =>
	await stage.engine.run(workflow, { input });

async function forget(orderKey: string): Promise<Run> {
	const forgetting = {
		...veo({ resource: 'task', operation: 'forgetOrderKey', orderKey }),
		id: 'another-node',
	};
	return await stage.engine.run(only(forgetting), { mode: 'manual' });
}

/** An engine whose nodes have been loaded anew, as by another process: it has no memory but n8n's. */
async function anotherProcess(): Promise<Engine> {
	jest.resetModules();
	return await stage.withCredentials({});
}

describe('the same key and the same job', () => {
	it.each(['poll', 'submitOnly', 'callback'])(
		'in two executions are one purchase (%s)',
		async (completion) => {
			const [key, workflow] = [aKey(), ordered({ completion })];
			let first = await run(workflow, item(key, 'a dog'));
			if (completion === 'callback') first = await stage.engine.resumed(first);
			await sleep(400);
			const second = await run(workflow, item(key, 'a dog'));
			expect(second.status).toBe('success');
			expect(second.json('Veo')).toMatchObject([
				{ taskId: taskIds()[0], status: 'succeeded', reused: true },
			]);
			expect(first.json('Veo')[0]).toMatchObject({ taskId: taskIds()[0] });
			expect(first.json('Veo')[0]).not.toHaveProperty('reused');
			expect(purchases()).toHaveLength(1);
		},
	);

	it('in one run are one purchase, however many items there are', async () => {
		const key = aKey();
		const result = await run(
			ordered(),
			item(key, 'a dog'),
			item(key, 'a dog'),
			item(aKey(), 'cat'),
		);
		const [one, two] = taskIds();
		expect(result.json('Veo')).toMatchObject([
			{ taskId: one, status: 'succeeded' },
			{ taskId: one, status: 'succeeded', reused: true },
			{ taskId: two, status: 'succeeded' },
		]);
		expect(purchases()).toHaveLength(2);
	});

	it('by separate outputs leave on Succeeded', async () => {
		const [key, workflow] = [aKey(), ordered({ outputs: 'separate' })];
		await run(workflow, item(key, 'a dog'));
		const second = await run(workflow, item(key, 'a dog'));
		expect(second.json('Veo')).toMatchObject([{ taskId: taskIds()[0], reused: true }]);
		expect(purchases()).toHaveLength(1);
	});

	it('by callback, beside a job that is new: both come out', async () => {
		const [key, workflow] = [aKey(), ordered({ completion: 'callback' })];
		await stage.engine.resumed(await run(workflow, item(key, 'a dog')));
		const parked = await run(workflow, item(key, 'a dog'), item(aKey(), 'a cat [slow 3]'));
		const second = parked.waitTill ? await stage.engine.resumed(parked) : parked;
		expect(second.json('Veo')).toMatchObject([
			{ taskId: taskIds()[0], status: 'succeeded', reused: true },
			{ taskId: taskIds()[1], status: 'succeeded' },
		]);
		expect(purchases()).toHaveLength(2);
	});

	it('started twice at once are one purchase', async () => {
		const [key, workflow] = [aKey(), ordered()];
		const runs = await Promise.all(
			Array.from({ length: 3 }, () => run(workflow, item(key, 'a dog'))),
		);
		const results = runs.flatMap((one) => one.json('Veo'));
		expect(purchases()).toHaveLength(1);
		expect(results.map(({ taskId }) => taskId)).toEqual(Array(3).fill(taskIds()[0]));
		expect(results.filter(({ reused }) => reused)).toHaveLength(2);
	});

	it('at two nodes of a workflow are two purchases', async () => {
		const key = aKey();
		const nodes = ['Veo', 'Other'].map((name) => ({
			...veo({ options: { orderKey: key } }),
			id: name,
			name,
		}));
		const workflow = {
			nodes: [start(), ...nodes],
			connections: connect({ Start: [['Veo', 'Other']] }),
		};
		await run(workflow, item(key, 'a dog'));
		expect(purchases()).toHaveLength(2);
	});

	it('after the node was renamed are one purchase; at a copy of the node they are two', async () => {
		const key = aKey();
		const given = veo({ options: { orderKey: key } });
		await run(only(given), item(key, 'a dog'));
		const renamed = await run(only({ ...given, name: 'Renamed' }), item(key, 'a dog'));
		expect(renamed.json('Renamed')).toMatchObject([{ taskId: taskIds()[0], reused: true }]);
		await run(only({ ...given, id: 'copy', name: 'Copy' }), item(key, 'a dog'));
		expect(purchases()).toHaveLength(2);
	});

	it('are one purchase for a music video and for a song, too', async () => {
		const key = aKey();
		const track = { taskId: 'song-0001', audioId: '8f1c2a34-5b6d-4e7f-8a90-b1c2d3e4f501' };
		const nodes = [
			musicVideo({ options: { orderKey: key } }),
			song({ prompt: 'a sea shanty', options: { orderKey: key } }),
		];
		for (const one of nodes) {
			const input = [{ json: track }];
			await stage.engine.run(only(one), { input });
			const again = await stage.engine.run(only(one), { input });
			expect(again.json(one.name)).toMatchObject([{ status: 'succeeded', reused: true }]);
		}
		expect(purchases()).toHaveLength(2);
	});

	it('are one purchase for an agent that calls its tool in two executions', async () => {
		const key = aKey();
		const tool = { ...veo({ options: { orderKey: key } }), type: 'n8n-nodes-veo.veoTool' };
		const baseUrl = `${stage.simulator.url}/kie`;
		const agent = await Engine.start({
			credentials: { kieApi: { apiKey: 'kie-key', baseUrl, uploadBaseUrl: baseUrl } },
			types: { nodes: { 'n8n-nodes-veo.veoTool': new Veo() } },
		});
		for (let time = 1; time <= 2; time++)
			await agent.run(only(tool), { input: [item(key, 'a dog')] });
		await agent.stop();
		expect(purchases()).toHaveLength(1);
	});
});

describe('the same key and another job', () => {
	it('buy nothing, and the error names the key, the task, and what differs', async () => {
		const [key, workflow] = [aKey(), ordered()];
		await run(workflow, item(key, 'a dog'));
		const second = await run(workflow, item(key, 'a cat'));
		expect(second.error?.message).toBe(
			`'Order Key' "${key}" has bought the task ${taskIds()[0]}, and the job is another one now: Prompt`,
		);
		expect(second.error?.description).toContain('Nothing was bought.');
		expect(second.error?.description).toContain('Forget Order Key');
		expect(purchases()).toHaveLength(1);
	});

	it('buy nothing at another provider', async () => {
		const [key] = [aKey()];
		await run(ordered(), item(key, 'a dog'));
		const second = await run(ordered({ provider: 'aceData' }), item(key, 'a dog'));
		expect(second.error?.message).toContain('provider');
		expect(purchases()).toHaveLength(1);
	});

	it('in one run cost nothing, not even for the items before', async () => {
		const key = aKey();
		const result = await run(ordered(), item(key, 'a dog'), item(key, 'a cat'));
		expect(result.error?.message).toContain(`"${key}" is that of item 0, too`);
		expect(purchases()).toEqual([]);
	});

	it('with Continue On Fail are an item', async () => {
		const key = aKey();
		const result = await run(
			ordered({}, continuing),
			item(key, 'a dog'),
			item(key, 'a cat'),
			item(aKey(), 'a bird'),
		);
		expect(result.json('Veo')).toMatchObject([
			{ status: 'succeeded' },
			{ status: 'failed', error: { type: 'invalidRequest', reason: 'badParameter' } },
			{ status: 'succeeded' },
		]);
		expect(purchases()).toHaveLength(2);
	});
});

describe('what a submit comes to', () => {
	it.each(['submit refused 422', 'submit 455 1'])('[%s]: the key is free again', async (mark) => {
		const [key, workflow] = [aKey(), ordered()];
		const first = await run(workflow, item(key, `a dog [${mark}]`));
		expect(first.error).toBeDefined();
		expect(purchases()).toEqual([]);
		const second = await run(workflow, item(key, 'a cat'));
		expect(second.json('Veo')).toMatchObject([{ status: 'succeeded' }]);
		expect(second.json('Veo')[0]).not.toHaveProperty('reused');
	});

	it('too fast until the end: the key is free again', async () => {
		const [key, workflow] = [aKey(), ordered({ timeLimit: 0.02 })];
		stage.simulator.configure({ retryAfterSeconds: 1 });
		const first = await run(workflow, item(key, 'a dog [submit 429]'));
		expect(first.error?.message).toContain('Too many requests');
		const second = await run(ordered(), item(key, 'a cat'));
		expect(second.json('Veo')).toMatchObject([{ status: 'succeeded' }]);
		expect(taskIds()).toHaveLength(1);
	});

	it.each(['submit hang', 'submit 500', 'submit garbage'])(
		'[%s]: the key stays taken, and buys nothing until it is forgotten',
		async (mark) => {
			const [key, workflow] = [aKey(), ordered()];
			const first = await run(workflow, item(key, `a dog [${mark}]`));
			expect(first.error?.description).toContain('Forget Order Key');
			for (let time = 1; time <= 2; time++) {
				const again = await run(workflow, item(key, 'a dog'));
				expect(again.error?.message).toContain('may have been bought');
				expect(again.error?.description).toContain(`orderKey=${JSON.stringify(key)}`);
				expect(again.error?.description).toContain('Forget Order Key');
				expect(again.error?.description).not.toContain('Nothing was bought.');
			}
			const asItem = await run(ordered({}, continuing), item(key, 'a dog'));
			expect(asItem.json('Veo')).toMatchObject([
				{ status: 'failed', error: { reason: 'submitUnknown', retryable: false } },
			]);
			expect(purchases()).toHaveLength(1);

			expect((await forget(key)).json('Veo')).toEqual([
				{ orderKey: key, wasTaken: true, taskIds: [] },
			]);
			const free = await run(workflow, item(key, 'a dog'));
			expect(free.json('Veo')).toMatchObject([{ status: 'succeeded' }]);
			expect(purchases()).toHaveLength(2);
		},
	);

	it('a task that has failed comes out again, and says how to buy anew', async () => {
		const [key, workflow] = [aKey(), ordered({}, continuing)];
		for (const more of [{}, { reused: true }]) {
			const result = await run(workflow, item(key, 'a dog [501]'));
			expect(result.json('Veo')).toMatchObject([
				{ taskId: taskIds()[0], status: 'failed', error: { retryable: false }, ...more },
			]);
			const { advice } = result.json('Veo')[0].error as IDataObject;
			expect(advice).toContain('to buy anew, use another one, or free the key');
		}
		expect(purchases()).toHaveLength(1);
		expect((await forget(key)).json('Veo')).toEqual([
			{ orderKey: key, wasTaken: true, taskIds: taskIds() },
		]);
		await run(workflow, item(key, 'a dog [501]'));
		expect(purchases()).toHaveLength(2);
	});

	it('a time limit: the next execution goes on waiting', async () => {
		const key = aKey();
		const first = await run(ordered({ timeLimit: 0.01 }), item(key, 'a dog [slow 2]'));
		expect(first.error).toBeDefined();
		const second = await run(ordered(), item(key, 'a dog [slow 2]'));
		expect(second.json('Veo')).toMatchObject([
			{ taskId: taskIds()[0], status: 'succeeded', reused: true },
		]);
		expect(purchases()).toHaveLength(1);
	});
});

describe('beside the memory of an execution', () => {
	it('Retry On Fail buys once, and buys what was refused', async () => {
		const workflow = ordered({}, retrying);
		const [one, two] = [aKey(), aKey()];
		const result = await run(workflow, item(one, 'one'), item(two, 'two [submit 455 1]'));
		expect(result.json('Veo')).toMatchObject([{ status: 'succeeded' }, { status: 'succeeded' }]);
		expect(purchases()).toHaveLength(2);
		await run(workflow, item(one, 'one'), item(two, 'two [submit 455 1]'));
		expect(purchases()).toHaveLength(2);
	});

	it('a run by hand is known in the next one', async () => {
		const [key, workflow] = [aKey(), ordered()];
		const options = { input: [item(key, 'a dog')], mode: 'manual' as const };
		await stage.engine.run(workflow, options);
		const again = await stage.engine.run(workflow, options);
		expect(again.json('Veo')).toMatchObject([{ taskId: taskIds()[0], reused: true }]);
		expect(purchases()).toHaveLength(1);
	});
});

describe('two processes', () => {
	it('a claim whose task the other one does not know is unclear, and buys nothing', async () => {
		const [key, workflow] = [aKey(), ordered()];
		await run(workflow, item(key, 'a dog'));
		const other = await anotherProcess();
		const second = await other.run(workflow, { input: [item(key, 'a dog')] });
		expect(second.error?.message).toContain('may have been bought');
		expect(purchases()).toHaveLength(1);
	});

	it('that start at once buy once, and lose no claim', async () => {
		const workflow = ordered({ completion: 'submitOnly' }, continuing);
		const other = await anotherProcess();
		const keys = Array.from({ length: 10 }, aKey);
		await Promise.all(
			keys.flatMap((key) => [
				run(workflow, item(key, key)),
				other.run(workflow, { input: [item(key, key)] }),
			]),
		);
		expect(purchases().map(({ prompt }) => prompt)).toHaveLength(10);
		for (const key of keys) await other.run(workflow, { input: [item(key, key)] });
		expect(purchases()).toHaveLength(10);
	}, 60_000);
});

describe('a key that makes no sense', () => {
	it.each([undefined, '', null, true, NaN, { id: 7 }])('%p: nothing is bought', async (key) => {
		const result = await run(ordered(), item(aKey(), 'a dog'), item(key, 'a cat'));
		expect(result.error?.message).toContain("'Order Key' is empty for this item");
		expect(result.error?.description).toContain('Nothing was bought.');
		expect(purchases()).toEqual([]);
	});

	it('an option that is left blank is none', async () => {
		const workflow = only(veo({ options: { orderKey: '' } }));
		for (let time = 1; time <= 2; time++) await run(workflow, item('', 'a dog'));
		expect(purchases()).toHaveLength(2);
	});

	it('a number is one', async () => {
		const workflow = ordered();
		const key = Math.floor(Math.random() * 1e12);
		for (let time = 1; time <= 2; time++) await run(workflow, item(key, 'a dog'));
		expect(purchases()).toHaveLength(1);
	});

	it('a workflow that was never saved buys nothing', async () => {
		const result = await run({ ...ordered(), id: '' }, item(aKey(), 'a dog'));
		expect(result.error?.message).toContain("'Order Key' cannot be written down by n8n");
		expect(result.error?.description).toContain('Nothing was bought.');
		expect(submits()).toEqual([]);
	});

	it('an empty one cannot be forgotten; one that was never used can', async () => {
		expect((await forget('={{ $json.none }}')).error?.message).toBe("'Order Key' is empty");
		const key = aKey();
		expect((await forget(key)).json('Veo')).toEqual([
			{ orderKey: key, wasTaken: false, taskIds: [] },
		]);
	});
});
