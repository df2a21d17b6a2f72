import { Veo } from '../../nodes/Veo/Veo.node';
import { Engine } from './harness/engine';
import { only, prompts, setStage, veo, type Stage } from './stage';

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

/** Buys a task per prompt without waiting, and returns the ids. */
async function buy(provider: string, ...texts: string[]): Promise<string[]> {
	const run = await stage.engine.run(
		only(veo({ provider, completion: 'submitOnly' })),
		prompts(...texts),
	);
	return run.json('Veo').map(({ taskId }) => String(taskId));
}

const lookUps = () =>
	stage.simulator.requests.filter(({ path }) => /record-info|tasks$/.test(path));

describe.each(['kie', 'aceData'])('Get Many at %s', (provider) => {
	it('looks several tasks up, one item each', async () => {
		const taskIds = await buy(provider, 'one', 'two [policy]', 'three [never]');
		await stage.simulator.callbacksSettled();
		const getMany = veo({ provider, resource: 'task', operation: 'getMany', taskIds });
		const run = await stage.engine.run(only(getMany));
		expect(run.json('Veo')).toMatchObject([
			{ taskId: taskIds[0], status: 'succeeded' },
			{ taskId: taskIds[1], status: 'failed', error: { type: 'contentRejected' } },
			{ taskId: taskIds[2], status: 'processing' },
		]);
		expect(run.items('Veo').map(({ pairedItem }) => pairedItem)).toEqual(
			taskIds.map(() => ({ item: 0 })),
		);
		expect(lookUps()).toHaveLength(provider === 'aceData' ? 1 : 3);
	});

	it('takes the ids from a list in the item, and names the one that is unknown', async () => {
		const [known] = await buy(provider, 'one');
		const getMany = veo(
			{ provider, resource: 'task', operation: 'getMany', taskIds: ['={{ $json.ids }}'] },
			{ onError: 'continueRegularOutput' },
		);
		const input = [{ json: { ids: [known, 'unknown'] } }, { json: {} }];
		const run = await stage.engine.run(only(getMany), { input });
		expect(run.json('Veo')).toMatchObject([
			{ taskId: known },
			{ taskId: 'unknown', error: { reason: 'unknownTask' } },
			{ error: { message: "'Task IDs' is empty" } },
		]);
	});
});

describe.each(['kie', 'aceData'])('Wait at %s', (provider) => {
	const wait = (settings = {}) =>
		veo(
			{
				provider,
				resource: 'task',
				operation: 'wait',
				taskId: '={{ $json.id }}',
				pollInterval: 1,
				timeLimit: 0.05,
			},
			settings,
		);

	it('picks tasks up again until they are done', async () => {
		const ids = await buy(provider, 'one', 'two [slow 1.5]');
		const input = ids.map((id) => ({ json: { id } }));
		const run = await stage.engine.run(only(wait()), { input });
		expect(run.json('Veo')).toMatchObject([
			{ taskId: ids[0], status: 'succeeded' },
			{ taskId: ids[1], status: 'succeeded' },
		]);
		expect(stage.simulator.ledger.purchases).toHaveLength(2);
	});

	it('does not pause before it looks at a task that is done already', async () => {
		const [id] = await buy(provider, 'one');
		await stage.simulator.callbacksSettled();
		await stage.engine.run(only(wait()), { input: [{ json: { id } }] });
		expect(lookUps()).toHaveLength(1);
	});

	it('ends at the time limit with the id', async () => {
		const [id] = await buy(provider, 'one [never]');
		const { error } = await stage.engine.run(only(wait()), { input: [{ json: { id } }] });
		expect(error?.description).toContain(id);
	});

	it('ends like the operation that bought the task where that failed', async () => {
		const [id] = await buy(provider, 'one [501]');
		const continuing = only(wait({ onError: 'continueRegularOutput' }));
		const run = await stage.engine.run(continuing, { input: [{ json: { id } }] });
		expect(run.json('Veo')).toMatchObject([{ taskId: id, status: 'failed' }]);
	});
});

it('as the tool of an AI agent the node never parks: it polls, and says so', async () => {
	const engine = await Engine.start({
		credentials: {
			kieApi: { apiKey: 'kie-key', baseUrl: `${stage.simulator.url}/kie`, callbackToken: '' },
		},
		types: { nodes: { 'n8n-nodes-veo.veoTool': new Veo() } },
	});
	const tool = { ...veo({ completion: 'callback' }), type: 'n8n-nodes-veo.veoTool' };
	const run = await engine.run(only(tool), prompts('a dog'));
	await engine.stop();
	expect(run.status).toBe('success');
	expect(run.json('Veo')).toMatchObject([{ status: 'succeeded' }]);
	const [{ hints }] = run.runData.Veo;
	expect(hints).toMatchObject([{ message: expect.stringContaining('polled') }]);
	// The default interval, twice for a young task: the editor shows none of its own for a callback.
}, 120_000);

it('a failed task is named by the error, though Include Raw Response cannot be read', async () => {
	const [taskId] = await buy('kie', 'a dog [policy]');
	await stage.simulator.callbacksSettled();
	const options = { includeRaw: '={{ $("Nowhere").item }}' };
	const run = await stage.engine.run(
		only(veo({ resource: 'task', operation: 'wait', taskId, options })),
	);
	expect(run.error?.description).toContain(`Task ID: ${taskId}.`);
});
