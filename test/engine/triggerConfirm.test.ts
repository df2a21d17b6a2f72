import { setTimeout as sleep } from 'node:timers/promises';

import axios from 'axios';
import type { INodeParameters } from 'n8n-workflow';

import type { Engine } from './harness/engine';
import { startScriptedKie, type ScriptedKie } from './harness/scriptedKie';
import { CALLBACK_TOKEN, musicVideo, only, prompts, setStage, veo, type Stage } from './stage';
import type { WorkflowJson } from './harness/workflows';
import { succeeded, taken, triggered } from './triggered';

let stage: Stage;
let kie: ScriptedKie;
beforeAll(async () => {
	stage = await setStage({ lookUpLimit: { count: 1000 } });
});
beforeEach(async () => {
	kie = await startScriptedKie();
});
afterEach(async () => {
	stage.simulator.reset();
	await kie.close();
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

/** The engine with a credential for the scripted Kie.ai. */
const scripted = async () => await stage.withCredentials({ kieApi: { baseUrl: kie.url } });

const lookUps = (taskId: string) => stage.simulator.ledger.lookUpsOf(taskId);

describe('Confirm With Provider', () => {
	it.each([
		['a forged success, which is the true one then', 'a dog', 'Success', 'succeeded'],
		['a success that was a failure', 'a dog [policy]', 'Rejected', 'failed'],
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
		// The provider's own words, here with the ID, are for the log.
		expect(JSON.stringify(answer.body)).not.toContain('000');
	});

	it('answers 503 for a task that is still running, and takes it when it is done', async () => {
		kie.records.set('late', 'processing');
		const engine = await scripted();
		const workflow = triggered();
		const request = { query, body: succeeded('late', EVIL) };
		const answer = await engine.webhook(workflow, 'Trigger', request);
		expect(answer).toMatchObject({ statusCode: 503, body: { error: 'tryAgain' } });
		expect(answer.run).toBeUndefined();
		kie.records.set('late', 'succeeded');
		expect(taken(await engine.webhook(workflow, 'Trigger', request))).toEqual(['Success']);
	});

	it('waits for a record that is a moment behind its callback', async () => {
		kie.records.set('slow', 'processing');
		const engine = await scripted();
		const answer = engine.webhook(triggered(), 'Trigger', { query, body: succeeded('slow', EVIL) });
		while (kie.lookUps.length === 0) await sleep(10);
		kie.records.set('slow', 'succeeded');
		expect(taken(await answer)).toEqual(['Success']);
	});

	it('asks at once about a task of which only progress is reported, and only once', async () => {
		const progress = {
			code: 200,
			data: { taskId: 'going', state: 'generating', model: 'veo-3-1' },
		};
		kie.records.set('going', 'processing');
		const engine = await scripted();
		const answer = await engine.webhook(triggered(), 'Trigger', { query, body: progress });
		expect(answer).toMatchObject({ statusCode: 200, body: { status: 'ignored' } });
		expect(kie.lookUps).toEqual(['veo going']);
		kie.records.set('going', 'succeeded');
		const end = await engine.webhook(triggered(), 'Trigger', { query, body: progress });
		expect(taken(end)).toEqual(['Success']);
	});

	it.each([
		[
			'a music video that failed',
			'musicVideo',
			{ code: 400, msg: 'Music video generation failed' },
		],
		['a music video whose failure says nothing', 'musicVideo', { code: 500, msg: 'Failed' }],
		['a Veo video whose failure says nothing', 'veo', { code: 500, msg: 'Failed' }],
	])('finds %s without the fields of either product', async (_, product, words) => {
		const records = product === 'veo' ? kie.records : kie.musicRecords;
		for (const key of ['taskId', 'task_id']) {
			const taskId = `${product} ${key} ${words.code}`.replaceAll(' ', '-');
			records.set(taskId, { errorCode: 500 });
			const body = { ...words, data: { [key]: taskId } };
			const parameters = { branches: 'outcome' };
			const answer = await call(body, parameters, await scripted());
			expect(answer.run?.json('Trigger', 1)).toMatchObject([{ taskId, product, status: 'failed' }]);
		}
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
		expect(refused.body).toHaveProperty('reason', 'The task could not be looked up.');
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
		['still runs', () => bought('a dog [never]'), 503],
	])('starts nothing where the task itself %s', async (_, task, statusCode) => {
		const answer = await call(made(await task()));
		expect(answer.statusCode).toBe(statusCode);
		expect(answer.run).toBeUndefined();
	});

	const download = { branches: 'outcome', options: { download: true } };

	it('is not fetched from an address that only the call gives', async () => {
		kie.records.set('source', 'succeeded');
		const body = made('source');
		body.data.info.resultUrls = [kie.fileOf('internal')];
		const { run } = await call(body, download, await scripted());
		expect(kie.fileRequests).toEqual([]);
		expect(run?.items('Trigger', 1)).toMatchObject([
			{
				json: {
					status: 'succeeded',
					videoUrl: kie.fileOf('internal'),
					error: { reason: 'download', advice: expect.stringContaining('Version 4K') },
				},
			},
		]);
		expect(run?.items('Trigger', 1)[0]).not.toHaveProperty('binary');
	});

	it('is fetched where the record of its task names the file', async () => {
		kie.records.set('own', 'succeeded');
		const body = made('own');
		body.data.info.resultUrls = [`${kie.fileOf('own')}?signature=new`];
		for (const authentication of ['callbackToken', 'none']) {
			const { run } = await call(body, { ...download, authentication }, await scripted());
			expect(run?.items('Trigger')[0].binary).toHaveProperty('data');
			expect(run?.json('Trigger')[0].videoUrl).toBe(kie.fileOf('own'));
		}
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

describe('callers that nobody has checked', () => {
	const parameters = { authentication: 'none' };
	const anonymous = async (engine: Engine, workflow: WorkflowJson, taskId: string) =>
		await engine.webhook(workflow, 'Trigger', { body: succeeded(taskId, EVIL) });

	it('cause few look-ups, however often they call', async () => {
		const workflow = triggered(parameters);
		const engine = await scripted();
		const answers = [];
		for (let number = 0; number < 300; number++) {
			answers.push(await anonymous(engine, workflow, `made-up-${number}`));
		}
		expect(kie.lookUps).toHaveLength(60);
		expect(answers.filter(({ statusCode }) => statusCode === 404)).toHaveLength(20);
		const [last] = answers.slice(-1);
		expect(last).toMatchObject({ statusCode: 429, body: { error: 'tooMany' } });
		expect(Number(last.headers['retry-after'])).toBeGreaterThan(0);
		expect(Number(last.headers['retry-after'])).toBeLessThanOrEqual(60);
	});

	it('cause no look-up twice for a task that they have made up', async () => {
		const workflow = triggered(parameters);
		const engine = await scripted();
		const { url, stop } = await engine.publish(workflow, 'Trigger');
		const body = succeeded('made-up', EVIL);
		const options = { validateStatus: () => true };
		const together = Array.from({ length: 50 }, () => axios.post(url, body, options));
		for (const { status } of await Promise.all(together)) expect(status).toBe(404);
		expect((await axios.post(url, body, options)).status).toBe(404);
		await stop();
		expect(kie.lookUps).toEqual(['veo made-up', 'mp4 made-up', 'jobs made-up']);
	});

	it('do not use up what true callbacks need', async () => {
		const workflow = triggered(parameters);
		const engine = await scripted();
		for (let number = 0; number < 100; number++) {
			kie.records.set(`true-${number}`, 'succeeded');
			expect((await anonymous(engine, workflow, `true-${number}`)).statusCode).toBe(200);
		}
	});
});
