import type { INode } from 'n8n-workflow';

import { connect, fields, node, sequence, start, type WorkflowJson } from './harness/workflows';
import type { Run } from './harness/run';
import { musicVideo, only, prompts, setStage, veo, type Stage } from './stage';

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

const parked = { completion: 'callback' };

/** A workflow that shows, behind the suspending node, which item each result is linked to. */
function linked(inside: INode): WorkflowJson {
	return sequence(
		start(),
		inside,
		fields('After', { from: "={{ $('Start').item.json.prompt }}", taskId: '={{ $json.taskId }}' }),
	);
}

/** Waits for the simulated provider to resume the run. */
async function resumed(run: Run): Promise<Run> {
	expect(run.status).toBe('waiting');
	const after = await stage.engine.resumed(run);
	await stage.simulator.callbacksSettled();
	return after;
}

const purchases = () => stage.simulator.ledger.purchases;
const deliveries = () => stage.simulator.ledger.deliveries;

describe.each([
	['kie', veo({ provider: 'kie', ...parked })],
	['aceData', veo({ provider: 'aceData', ...parked })],
])('Wait by Callback through %s', (provider, inside) => {
	it('parks one execution for all items, and resumes it when the last is finished', async () => {
		const texts = ['one', 'two [slow 1]', 'three [policy]'];
		const run = await stage.engine.run(linked(inside), prompts(...texts));
		expect(run.waitTill?.getTime()).toBeGreaterThan(Date.now() + 19 * 60_000);
		expect(run.timesRun('After')).toBe(0);
		const after = await resumed(run);
		expect(after.status).toBe('success');
		expect(after.json('Veo')).toMatchObject([
			{ provider, status: 'succeeded' },
			{ provider, status: 'succeeded' },
			{ provider, status: 'failed', error: { type: 'contentRejected' } },
		]);
		// The link of the items reaches the input, so the records do not carry it.
		for (const record of after.json('Veo')) expect(record).not.toHaveProperty('input');
		expect(after.json('After')).toEqual(
			purchases().map(({ taskId }, index) => ({ from: texts[index], taskId })),
		);
		expect(purchases()).toHaveLength(3);
	});

	it('shows the tasks while it waits', async () => {
		const run = await stage.engine.run(only(inside), prompts('a dog [slow 1]'));
		expect(run.json('Veo')).toMatchObject([{ taskId: purchases()[0].taskId, status: 'submitted' }]);
		await resumed(run);
	});

	it('returns at once where nothing has to be waited for', async () => {
		const continuing = { ...inside, onError: 'continueRegularOutput' as const };
		const run = await stage.engine.run(only(continuing), prompts(''));
		expect(run.status).toBe('success');
		expect(run.json('Veo')).toMatchObject([{ status: 'failed' }]);
	});
});

describe.each(['sunoApi', 'kie'])('Wait by Callback of a music video through %s', (provider) => {
	it('resumes with the video', async () => {
		const input = [
			{ json: { taskId: 'song-0001', audioId: '8f1c2a34-5b6d-4e7f-8a90-b1c2d3e4f501' } },
			{ json: { taskId: 'song-0001', audioId: '8f1c2a34-5b6d-4e7f-8a90-b1c2d3e4f502' } },
		];
		const run = await stage.engine.run(only(musicVideo({ provider, ...parked })), { input });
		const after = await resumed(run);
		expect(after.json('Music Video')).toMatchObject([
			{ provider, product: 'musicVideo', status: 'succeeded' },
			{ provider, product: 'musicVideo', status: 'succeeded' },
		]);
	});
});

it('many items cost about three look-ups each, in the order that their callbacks come in', async () => {
	const texts = Array.from({ length: 20 }, (_, item) => `item ${item} [slow ${1 + item / 20}]`);
	const run = await stage.engine.run(linked(veo(parked)), prompts(...texts));
	const after = await resumed(run);
	expect(after.json('After').map(({ from }) => from)).toEqual(texts);
	expect(after.json('Veo').every(({ status }) => status === 'succeeded')).toBe(true);
	const lookUps = purchases().map(({ taskId }) => stage.simulator.ledger.lookUpsOf(taskId));
	expect(lookUps.reduce((sum, count) => sum + count) / texts.length).toBeLessThanOrEqual(4);
});

describe('what a callback says is never believed', () => {
	it('a forged one is answered when there is a true result, and brings that', async () => {
		const run = await stage.engine.run(only(veo(parked)), prompts('a dog [slow 1]'));
		const [{ taskId, callbackUrl: url }] = purchases();
		const info = { resultUrls: ['https://attacker.example/evil.mp4'] };
		const body = { code: 200, msg: 'success', data: { taskId, info } };
		const answer = await stage.engine.resumeByWebhook(run, { url, body });
		expect(answer).toMatchObject({ statusCode: 200, body: { status: 'received' } });
		const [task] = (await resumed(run)).json('Veo');
		expect(task.videoUrl).toContain(`${stage.simulator.url}/files/`);
	});

	it('a forged one that comes after the end brings the true result', async () => {
		const run = await stage.engine.run(only(veo(parked)), prompts('a dog [callback forged]'));
		const after = await resumed(run);
		expect(after.json('Veo')[0].videoUrl).toContain(`${stage.simulator.url}/files/`);
	});

	it.each([
		['a task of another run', { code: 200, data: { taskId: 'f'.repeat(32) } }, 200],
		['no callback', { hello: 'world' }, 400],
		['a list', [1, 2, 3], 400],
		['prototype keys', { __proto__: { code: 200 }, data: { constructor: 1 } }, 400],
	])('%s leaves the run parked', async (_, body, status) => {
		const run = await stage.engine.run(only(veo(parked)), prompts('a dog [slow 1]'));
		const url = purchases()[0].callbackUrl;
		const answer = await stage.engine.resumeByWebhook(run, { url, body });
		expect(answer.statusCode).toBe(status);
		expect(answer.run).toBeUndefined();
		expect((await resumed(run)).json('Veo')).toMatchObject([{ status: 'succeeded' }]);
	});

	it('a broken body is refused and leaves the run parked', async () => {
		const run = await stage.engine.run(only(veo(parked)), prompts('a dog [callback garbage]'));
		const after = await resumed(run);
		expect(after.json('Veo')).toMatchObject([{ status: 'succeeded' }]);
		const garbage = deliveries().filter(({ kind }) => kind === 'garbage');
		expect(garbage[0].status).toBeGreaterThanOrEqual(400);
		expect(garbage[0].status).toBeLessThan(500);
	});

	it.each(['callback doubled', 'callback raced'])('[%s] resumes once', async (mark) => {
		const workflow = linked(veo(parked));
		const run = await stage.engine.run(workflow, prompts(`a dog [${mark}]`));
		const after = await resumed(run);
		expect(after.timesRun('After')).toBe(1);
		expect(after.json('After')).toHaveLength(1);
	});

	it('a look-up that fails keeps the run parked and makes the provider try again', async () => {
		const run = await stage.engine.run(only(veo(parked)), prompts('a dog [flaky]'));
		const after = await resumed(run);
		expect(after.json('Veo')).toMatchObject([{ status: 'succeeded' }]);
		const statuses = deliveries().map(({ status }) => status);
		expect(statuses.at(-1)).toBe(200);
		expect(statuses.slice(0, -1).every((status) => status === 503 || status === 409)).toBe(true);
	});
});

describe('a callback that comes too early', () => {
	it('is repeated by Kie.ai and not lost', async () => {
		const run = await stage.engine.run(only(veo(parked)), prompts('a dog [fast]'));
		const after = await resumed(run);
		expect(after.json('Veo')).toMatchObject([{ status: 'succeeded' }]);
		const [first] = deliveries();
		expect(first.status).toBe(409);
	});

	it('is lost at Ace Data, which never repeats one; the task comes out as timed out', async () => {
		const node = veo({ provider: 'aceData', ...parked });
		const run = await stage.engine.run(only(node), prompts('a dog [fast]'));
		await stage.simulator.callbacksSettled();
		const after = await stage.engine.resumeByTimer(run);
		const [task] = after.json('Veo');
		expect(task).toMatchObject({
			status: 'timedOut',
			taskId: purchases()[0].taskId,
			error: { reason: 'timeLimit', retryable: false },
		});
		const wait = veo({
			provider: 'aceData',
			resource: 'task',
			operation: 'wait',
			taskId: String(task.taskId),
		});
		const found = await stage.engine.run(only(wait));
		expect(found.json('Veo')).toMatchObject([{ status: 'succeeded', taskId: task.taskId }]);
	});
});

describe('the time limit', () => {
	it('brings every open task out as timed out, in order and linked', async () => {
		const run = await stage.engine.run(linked(veo(parked)), prompts('one [never]', 'two [never]'));
		const after = await stage.engine.resumeByTimer(run);
		expect(after.status).toBe('success');
		expect(after.json('Veo')).toMatchObject([{ status: 'timedOut' }, { status: 'timedOut' }]);
		expect(after.json('After')).toEqual([
			{ from: 'one [never]', taskId: purchases()[0].taskId },
			{ from: 'two [never]', taskId: purchases()[1].taskId },
		]);
	});
});

describe('money', () => {
	const retrying = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };

	it('Retry On Fail buys once', async () => {
		const workflow = only(veo(parked, retrying));
		const run = await stage.engine.run(workflow, prompts('one', 'two [submit 455 1]'));
		const after = await resumed(run);
		expect(after.json('Veo')).toMatchObject([{ status: 'succeeded' }, { status: 'succeeded' }]);
		expect(purchases()).toHaveLength(2);
	});

	it('a loop parks once per round and buys each item once', async () => {
		const workflow: WorkflowJson = {
			nodes: [
				start(),
				node('Loop', 'n8n-nodes-base.splitInBatches', { batchSize: 1 }, { typeVersion: 3 }),
				veo(parked, retrying),
				fields('After', { from: "={{ $('Loop').item.json.prompt }}" }),
				node('Done', 'n8n-nodes-base.noOp'),
			],
			connections: connect({
				Start: [['Loop']],
				Loop: [['Done'], ['Veo']],
				Veo: [['After']],
				After: [['Loop']],
			}),
		};
		let run = await stage.engine.run(workflow, {
			input: ['one', 'two', 'three'].map((prompt) => ({ json: { prompt } })),
		});
		for (let round = 0; round < 3; round++) run = await resumed(run);
		expect(run.status).toBe('success');
		expect(run.json('Done')).toEqual([{ from: 'one' }, { from: 'two' }, { from: 'three' }]);
		expect(purchases().map(({ prompt }) => prompt)).toEqual(['one', 'two', 'three']);
	});

	it('a callback for one node does not wake another of the same execution', async () => {
		const second = {
			...veo({ ...parked, prompt: 'second [slow 1.5]' }),
			id: 'second',
			name: 'Second',
		};
		const workflow = sequence(start(), veo(parked), second);
		let run = await stage.engine.run(workflow, prompts('first [callback doubled]'));
		run = await stage.engine.resumed(run);
		const [first] = purchases();
		const late = await stage.engine.resumeByWebhook(run, {
			url: first.callbackUrl,
			body: { code: 200, data: { taskId: first.taskId } },
		});
		expect(late.statusCode).toBe(404);
		expect(late.run).toBeUndefined();
		expect((await resumed(run)).json('Second')).toMatchObject([{ status: 'succeeded' }]);
	});
});

describe('refused before anything is bought', () => {
	it('1080p at Kie.ai, which does not call back for it', async () => {
		const workflow = only(veo({ ...parked, operation: 'get_1080p', taskId: 'abc' }));
		const { error } = await stage.engine.run(workflow);
		expect(error?.description).toContain('By Polling');
		expect(stage.simulator.requests).toEqual([]);
	});

	it('a private n8n with a public provider', async () => {
		const engine = await stage.withCredentials({ kieApi: { baseUrl: 'https://api.kie.ai' } });
		const { error } = await engine.run(only(veo(parked)), prompts('a dog'));
		expect(error?.message).toContain('private address');
		expect(error?.description).toContain('WEBHOOK_URL');
	});

	it('a private callback URL with a public provider', async () => {
		const engine = await stage.withCredentials({ kieApi: { baseUrl: 'https://api.kie.ai' } });
		const callbackUrl = 'http://localhost:5678/webhook/veo';
		const workflow = only(veo({ completion: 'submitOnly', callbackUrl }));
		const { error } = await engine.run(workflow, prompts('a dog'));
		expect(error?.message).toContain("'Callback URL'");
	});
});
