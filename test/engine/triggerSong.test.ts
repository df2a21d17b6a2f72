import { createHmac } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AddressInfo } from 'node:net';

import express from 'express';
import type { INodeParameters } from 'n8n-workflow';

import type { Engine } from './harness/engine';
import { CALLBACK_TOKEN, HMAC_KEY, only, prompts, setStage, song, type Stage } from './stage';
import { OUTPUTS, taken, triggered } from './triggered';

let stage: Stage;
beforeAll(async () => {
	stage = await setStage({ musicLookUpLimit: { count: 1000 } });
});
afterEach(() => {
	stage.simulator.reset();
});
afterAll(async () => {
	await stage.stop();
});

const query = { token: CALLBACK_TOKEN };
const EVIL = 'https://attacker.example/evil.mp3';
const ALL = ['text', 'first', 'complete', 'error'];

function callback(callbackType: string, taskId: string, code = 200) {
	const data = callbackType === 'error' ? null : [{ id: 'e231', audio_url: EVIL }];
	return { code, msg: 'words', data: { callbackType, task_id: taskId, data } };
}

/** Buys a song and waits for its end. */
async function bought(provider: string, prompt: string): Promise<string> {
	await stage.engine.run(only(song({ provider, completion: 'submitOnly' })), prompts(prompt));
	await stage.simulator.callbacksSettled();
	return stage.simulator.ledger.purchases[0].taskId;
}

describe.each(['sunoApi', 'kie'])('Veo Trigger, songs of %s', (provider) => {
	const call = async (
		body: object,
		parameters: INodeParameters = {},
		request: object = { query },
	) =>
		await stage.engine.webhook(triggered({ provider, ...parameters }), 'Trigger', {
			body,
			...request,
		});

	it('starts the workflow when a song is complete, with what the provider says', async () => {
		const taskId = await bought(provider, 'a song');
		const answer = await call(callback('complete', taskId));
		expect(answer).toMatchObject({ statusCode: 200, body: { status: 'received' } });
		expect(taken(answer)).toEqual(['Success']);
		const [record] = answer.run?.json('Trigger') ?? [];
		expect(record).toMatchObject({
			provider,
			product: 'song',
			taskId,
			status: 'succeeded',
			stage: 'complete',
			tracks: [{ audioUrl: expect.stringContaining(stage.simulator.url) }, {}],
		});
		expect(JSON.stringify(record)).not.toContain(EVIL);
	});

	it('starts it when a song has failed, with the cause that only the callback names', async () => {
		const taskId = await bought(provider, '[refunded]');
		const answer = await call(callback('error', taskId, 531));
		expect(taken(answer)).toEqual([OUTPUTS.errorType[6]]);
		const [record] = answer.run?.items('Trigger', 6) ?? [];
		expect(record.json).toMatchObject({
			status: 'failed',
			stage: 'error',
			error: { reason: 'refunded', code: 531 },
		});
	});

	it.each(['text', 'first'])(
		'%s starts nothing unless it is wanted, and costs nothing',
		async (type) => {
			const taskId = await bought(provider, 'a song');
			const answer = await call(callback(type, taskId));
			expect(answer).toMatchObject({ statusCode: 200, body: { status: 'ignored' } });
			expect(answer.run).toBeUndefined();
			expect(stage.simulator.ledger.lookUpsOf(taskId)).toBe(0);
		},
	);

	it('complete starts nothing where only errors are wanted', async () => {
		const taskId = await bought(provider, 'a song');
		const answer = await call(callback('complete', taskId), { songStages: ['error'] });
		expect(answer).toMatchObject({ statusCode: 200, body: { status: 'ignored' } });
	});

	it('strangers do not get in, and nobody makes a song up', async () => {
		const taskId = await bought(provider, 'a song');
		expect(await call(callback('complete', taskId), {}, {})).toMatchObject({ statusCode: 401 });
		const made = callback('complete', 'f'.repeat(32));
		expect(await call(made)).toMatchObject({ statusCode: 404 });
		const failed = await bought(provider, 'a song');
		const forged = await call(callback('error', failed, 501), { authentication: 'none' }, {});
		expect(taken(forged)).toEqual(['Success']);
	});

	it('without Confirm With Provider the caller is believed', async () => {
		const parameters = { confirm: false, songStages: ALL };
		const progress = await call(callback('first', 'a'), parameters);
		expect(taken(progress)).toEqual(['Progress']);
		const end = await call(callback('complete', 'a'), parameters);
		expect(end.run?.json('Trigger')).toMatchObject([{ audioUrl: EVIL }]);
	});

	it('Download fetches the tracks', async () => {
		const taskId = await bought(provider, 'a song');
		const options = { download: true, binaryProperty: 'sound' };
		const answer = await call(callback('complete', taskId), { options });
		const [item] = answer.run?.items('Trigger') ?? [];
		expect(item.binary).toMatchObject({ sound: { mimeType: 'audio/mpeg' }, sound_1: {} });
	});
});

it("Kie.ai's signature covers the ID of a song, too", async () => {
	const taskId = await bought('kie', 'a song');
	const timestamp = String(Math.floor(Date.now() / 1000));
	const sign = (key: string) =>
		createHmac('sha256', key).update(`${taskId}.${timestamp}`).digest('base64');
	for (const [key, statusCode] of [
		['a-guess', 401],
		[HMAC_KEY, 200],
	] as const) {
		const headers = { 'x-webhook-timestamp': timestamp, 'x-webhook-signature': sign(key) };
		const parameters = { provider: 'kie', authentication: 'kieSignature' };
		const answer = await stage.engine.webhook(triggered(parameters), 'Trigger', {
			headers,
			body: callback('complete', taskId),
		});
		expect(answer.statusCode).toBe(statusCode);
	}
});

it("a song of Kie's unified API calls back once", async () => {
	const engine = await stage.withCredentials({ kieApi: { apiForm: 'unified' } });
	await engine.run(only(song({ provider: 'kie', completion: 'submitOnly' })), prompts('a song'));
	await stage.simulator.callbacksSettled();
	const [{ taskId }] = stage.simulator.ledger.purchases;
	const body = {
		code: 200,
		data: { taskId, model: 'ai-music-api/generate', state: 'success', resultJson: '{}' },
	};
	const answer = await stage.engine.webhook(triggered(), 'Trigger', { query, body });
	// A success without a track is none, until the record says which.
	expect(answer.run?.json('Trigger') ?? []).toMatchObject([
		{ product: 'song', taskId, stage: 'complete', tracks: [{}, {}] },
	]);
});

describe('stage by stage', () => {
	const record = { status: 'PENDING', asked: 0 };
	let server: ReturnType<ReturnType<typeof express>['listen']>;
	let engine: Engine;
	beforeAll(async () => {
		const app = express();
		app.get('/api/v1/generate/record-info', (req, res) => {
			record.asked++;
			const { status } = record;
			const audioUrl = status === 'SUCCESS' ? 'https://files.example/a.mp3' : '';
			const sunoData = status === 'PENDING' ? [] : [{ id: 'e231', audioUrl }];
			const { taskId } = req.query;
			res.json({ code: 200, msg: 'success', data: { taskId, status, response: { sunoData } } });
		});
		server = app.listen(0, '127.0.0.1');
		await new Promise((resolve) => server.once('listening', resolve));
		const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
		engine = await stage.withCredentials({ sunoApi: { baseUrl } });
	});
	beforeEach(() => Object.assign(record, { status: 'PENDING', asked: 0 }));
	afterAll(async () => {
		await new Promise((resolve) => server.close(resolve));
	});

	const trigger = (parameters: INodeParameters = {}) =>
		triggered({ provider: 'sunoApi', songStages: ALL, ...parameters });
	const tell = async (workflow: ReturnType<typeof trigger>, type: string) =>
		await engine.webhook(workflow, 'Trigger', { query, body: callback(type, 'a') });

	it.each([
		['errorType', 8],
		['outcome', 2],
	])('each stage that is wanted starts the workflow once (%s)', async (branches, output) => {
		const workflow = trigger({ branches });
		for (const [status, type, stageOf] of [
			['TEXT_SUCCESS', 'text', 'text'],
			['FIRST_SUCCESS', 'first', 'first'],
		]) {
			record.status = status;
			const answer = await tell(workflow, type);
			expect(taken(answer)).toEqual(['Progress']);
			expect(answer.run?.json('Trigger', output)).toMatchObject([
				{ status: 'processing', stage: stageOf, audioId: 'e231' },
			]);
			expect(await tell(workflow, type)).toMatchObject({ body: { status: 'ignored' } });
		}
		record.status = 'SUCCESS';
		expect(taken(await tell(workflow, 'complete'))).toEqual(['Success']);
		expect(await tell(workflow, 'complete')).toMatchObject({ body: { status: 'ignored' } });
	});

	it('has one output where there is one for everything', async () => {
		record.status = 'TEXT_SUCCESS';
		expect(taken(await tell(trigger({ branches: 'single' }), 'text'))).toEqual(['Finished']);
	});

	it('a stage that the song has left behind tells how far it is, once', async () => {
		const workflow = trigger();
		record.status = 'SUCCESS';
		const answer = await tell(workflow, 'text');
		expect(answer.run?.json('Trigger')).toMatchObject([{ status: 'succeeded', stage: 'complete' }]);
		for (const type of ['first', 'complete']) {
			expect(await tell(workflow, type)).toMatchObject({ body: { status: 'ignored' } });
		}
	});

	it('waits for a record that is a moment behind its stage', async () => {
		const answer = tell(trigger(), 'first');
		while (record.asked === 0) await sleep(10);
		record.status = 'FIRST_SUCCESS';
		expect(taken(await answer)).toEqual(['Progress']);
	});

	it('has the stage sent again where the record stays behind', async () => {
		record.status = 'TEXT_SUCCESS';
		expect(await tell(trigger(), 'first')).toMatchObject({ statusCode: 503 });
	});
});
