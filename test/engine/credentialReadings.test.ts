import { randomBytes } from 'node:crypto';

import axios from 'axios';
import type { INodeParameters } from 'n8n-workflow';

import type { Run } from './harness/run';
import { CALLBACK_TOKEN, musicVideo, only, prompts, setStage, veo, type Stage } from './stage';
import { succeeded, triggered } from './triggered';

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

/** How often n8n was asked for the credential while something was done. */
async function readingsOf(act: () => Promise<unknown>): Promise<number> {
	const before = stage.engine.credentialReadings;
	await act();
	return stage.engine.credentialReadings - before;
}

const purchases = () => stage.simulator.ledger.purchases;
const lookUps = () =>
	purchases().reduce((sum, { taskId }) => sum + stage.simulator.ledger.lookUpsOf(taskId), 0);

async function succeeds(run: Promise<Run>): Promise<void> {
	expect((await run).status).toBe('success');
}

/** Runs a node over three items. */
const buying = (provider: string, parameters: INodeParameters) => async () =>
	await succeeds(
		stage.engine.run(only(veo({ provider, ...parameters })), prompts('one', 'two', 'three')),
	);

describe.each(['kie', 'aceData'])('n8n reads the credential once per request to %s', (provider) => {
	it('submit of three items: three', async () => {
		expect(await readingsOf(buying(provider, { completion: 'submitOnly' }))).toBe(3);
		expect(purchases()).toHaveLength(3);
	});

	it('submit with callback URLs, which are given the callback token: three', async () => {
		const { url, stop } = await stage.engine.publish(triggered({ provider }), 'Trigger');
		const parameters = { completion: 'submitOnly', callbackUrl: url };
		expect(await readingsOf(buying(provider, parameters))).toBe(3);
		for (const { callbackUrl } of purchases()) expect(callbackUrl).toContain(CALLBACK_TOKEN);
		await stop();
	});

	it('polling: one for each submit and each look-up', async () => {
		const readings = await readingsOf(buying(provider, {}));
		// Ace Data Cloud is asked for all three in one request.
		const asked = provider === 'aceData' ? lookUps() / 3 : lookUps();
		expect(asked).toBeGreaterThan(0);
		expect(readings).toBe(3 + asked);
	});

	it('Get of a task: one', async () => {
		await buying(provider, { completion: 'submitOnly' })();
		const [{ taskId }] = purchases();
		const get = only(veo({ provider, resource: 'task', operation: 'get', taskId }));
		expect(await readingsOf(async () => await succeeds(stage.engine.run(get)))).toBe(1);
	});

	it('a callback that resumes a run: one', async () => {
		const suspending = only(veo({ provider, completion: 'callback' }));
		let run: Run | undefined;
		const submit = async () => (run = await stage.engine.run(suspending, prompts('one')));
		expect(await readingsOf(submit)).toBe(1);
		expect(run?.status).toBe('waiting');
		expect(await readingsOf(async () => await stage.engine.resumed(run as Run))).toBe(1);
		await stage.simulator.callbacksSettled();
	});
});

it('an upload and its submit: two', async () => {
	const image = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), randomBytes(3000)]);
	const node = veo({
		operation: 'image2video',
		imageSource: 'binary',
		imageBinaryProperties: ['data'],
		completion: 'submitOnly',
	});
	const binary = { data: { data: image.toString('base64'), mimeType: 'image/png' } };
	const input = [{ json: { prompt: 'one' }, binary }];
	expect(
		await readingsOf(async () => await succeeds(stage.engine.run(only(node), { input }))),
	).toBe(2);
	expect(purchases()).toHaveLength(1);
});

it('the tracks of a song: one', async () => {
	const node = musicVideo({
		provider: 'kie',
		resource: 'track',
		operation: 'getMany',
		taskId: 'song-0001',
	});
	expect(await readingsOf(async () => await stage.engine.run(only(node)))).toBe(1);
});

describe('Veo Trigger reads it once to listen, and', () => {
	const call = (parameters: INodeParameters, taskId: string) => async () => {
		const { run } = await stage.engine.webhook(triggered(parameters), 'Trigger', {
			query: { token: CALLBACK_TOKEN },
			body: succeeded(taskId, 'https://files.example/video.mp4'),
		});
		expect(run?.status).toBe('success');
	};

	it('for a call without a look-up once, for the callback token', async () => {
		expect(await readingsOf(call({ confirm: false }, 'any-task'))).toBe(1 + 1);
	});

	it.each([
		['callbackToken', 'token', { query: {} }],
		['kieSignature', 'signature', { query: {}, headers: { 'X-Webhook-Timestamp': '1' } }],
	])('never for a call that brings nothing for %s', async (authentication, reason, request) => {
		const readings = await readingsOf(async () => {
			const workflow = triggered({ authentication, confirm: false });
			const answer = await stage.engine.webhook(workflow, 'Trigger', request);
			expect(answer).toMatchObject({
				statusCode: 401,
				body: { reason: expect.stringMatching(`${reason}.* missing`) },
			});
		});
		expect(readings).toBe(1);
	});

	it('for a burst of twenty without look-ups once', async () => {
		const { engine } = stage;
		const { url, runs, stop } = await engine.publish(triggered({ confirm: false }), 'Trigger');
		const readings = await readingsOf(async () => {
			const calls = Array.from({ length: 20 }, async (_, call) => {
				const body = succeeded(`task-${call}`, 'https://files.example/video.mp4');
				return await axios.post(url, body, { params: { token: CALLBACK_TOKEN } });
			});
			await Promise.all(calls);
		});
		expect(runs).toHaveLength(20);
		expect(readings).toBe(1);
		await stop();
	});

	it('for one with a look-up once, for both', async () => {
		await buying('kie', {})();
		expect(await readingsOf(call({}, purchases()[0].taskId))).toBe(1 + 1);
	});

	it('never without authentication and look-up', async () => {
		const parameters = { confirm: false, authentication: 'none' };
		expect(await readingsOf(call(parameters, 'any-task'))).toBe(0);
	});
});
