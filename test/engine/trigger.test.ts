import { readFileSync } from 'node:fs';
import { createHmac } from 'node:crypto';
import { join } from 'node:path';

import type { INodeParameters } from 'n8n-workflow';

import { CALLBACK_TOKEN, HMAC_KEY, only, prompts, setStage, veo, type Stage } from './stage';
import { OUTPUTS, succeeded, taken, triggered } from './triggered';

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

const token = { token: CALLBACK_TOKEN };
const success = succeeded('veo_task_abcdef123456', 'http://example.com/video1.mp4');
const failure = (code: number, msg: string) => ({
	code,
	msg,
	data: { taskId: 'veo_task_abcdef123456', fallbackFlag: false },
});

/** Every call is news, and the body is believed: these tests are about who sent it and what it says. */
const believing = { confirm: false, ignoreDuplicates: false };

async function call(parameters: INodeParameters, body: object | string, more: object = {}) {
	return await stage.engine.webhook(triggered({ ...believing, ...parameters }), 'Trigger', {
		query: token,
		body,
		...more,
	});
}

describe('Veo Trigger starts the branch of the outcome', () => {
	it('with the same record as the nodes', async () => {
		const answer = await call({}, success);
		expect(answer).toMatchObject({ statusCode: 200, body: { status: 'received' } });
		expect(taken(answer)).toEqual(['Success']);
		expect(answer.run?.json('Trigger')).toEqual([
			{
				provider: 'kie',
				product: 'veo',
				taskId: 'veo_task_abcdef123456',
				status: 'succeeded',
				videoUrl: 'http://example.com/video1.mp4',
				videos: [
					{
						url: 'http://example.com/video1.mp4',
						originalUrl: 'http://example.com/original_video1.mp4',
						resolution: '1080p',
					},
				],
				fallbackUsed: false,
			},
		]);
	});

	it.each([
		[400, '您的提示词被网站标记为违反内容政策', 'Rejected'],
		[400, '仅支持英文提示词', 'Bad Request'],
		[422, 'Your request was rejected by Flow(public error minor upload). …', 'No Fallback'],
		[402, 'Credits insufficient', 'Account'],
		[500, 'Internal Error, Please try again later.', 'Service Error'],
		[501, 'Failed', 'Not Generated'],
		[777, 'Nobody has seen this', 'Other'],
	])('code %d: %s → %s', async (code, msg, output) => {
		const answer = await call({}, failure(code, msg));
		expect(answer.statusCode).toBe(200);
		expect(taken(answer)).toEqual([output]);
	});

	it.each([
		['outcome', success, 'Success'],
		['outcome', failure(501, 'Failed'), 'Failure'],
		['single', success, 'Finished'],
		['single', failure(501, 'Failed'), 'Finished'],
	])('branches %s', async (branches, body, output) => {
		expect(taken(await call({ branches }, body))).toEqual([output]);
	});

	it.each([
		[
			'kie',
			{ code: 200, msg: 'success', data: { task_id: 'm1', video_url: 'http://example.com/m.mp4' } },
			{ provider: 'kie', product: 'musicVideo', taskId: 'm1', status: 'succeeded' },
		],
		[
			'sunoApi',
			{ code: 429, msg: 'no', data: { task_id: 'm1', video_url: null } },
			{ product: 'musicVideo', error: { type: 'account', reason: 'insufficientCredits' } },
		],
		[
			'aceData',
			{
				success: true,
				task_id: 't1',
				data: [{ id: 'v1', video_url: 'http://example.com/a.mp4', state: 'succeeded' }],
			},
			{ provider: 'aceData', taskId: 't1', videoUrl: 'http://example.com/a.mp4' },
		],
		[
			'aceData',
			{ success: false, task_id: 't1', error: { code: 'api_error', message: 'fetch failed' } },
			{ status: 'failed', error: { type: 'service', code: 'api_error' } },
		],
	])('understands the callbacks of %s (case %#)', async (provider, body, record) => {
		const { run } = await call({ provider, branches: 'single' }, body);
		expect(run?.json('Trigger')).toMatchObject([record]);
	});

	it('works on the test URL with the same checks', async () => {
		const workflow = triggered(believing);
		const request = { query: token, body: success };
		const accepted = await stage.engine.webhook(workflow, 'Trigger', request, 'manual');
		expect(taken(accepted)).toEqual(['Success']);
		const refused = await stage.engine.webhook(workflow, 'Trigger', { body: success }, 'manual');
		expect(refused.statusCode).toBe(401);
		expect(refused.run).toBeUndefined();
	});

	it('keeps the token out of what the workflow sees', async () => {
		const { run } = await call({ options: { includeRaw: true } }, success);
		expect(run?.json('Trigger')[0].raw).toEqual(success);
		expect(JSON.stringify(run?.items('Trigger'))).not.toContain(CALLBACK_TOKEN);
	});
});

describe('Veo Trigger refuses', () => {
	it.each([
		['no token', { query: {} }],
		['a wrong token', { query: { token: 'wrong' } }],
	])('%s, with 401 and a reason, and starts nothing', async (_, request) => {
		const answer = await call({}, success, request);
		expect(answer).toMatchObject({
			statusCode: 401,
			body: { error: 'unauthorized', reason: expect.stringContaining('token') },
		});
		expect(answer.run).toBeUndefined();
		expect(JSON.stringify(answer.body)).not.toContain(CALLBACK_TOKEN);
	});

	it('to listen while the credential has no token, because it would refuse everyone', async () => {
		const engine = await stage.withCredentials({ kieApi: { callbackToken: '' } });
		const request = { query: { token: '' }, body: success };
		await expect(engine.webhook(triggered(), 'Trigger', request)).rejects.toThrow(
			"This trigger has no callback token to check calls with, so nothing listens. Set the field 'Callback Token'",
		);
	});

	it.each([
		['an empty body', {}],
		['another service', { event: 'push', repository: 'x' }],
		['a list', []],
		['no task id', { code: 200, msg: 'success', data: {} }],
		['data of the wrong type', { code: 200, data: 'taskId' }],
	])('%s, with 400 and a reason, and starts nothing', async (_, body) => {
		const answer = await call({}, body);
		expect(answer).toMatchObject({
			statusCode: 400,
			body: { error: 'notACallback', reason: expect.any(String) },
		});
		expect(answer.run).toBeUndefined();
	});

	it('to let a success through that has no video', async () => {
		const answer = await call({}, { code: 200, msg: 'ok', data: { taskId: 't', info: {} } });
		expect(taken(answer)).not.toContain('Success');
	});
});

describe('Kie signature', () => {
	const parameters = { authentication: 'kieSignature' };
	const signed = (taskId: string, at = Date.now()) => {
		const timestamp = String(Math.floor(at / 1000));
		return {
			query: {},
			headers: {
				'X-Webhook-Timestamp': timestamp,
				'X-Webhook-Signature': createHmac('sha256', HMAC_KEY)
					.update(`${taskId}.${timestamp}`)
					.digest('base64'),
			},
		};
	};

	it('lets a signed call in', async () => {
		const answer = await call(parameters, success, signed('veo_task_abcdef123456'));
		expect(taken(answer)).toEqual(['Success']);
	});

	it.each([
		['for another task', signed('another')],
		['from ten minutes ago', signed('veo_task_abcdef123456', Date.now() - 600_000)],
		['that is missing', { query: token }],
	])('refuses a signature %s', async (_, request) => {
		const answer = await call(parameters, success, request);
		expect(answer.statusCode).toBe(401);
		expect(answer.run).toBeUndefined();
	});

	it('takes an older call where the maximum age allows it', async () => {
		const request = signed('veo_task_abcdef123456', Date.now() - 600_000);
		const options = { signatureMaxAge: 900 };
		expect((await call({ ...parameters, options }, success, request)).statusCode).toBe(200);
	});
});

it('lets everyone in without authentication', async () => {
	const answer = await call({ authentication: 'none' }, success, { query: {} });
	expect(taken(answer)).toEqual(['Success']);
});

it('receives what a provider really sends: submit, callback with the token, branch', async () => {
	const { url, runs, stop } = await stage.engine.publish(triggered(), 'Trigger');
	const submit = veo({ completion: 'submitOnly', callbackUrl: url });
	await stage.engine.run(only(submit), prompts('a dog', 'a dog [policy]'));
	await stage.simulator.callbacksSettled();
	const started = await Promise.all(runs);
	await stop();
	const [good, bad] = stage.simulator.ledger.purchases.map(({ taskId }) => taskId);
	const ends = started.map((run) => Object.keys(run.runData).filter((name) => name !== 'Trigger'));
	expect(
		started
			.map((run) => run.json('Trigger').at(0)?.taskId ?? run.json('Trigger', 1)[0].taskId)
			.sort(),
	).toEqual([good, bad].sort());
	expect(ends.flat().sort()).toEqual(['Rejected', 'Success']);
	expect(stage.simulator.ledger.deliveries.map(({ status }) => status)).toEqual([200, 200]);
});

it('names its outputs as the table of error types does', () => {
	const page = readFileSync(join(__dirname, '../../docs/record.md'), 'utf8');
	for (const name of OUTPUTS.errorType) expect(page).toContain(`| ${name} `);
});
