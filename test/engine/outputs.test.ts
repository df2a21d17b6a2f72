import type { INodeParameters } from 'n8n-workflow';

import { connect, fields, start, type WorkflowJson } from './harness/workflows';
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

const purchases = () => stage.simulator.ledger.purchases;
const OUTPUTS = ['Succeeded', 'Failed', 'Timed Out'];

/** The node with its three outputs, each with a node of its name that shows the input behind the link. */
function separate(parameters: INodeParameters): WorkflowJson {
	const from = "={{ $('Start').item.json.prompt }}";
	return {
		nodes: [
			start(),
			veo({ outputs: 'separate', ...parameters }),
			...OUTPUTS.map((name) => fields(name, { from, input: '={{ $json.input }}' })),
		],
		connections: connect({ Start: [['Veo']], Veo: OUTPUTS.map((name) => [name]) }),
	};
}

/** Runs to the end, also where the provider has to resume it. */
async function ended(workflow: WorkflowJson, ...texts: string[]): Promise<Run> {
	const run = await stage.engine.run(workflow, prompts(...texts));
	return run.status === 'waiting' ? await stage.engine.resumed(run) : run;
}

describe.each(['poll', 'callback'])('Outputs: Separate, %s', (completion) => {
	it('each outcome has its own, one that fails ends nothing, and every item has its input', async () => {
		const run = await ended(
			separate({ completion }),
			'one',
			'two [501]',
			'three [submit rejected]',
			'four',
		);
		expect(run.error).toBeUndefined();
		expect(run.json('Veo', 0)).toMatchObject([
			{ status: 'succeeded', input: { prompt: 'one' } },
			{ status: 'succeeded', input: { prompt: 'four' } },
		]);
		expect(run.json('Veo', 1)).toMatchObject([
			{ input: { prompt: 'two [501]' }, error: { type: 'generationFailed' } },
			{ input: { prompt: 'three [submit rejected]' }, error: { type: expect.any(String) } },
		]);
		expect(run.json('Veo', 2)).toEqual([]);
		expect(run.timesRun('Timed Out')).toBe(0);
		expect(purchases()).toHaveLength(3);
	});

	it('a video that cannot be fetched is not among those that succeeded', async () => {
		const run = await ended(separate({ completion, download: true }), 'a [file gone]');
		expect(run.json('Veo', 0)).toEqual([]);
		expect(run.json('Veo', 1)).toMatchObject([
			{ status: 'succeeded', videoUrl: expect.any(String), error: { reason: 'linkExpired' } },
		]);
	});

	it('a field that makes no sense stops the node before anything is bought', async () => {
		const run = await ended(separate({ completion }), 'one', '');
		expect(run.error?.message).toContain("'Prompt'");
		expect(purchases()).toEqual([]);
	});
});

it('Separate, poll: a task at its time limit has an output of its own', async () => {
	const workflow = separate({ completion: 'poll', timeLimit: 0.03 });
	const run = await ended(workflow, 'one', 'two [never]');
	expect(run.json('Veo', 0)).toMatchObject([{ input: { prompt: 'one' } }]);
	expect(run.json('Veo', 2)).toMatchObject([
		{ status: 'timedOut', taskId: purchases()[1].taskId, input: { prompt: 'two [never]' } },
	]);
});

it('Separate, callback: the time limit has an output of its own', async () => {
	const run = await stage.engine.run(
		separate({ completion: 'callback' }),
		prompts('one [never]', 'two [never]'),
	);
	const after = await stage.engine.resumeByTimer(run);
	expect(after.timesRun('Succeeded')).toBe(0);
	expect(after.json('Veo', 2)).toMatchObject([
		{ status: 'timedOut', taskId: purchases()[0].taskId, input: { prompt: 'one [never]' } },
		{ status: 'timedOut', taskId: purchases()[1].taskId, input: { prompt: 'two [never]' } },
	]);
});

it('Combined: no item repeats its input, which the link reaches', async () => {
	for (const completion of ['poll', 'callback', 'submitOnly']) {
		const workflow: WorkflowJson = {
			nodes: [
				start(),
				veo({ completion }),
				fields('After', { from: "={{ $('Start').item.json.prompt }}" }),
			],
			connections: connect({ Start: [['Veo']], Veo: [['After']] }),
		};
		const run = await ended(workflow, 'one', 'two');
		for (const record of run.json('Veo')) expect(record).not.toHaveProperty('input');
		expect(run.json('After')).toEqual([{ from: 'one' }, { from: 'two' }]);
	}
});

it('one failure that ends the run says how many others are ready, and how to fetch them', async () => {
	const run = await ended(only(veo()), 'one', 'two [policy]', 'three');
	const [one, two, three] = purchases().map(({ taskId }) => taskId);
	expect(run.error?.description).toContain(`Task ID: ${two}.`);
	expect(run.error?.description).toContain(
		`Other tasks of this run: ${one} (succeeded), ${three} (succeeded); a new run would buy them again. 2 of them are ready: fetch them with the operation Get or Download of the resource Task.`,
	);
	expect(run.error?.description).toContain("set 'Outputs' to Separate");
	const task = veo({ resource: 'task', operation: 'get', taskId: one });
	expect((await ended(only(task), 'any')).json('Veo')).toMatchObject([{ status: 'succeeded' }]);
});
