import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { Engine } from './harness/engine';
import { tinyApi, tinyNodes } from './harness/tinyTypes';
import { connect, fields, node, sequence, start } from './harness/workflows';

const NO_OP = 'n8n-nodes-base.noOp';

const items = (...json: Array<Record<string, boolean | number | string>>) =>
	json.map((each) => ({ json: each }));

let engine: Engine;
let provider: Server;
let providerUrl: string;

beforeAll(async () => {
	const app = express();
	app.get('/credit', (req, res) => {
		const authorization = req.headers.authorization;
		if (authorization === 'Bearer broken') res.status(503).end();
		else res.json({ code: authorization === 'Bearer right' ? 200 : 401, authorization });
	});
	provider = await new Promise<Server>((resolve) => {
		const server = app.listen(0, '127.0.0.1', () => {
			resolve(server);
		});
	});
	providerUrl = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`;
	engine = await Engine.start({
		packages: [],
		types: { nodes: tinyNodes, credentials: [tinyApi] },
		credentials: { tinyApi: { token: 'right' } },
	});
});

afterAll(async () => {
	await engine.stop();
	await new Promise((resolve) => provider.close(resolve));
});

describe('a plain run', () => {
	it('links items back to where they came from', async () => {
		const run = await engine.run(
			sequence(
				start(),
				node('Strict', 'tiny.strict'),
				fields('Check', { from: "={{ $('Start').item.json.id }}" }),
			),
			{ input: items({ id: 'a' }, { id: 'b' }) },
		);
		expect(run.status).toBe('success');
		expect(run.json('Check')).toEqual([{ from: 'a' }, { from: 'b' }]);
	});

	it('stops at a node that fails', async () => {
		const run = await engine.run(
			sequence(start(), node('Strict', 'tiny.strict'), fields('Next', {})),
			{
				input: items({ fail: true }),
			},
		);
		expect(run.status).toBe('error');
		expect(run.error?.message).toBe('Item refused');
		expect(run.timesRun('Next')).toBe(0);
	});

	it('runs a node again under Retry On Fail, with the context of the first attempt', async () => {
		const flaky = node('Flaky', 'tiny.flaky', {}, { retryOnFail: true, waitBetweenTries: 1 });
		const run = await engine.run(sequence(start(), flaky), { input: items({ fail: true }) });
		expect(run.status).toBe('success');
		expect(run.json('Flaky')).toEqual([{ fail: true, attempts: 2 }]);
	});

	it('sends failed items to the error output', async () => {
		const strict = node('Strict', 'tiny.strict', {}, { onError: 'continueErrorOutput' });
		const run = await engine.run(
			{
				nodes: [start(), strict, node('Good', NO_OP), node('Bad', NO_OP)],
				connections: connect({ Start: [['Strict']], Strict: [['Good'], ['Bad']] }),
			},
			{ input: items({ id: 1 }, { taskId: 't', fail: true }) },
		);
		expect(run.json('Good')).toEqual([{ id: 1 }]);
		expect(run.json('Bad')).toEqual([
			{ taskId: 't', fail: true, error: 'Item refused', details: { at: 1 } },
		]);
	});

	it('loops over items one by one', async () => {
		const run = await engine.run(
			{
				nodes: [
					start(),
					node('Loop', 'n8n-nodes-base.splitInBatches', {}, { typeVersion: 3 }),
					node('Flaky', 'tiny.flaky'),
					fields('Done', { from: "={{ $('Start').item.json.id }}" }),
				],
				connections: connect({ Start: [['Loop']], Loop: [['Done'], ['Flaky']], Flaky: [['Loop']] }),
			},
			{ input: items({ id: 'a' }, { id: 'b' }, { id: 'c' }) },
		);
		expect(run.status).toBe('success');
		expect(run.timesRun('Flaky')).toBe(3);
		expect(run.json('Done')).toEqual([{ from: 'a' }, { from: 'b' }, { from: 'c' }]);
	});

	it('stops when the user cancels', async () => {
		const { cancel, settled } = engine.launch(sequence(start(), node('Endless', 'tiny.endless')));
		setImmediate(cancel);
		expect((await settled).status).toBe('canceled');
	});

	it('sends requests with the credential and keeps files in the binary store', async () => {
		const run = await engine.run(
			sequence(start(), node('Call', 'tiny.caller', { url: `${providerUrl}/credit` })),
		);
		expect(run.json('Call')).toEqual([{ code: 200, authorization: 'Bearer right' }]);
		const [item] = run.items('Call');
		expect(item.binary?.data.id).toMatch(/^filesystem/);
		expect(JSON.parse((await engine.binary(item, 'data')).toString())).toEqual(item.json);
	});

	it('refuses a workflow with a node type that nobody has loaded', async () => {
		await expect(engine.run(sequence(start(), node('X', 'tiny.nothing')))).rejects.toThrow(
			'Unrecognized node type: tiny.nothing',
		);
	});
});

describe('a parked execution', () => {
	const workflow = {
		nodes: [
			start(),
			node('Parked', 'tiny.parked', {}, { id: 'parked-id' }),
			fields('Check', { from: "={{ $('Start').item.json.id }}" }),
			node('Second', NO_OP),
		],
		connections: connect({ Start: [['Parked']], Parked: [['Check'], ['Second']] }),
	};
	const park = () => engine.run(workflow, { input: items({ id: 'a' }, { id: 'b' }) });

	it('waits', async () => {
		const run = await park();
		expect(run.status).toBe('waiting');
		expect(run.waitTill).toBeInstanceOf(Date);
		expect(run.timesRun('Check')).toBe(0);
	});

	it('forwards what the node has prepared when its time is over', async () => {
		const run = await engine.resumeByTimer(await park());
		expect(run.status).toBe('success');
		expect(run.json('Parked')).toEqual([
			{ id: 'a', timedOut: true },
			{ id: 'b', timedOut: true },
		]);
		expect(run.json('Check')).toEqual([{ from: 'a' }, { from: 'b' }]);
		expect(run.timesRun('Parked')).toBe(1);
	});

	it('forwards what its webhook returns, on every output', async () => {
		const run = await park();
		const answer = await engine.resumeByWebhook(run, {
			url: engine.resumeUrl(run, 'parked-id'),
			body: { done: [{ n: 1 }], failed: [{ n: 2 }] },
		});
		expect(answer).toMatchObject({ statusCode: 200, body: { received: true } });
		expect(answer.run?.status).toBe('success');
		expect(answer.run?.json('Parked')).toEqual([{ n: 1, kept: { count: 2 } }]);
		expect(answer.run?.json('Check')).toEqual([{ from: 'a' }]);
		expect(answer.run?.json('Second')).toEqual([{ n: 2, kept: { count: 2 } }]);
	});

	it('is told to whoever waits for it', async () => {
		const run = await park();
		const resumed = engine.resumed(run);
		await engine.resumeByWebhook(run, {
			url: engine.resumeUrl(run, 'parked-id'),
			body: { done: [] },
		});
		expect((await resumed).status).toBe('success');
	});

	it('stays parked where the webhook returns no items', async () => {
		const run = await park();
		const url = engine.resumeUrl(run, 'parked-id');
		const refused = await engine.resumeByWebhook(run, { url, body: { what: 'is this' } });
		expect(refused).toMatchObject({ statusCode: 400, body: { reason: 'nothing is done' } });
		expect(refused.run).toBeUndefined();
		expect((await engine.resumeByWebhook(run, { url, body: { done: [] } })).statusCode).toBe(200);
		expect((await engine.resumeByWebhook(run, { url, body: { done: [] } })).statusCode).toBe(409);
	});

	it.each([
		['without the token', (url: string) => url.replace(/\?.*/, ''), 401],
		['with a wrong token', (url: string) => url.replace(/=.*/, '=wrong'), 401],
		['at another node', (url: string) => url.replace('parked-id', 'other-id'), 404],
		['for another execution', (url: string) => url.replace('waiting/', 'waiting/9'), 404],
	])('is not resumed %s', async (_case, change, statusCode) => {
		const run = await park();
		const url = change(engine.resumeUrl(run, 'parked-id'));
		const answer = await engine.resumeByWebhook(run, { url, body: { done: [] } });
		expect(answer.statusCode).toBe(statusCode);
		expect(answer.run).toBeUndefined();
	});

	it('loses its run data where the webhook throws, as in n8n', async () => {
		const run = await park();
		const answer = await engine.resumeByWebhook(run, {
			url: engine.resumeUrl(run, 'parked-id'),
			body: { boom: true },
		});
		expect(answer.statusCode).toBe(500);
		expect(answer.run?.timesRun('Start')).toBe(0);
		expect(answer.run?.json('Parked')).toEqual([{}]);
		expect(answer.run?.status).toBe('error');
	});
});

describe('a webhook trigger', () => {
	const workflow = {
		id: 'hooked',
		nodes: [node('Hook', 'tiny.hook'), node('Good', NO_OP), node('Bad', NO_OP)],
		connections: connect({ Hook: [['Good'], ['Bad']] }),
	};
	const query = { token: 'right' };

	it('starts the branch that the node chose, and keeps its static data', async () => {
		const first = await engine.webhook(workflow, 'Hook', { query, body: { id: 1 } });
		expect(first).toMatchObject({ statusCode: 200, body: { ok: true } });
		expect(first.run?.json('Good')).toEqual([{ id: 1, count: 1, raw: '{"id":1}', test: false }]);
		expect(first.run?.timesRun('Bad')).toBe(0);

		const second = await engine.webhook(
			workflow,
			'Hook',
			{ query, body: { failed: true } },
			'manual',
		);
		expect(second.run?.json('Bad')).toEqual([expect.objectContaining({ count: 2, test: true })]);
		expect(second.run?.timesRun('Good')).toBe(0);
	});

	it('loses what webhook() adds to static data, as in n8n 2.40', async () => {
		const counts: unknown[] = [];
		for (let call = 0; call < 3; call++) {
			const { run } = await engine.webhook({ ...workflow, id: 'counting' }, 'Hook', {
				query,
				body: {},
			});
			counts.push(run?.json('Good')[0].count);
		}
		expect(counts).toEqual([1, 2, 2]);
	});

	it('starts nothing where the node refuses or ignores the request', async () => {
		const refused = await engine.webhook(workflow, 'Hook', { body: { id: 1 } });
		expect(refused).toMatchObject({ statusCode: 401, body: { reason: 'wrong token' } });
		expect(refused.run).toBeUndefined();
		const ignored = await engine.webhook(workflow, 'Hook', { query, body: { ping: true } });
		expect(ignored).toMatchObject({ statusCode: 200, body: 'OK' });
		expect(ignored.run).toBeUndefined();
	});

	it.each([
		['JSON that is none', { body: '{', headers: { 'content-type': 'application/json' } }, 422],
		['a method nobody listens to', { method: 'GET' }, 404],
	])('answers %s itself', async (_case, request, statusCode) => {
		const answer = await engine.webhook(workflow, 'Hook', { query, ...request });
		expect(answer.statusCode).toBe(statusCode);
		expect(answer.run).toBeUndefined();
	});
});

describe('the test of a credential', () => {
	it.each([
		['a good key', 'right', 'OK', 'Connection successful!'],
		['an error in the body of a 200', 'wrong', 'Error', 'The key is refused'],
		['a server error', 'broken', 'Error', 'Service Unavailable'],
	])('judges %s', async (_case, token, status, message) => {
		const result = await engine.testCredential('tinyApi', { token, baseUrl: providerUrl });
		expect(result).toEqual({ status, message });
	});

	it('fills in defaults, and fails where nobody answers', async () => {
		const result = await engine.testCredential('tinyApi', { token: 'right' });
		expect(result).toEqual({ status: 'Error', message: 'ECONNREFUSED' });
	});
});
