import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';

import { Container } from '@n8n/di';

import { SEEDED_SONG } from '../../dev/simulator/server';
import { CALLBACK_TOKEN, musicVideo, only, prompts, setStage, veo, type Stage } from './stage';
import { succeeded, triggered } from './triggered';

// It belongs to a package that n8n-core alone depends on.
const { Logger } = createRequire(require.resolve('n8n-core'))('@n8n/backend-common') as {
	Logger: new () => Record<'error' | 'warn' | 'info' | 'debug', (line: string) => void>;
};

let stage: Stage;
beforeAll(async () => {
	stage = await setStage();
});
afterEach(async () => {
	await stage.simulator.callbacksSettled();
	stage.simulator.reset();
});
afterAll(async () => {
	await stage.stop();
});

const options = { includeRaw: true };
const [audioId] = SEEDED_SONG.audioIds;
const SONG = { taskId: SEEDED_SONG.taskId, audioId, prompt: 'a dog' };

it.each([
	['Kie.ai', veo({ options })],
	['Ace Data Cloud', veo({ provider: 'aceData', options })],
	['sunoapi.org', musicVideo({ options })],
])('%s repeats the resume URL: its signature is not in the items', async (_, node) => {
	const parked = { ...node, parameters: { ...node.parameters, completion: 'callback' } };
	const run = await stage.engine.run(only(parked), { input: [{ json: SONG }] });
	const secret = run.data.resumeToken ?? '';
	expect(secret).toMatch(/\w{16}/);
	const [{ callbackUrl }] = stage.simulator.ledger.purchases;
	expect(callbackUrl).toContain(secret);
	const resumed = await stage.engine.resumed(run);
	const [item] = resumed.json(node.name);
	expect(item).toMatchObject({ status: 'succeeded' });
	expect(JSON.stringify(item.raw)).toContain('signature=***');
	expect(JSON.stringify([run.json(node.name), item])).not.toContain(secret);
});

it.each([true, false])(
	'Veo Trigger, Confirm With Provider %s: the callback token is not in the item',
	async (confirm) => {
		const trigger = triggered({ confirm, options });
		const { url, runs, stop } = await stage.engine.publish(trigger, 'Trigger');
		await stage.engine.run(
			only(veo({ completion: 'submitOnly', callbackUrl: url })),
			prompts('a dog'),
		);
		const [{ callbackUrl }] = stage.simulator.ledger.purchases;
		expect(callbackUrl).toContain(CALLBACK_TOKEN);
		await stage.simulator.callbacksSettled();
		const [run] = await Promise.all(runs);
		await stop();
		const [item] = run.json('Trigger');
		expect(JSON.stringify(item.raw)).toContain('token=***');
		expect(JSON.stringify(item)).not.toContain(CALLBACK_TOKEN);
	},
);

it('the callback token is not in what n8n keeps of an execution in which an item has failed', async () => {
	const { url, runs, stop } = await stage.engine.publish(triggered(), 'Trigger');
	const settings = { completion: 'submitOnly', callbackUrl: url };
	const node = veo(settings, { onError: 'continueRegularOutput' });
	const run = await stage.engine.run(only(node), prompts('a dog', ''));
	const [{ callbackUrl, taskId }] = stage.simulator.ledger.purchases;
	expect(callbackUrl).toContain(CALLBACK_TOKEN);
	await stage.simulator.callbacksSettled();
	await Promise.all(runs);
	await stop();
	const kept = JSON.stringify(run.data.executionData?.contextData);
	expect(kept).toContain(taskId);
	expect(kept).not.toContain(CALLBACK_TOKEN);
});

describe('a provider that repeats all that it was sent', () => {
	const KEY = 'key-1234567890';
	const MESSAGE = (authorization = '') =>
		`No access with ${authorization} (key ${authorization.split(' ')[1]}) for https://n8n.acme.com/a?token=s3cret&signature=s3cret`;
	let server: Server;
	let baseUrl = '';
	beforeAll(async () => {
		server = createServer(({ headers }, res) => {
			res.writeHead(200, { 'Content-Type': 'application/json' });
			res.end(JSON.stringify({ code: 401, msg: MESSAGE(headers.authorization), data: null }));
		});
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	});
	afterAll(async () => {
		server.closeAllConnections();
		await new Promise((resolve) => server.close(resolve));
	});
	const engine = async () =>
		await stage.withCredentials({ kieApi: { apiKey: KEY, baseUrl, uploadBaseUrl: baseUrl } });
	const CLEAN =
		'No access with Bearer *** (key ***) for https://n8n.acme.com/a?token=***&signature=***';

	it.each([
		['an order', veo()],
		['a look-up', veo({ resource: 'task', operation: 'get', taskId: 'a' })],
		['a question for the balance', veo({ resource: 'account', operation: 'getCredits' })],
	])('no secret in the error of %s, nor in its item', async (_, node) => {
		const { error, data } = await (await engine()).run(only(node), prompts('a dog'));
		expect(error?.message).toBe('API key refused by Kie.ai');
		expect(error?.description).toContain(CLEAN);
		const continuing = { ...node, onError: 'continueRegularOutput' as const };
		const run = await (await engine()).run(only(continuing), prompts('a dog'));
		expect(run.json('Veo')).toMatchObject([{ error: { message: CLEAN } }]);
		const all = JSON.stringify([error, data, run.data]);
		expect(all).not.toContain(KEY);
		expect(all).not.toContain('s3cret');
	});

	it('no secret in the log', async () => {
		const logger = Container.get(Logger);
		const lines: string[] = [];
		const spies = (['error', 'warn', 'info', 'debug'] as const).map((level) =>
			jest.spyOn(logger, level).mockImplementation((line) => void lines.push(line)),
		);
		const request = { query: { token: CALLBACK_TOKEN }, body: succeeded('a', 'https://a.b/v.mp4') };
		const answer = await (await engine()).webhook(triggered(), 'Trigger', request);
		spies.forEach((spy) => spy.mockRestore());
		expect(answer.statusCode).toBe(503);
		expect(lines.join()).toContain('Bearer ***');
		expect(lines.join()).not.toMatch(new RegExp(`${KEY}|s3cret`));
	});
});
