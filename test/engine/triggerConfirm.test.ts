import type { INodeParameters } from 'n8n-workflow';

import type { Engine } from './harness/engine';
import { CALLBACK_TOKEN, musicVideo, only, prompts, setStage, veo, type Stage } from './stage';
import { succeeded, taken, triggered } from './triggered';

let stage: Stage;
beforeAll(async () => {
	stage = await setStage({ lookUpLimit: { count: 1000 } });
});
afterEach(() => {
	stage.simulator.reset();
});
afterAll(async () => {
	await stage.stop();
});

const query = { token: CALLBACK_TOKEN };
const EVIL = 'https://attacker.example/evil.mp4';

/** Buys a video and waits for its end. */
async function bought(prompt: string, parameters: INodeParameters = {}): Promise<string> {
	const submit = veo({ completion: 'submitOnly', ...parameters });
	await stage.engine.run(only(submit), prompts(prompt));
	if (!prompt.includes('[never]')) await stage.simulator.callbacksSettled();
	const { taskId } = stage.simulator.ledger.purchases[stage.simulator.ledger.purchases.length - 1];
	return taskId;
}

async function call(
	body: object,
	parameters: INodeParameters = {},
	engine: Engine = stage.engine,
	request: object = { query },
) {
	return await engine.webhook(triggered(parameters), 'Trigger', { body, ...request });
}

const lookUps = (taskId: string) => stage.simulator.ledger.lookUpsOf(taskId);

describe('Confirm With Provider', () => {
	it.each([
		['a forged success, which is the true one then', 'a dog', 'Success', 'succeeded'],
		['a success that was a failure', 'a dog [policy]', 'Content Rejected', 'failed'],
	])('lets %s through', async (_, prompt, output, status) => {
		const taskId = await bought(prompt);
		const answer = await call(succeeded(taskId, EVIL), { options: { includeRaw: true } });
		expect(answer).toMatchObject({ statusCode: 200, body: { status: 'received' } });
		expect(taken(answer)).toEqual([output]);
		const items = answer.run?.items('Trigger', output === 'Success' ? 0 : 1);
		expect(items).toMatchObject([{ json: { taskId, status } }]);
		expect(JSON.stringify(items)).not.toContain(EVIL);
	});

	it('is on by default', async () => {
		const taskId = await bought('a dog');
		await call(succeeded(taskId, EVIL));
		expect(lookUps(taskId)).toBe(1);
	});

	it('finds a task of the form that the credential does not choose', async () => {
		const taskId = await bought('a dog');
		const engine = await stage.withCredentials({ kieApi: { apiForm: 'unified' } });
		expect(taken(await call(succeeded(taskId, EVIL), {}, engine))).toEqual(['Success']);
	});

	it('looks a music video up as one', async () => {
		const create = musicVideo({ completion: 'submitOnly', provider: 'kie' });
		const json = { taskId: 'song-0001', audioId: '8f1c2a34-5b6d-4e7f-8a90-b1c2d3e4f501' };
		await stage.engine.run(only(create), { input: [{ json }] });
		await stage.simulator.callbacksSettled();
		const [{ taskId }] = stage.simulator.ledger.purchases;
		const body = { code: 200, msg: 'success', data: { task_id: taskId, video_url: EVIL } };
		const answer = await call(body);
		expect(answer.run?.json('Trigger')).toMatchObject([
			{ product: 'musicVideo', taskId, videoUrl: expect.stringContaining(stage.simulator.url) },
		]);
	});

	it('answers 404 for a task that the provider does not know', async () => {
		const answer = await call(succeeded('0'.repeat(32), EVIL));
		expect(answer).toMatchObject({ statusCode: 404, body: { error: 'unknownTask' } });
		expect(answer.run).toBeUndefined();
	});

	it('starts nothing for a task that is still running, and does not take it for known', async () => {
		const taskId = await bought('a dog [slow 1]'.replace('[slow 1]', '[never]'));
		const workflow = triggered();
		const request = { query, body: succeeded(taskId, EVIL) };
		const answer = await stage.engine.webhook(workflow, 'Trigger', request);
		expect(answer).toMatchObject({ statusCode: 200, body: { status: 'ignored' } });
		expect(answer.run).toBeUndefined();
		await stage.engine.webhook(workflow, 'Trigger', request);
		expect(lookUps(taskId)).toBe(2);
	});

	it.each([
		['the provider is down', { baseUrl: 'http://127.0.0.1:9' }],
		['the key is revoked', { apiKey: 'revoked' }],
		['the base URL is none', { baseUrl: 'nowhere' }],
	])('answers 503 while %s, and the next attempt gets through', async (_, change) => {
		const taskId = await bought('a dog');
		const workflow = triggered();
		const request = { query, body: succeeded(taskId, EVIL) };
		const broken = await stage.withCredentials({ kieApi: change });
		const refused = await broken.webhook(workflow, 'Trigger', request);
		expect(refused).toMatchObject({ statusCode: 503, body: { error: 'tryAgain' } });
		expect(refused.run).toBeUndefined();
		expect(taken(await stage.engine.webhook(workflow, 'Trigger', request))).toEqual(['Success']);
	});

	it('checks the sender first', async () => {
		const taskId = await bought('a dog');
		expect((await call(succeeded(taskId, EVIL), {}, stage.engine, {})).statusCode).toBe(401);
		expect(lookUps(taskId)).toBe(0);
	});

	it('makes even a trigger without authentication safe', async () => {
		const taskId = await bought('a dog');
		const parameters = { authentication: 'none' };
		const answer = await call(succeeded(taskId, EVIL), parameters, stage.engine, {});
		expect(taken(answer)).toEqual(['Success']);
		expect(JSON.stringify(answer.run?.items('Trigger'))).not.toContain(EVIL);
	});
});

describe("Kie's 4K version, which nobody can look up without ordering it", () => {
	const URL_4K = 'https://file.aiquickdraw.com/v/4k.mp4';
	const made = (taskId: string) => ({
		code: 200,
		msg: '4K Video generated successfully.',
		data: { taskId, info: { resultUrls: [URL_4K] } },
	});
	const failed = (taskId: string) => ({
		code: 500,
		msg: 'The 4K version of this video is unavailable. Please try a different video.',
		data: { taskId },
	});

	it.each([
		['success', made, { status: 'succeeded', videos: [{ url: URL_4K, resolution: '4k' }] }],
		['failure', failed, { status: 'failed' }],
	])('passes its %s on once the task itself is confirmed', async (_, body, record) => {
		const taskId = await bought('a dog');
		const { run } = await call(body(taskId), { branches: 'single' });
		expect(run?.json('Trigger')).toMatchObject([{ taskId, ...record }]);
		expect(stage.simulator.ledger.purchases).toHaveLength(1);
	});

	it.each([
		['is unknown', () => Promise.resolve('0'.repeat(32)), 404],
		['still runs', () => bought('a dog [never]'), 200],
	])('starts nothing where the task itself %s', async (_, task, statusCode) => {
		const answer = await call(made(await task()));
		expect(answer.statusCode).toBe(statusCode);
		expect(answer.run).toBeUndefined();
	});

	it('is refused from senders that nobody has checked', async () => {
		const taskId = await bought('a dog');
		const answer = await call(made(taskId), { authentication: 'none' }, stage.engine, {});
		expect(answer).toMatchObject({ statusCode: 403, body: { error: 'unconfirmed' } });
		expect(answer.run).toBeUndefined();
	});

	it('is no repeat of the video that it was made from', async () => {
		const taskId = await bought('a dog');
		const workflow = triggered({ branches: 'single' });
		for (const body of [succeeded(taskId, URL_4K), made(taskId), made(taskId)]) {
			await stage.engine.webhook(workflow, 'Trigger', { query, body });
		}
		const repeat = await stage.engine.webhook(workflow, 'Trigger', { query, body: made(taskId) });
		expect(repeat.body).toMatchObject({ status: 'ignored' });
	});
});
