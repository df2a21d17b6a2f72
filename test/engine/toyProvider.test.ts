import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { INode, INodeParameters, INodeType } from 'n8n-workflow';

import { until } from '../../dev/n8n/until';
import type { PROVIDERS } from '../../lib/providers';
import { Engine } from './harness/engine';
import { CALLBACK_TOKEN, only, prompts, veo } from './stage';
import { toy } from './toyProvider/provider';
import { startToy, TOY_KEY, type ToyServer } from './toyProvider/server';
import { ToyApi } from './toyProvider/ToyApi.credentials';
import { OUTPUTS, taken, triggered } from './triggered';

/** The table of the built package; its nodes read it as they are loaded. */
const TABLE = '../../dist/lib/providers';

let server: ToyServer;
let engine: Engine;
beforeAll(async () => {
	const built = jest.requireActual<{ PROVIDERS: typeof PROVIDERS }>(TABLE);
	Object.assign(built.PROVIDERS, { toy });
	server = await startToy();
	engine = await Engine.start({
		credentials: {
			toyApi: { apiKey: TOY_KEY, baseUrl: server.url, callbackToken: CALLBACK_TOKEN },
		},
		types: { credentials: [new ToyApi()] },
	});
});
afterEach(() => {
	server.purchases.length = 0;
	server.callbacks.length = 0;
});
afterAll(async () => {
	await engine.stop();
	await server.close();
});

const toyVeo = (parameters: INodeParameters = {}, settings: Partial<INode> = {}) =>
	only(veo({ provider: 'toy', ...parameters }, settings));

it('is at most a hundred lines', () => {
	const source = readFileSync(join(__dirname, 'toyProvider/provider.ts'), 'utf8');
	expect(source.trimEnd().split('\n').length).toBeLessThanOrEqual(100);
});

it.each([
	['Veo', true],
	['VeoTrigger', true],
	['MusicVideo', false],
])('%s lists the provider and its credential: %p', (name, isListed) => {
	const file = `../../dist/nodes/${name}/${name}.node.js`;
	const { description } = new (jest.requireActual<Record<string, new () => INodeType>>(file)[
		name
	])();
	const providers = description.properties.find((field) => field.name === 'provider')?.options;
	const inField = providers?.some((option) => 'value' in option && option.value === 'toy');
	const credentials = description.credentials?.map((credential) => credential.name);
	expect([inField, credentials?.includes('toyApi')]).toEqual([isListed, isListed]);
});

describe('text to video', () => {
	it('by polling', async () => {
		const format = { aspectRatio: '9:16' };
		const run = await engine.run(toyVeo(format), prompts('a dog', 'a cat'));
		expect(run.json('Veo')).toEqual(
			['a dog', 'a cat'].map(() => ({
				provider: 'toy',
				product: 'veo',
				taskId: expect.any(String) as string,
				status: 'succeeded',
				videoUrl: expect.stringMatching(/\.mp4$/) as string,
				videos: [{ url: expect.stringMatching(/\.mp4$/) as string }],
			})),
		);
		expect(server.purchases).toEqual([
			{ prompt: 'a dog', shape: '9:16' },
			{ prompt: 'a cat', shape: '9:16' },
		]);
	});

	it('by a suspended execution that its callback resumes', async () => {
		const run = await engine.run(toyVeo({ completion: 'callback' }), prompts('a dog'));
		expect(run.status).toBe('waiting');
		const after = await engine.resumed(run);
		expect(after.status).toBe('success');
		expect(after.json('Veo')).toMatchObject([{ provider: 'toy', status: 'succeeded' }]);
		expect(server.purchases).toEqual([
			{
				prompt: 'a dog',
				shape: '16:9',
				notify: expect.stringContaining('/webhook-waiting/') as string,
			},
		]);
	});

	it("by Don't Wait, and looked up by the task ID afterwards", async () => {
		const run = await engine.run(toyVeo({ completion: 'submitOnly' }), prompts('a dog'));
		const [submitted] = run.json('Veo');
		expect(submitted).toMatchObject({ provider: 'toy', status: 'processing' });
		const byId = { resource: 'task', operation: 'wait', taskId: submitted.taskId as string };
		const waited = await engine.run(toyVeo(byId));
		expect(waited.json('Veo')).toMatchObject([{ taskId: submitted.taskId, status: 'succeeded' }]);
		expect(server.purchases).toHaveLength(1);
	});

	it.each([
		['get', { taskId: '={{ $json.taskId }}' }],
		['getMany', { taskIds: '={{ [$json.taskId] }}' }],
	])('is found again by the operation %s of the resource Task', async (operation, parameters) => {
		const bought = await engine.run(toyVeo(), prompts('a dog'));
		const again = toyVeo({ resource: 'task', operation, ...parameters });
		const found = await engine.run(again, { input: bought.items('Veo') });
		expect(found.json('Veo')).toMatchObject([
			{ provider: 'toy', taskId: bought.json('Veo')[0].taskId, status: 'succeeded' },
		]);
		expect(server.purchases).toHaveLength(1);
	});
});

describe('a failure has its type and says what to do', () => {
	const continuing = { onError: 'continueRegularOutput' } as const;

	it('of a task', async () => {
		const run = await engine.run(toyVeo({}, continuing), prompts('something unsafe'));
		expect(run.json('Veo')).toMatchObject([
			{
				status: 'failed',
				taskId: expect.any(String) as string,
				error: {
					type: 'contentRejected',
					reason: 'contentPolicy',
					code: 'unsafe',
					message: 'We do not film this.',
					retryable: false,
				},
			},
		]);
		expect(server.purchases).toHaveLength(1);
	});

	it('of a submit, which has bought nothing', async () => {
		const run = await engine.run(toyVeo({}, continuing), prompts('I am broke'));
		expect(run.json('Veo')).toMatchObject([
			{ status: 'failed', error: { type: 'account', reason: 'insufficientCredits' } },
		]);
		expect(server.purchases).toEqual([]);
	});

	it('of a value that it does not have', async () => {
		const run = await engine.run(toyVeo({ aspectRatio: 'Auto' }), prompts('a dog'));
		expect(run.error?.message).toContain("'Aspect Ratio' cannot be Auto");
		expect(server.purchases).toEqual([]);
	});
});

describe('Veo Trigger', () => {
	it.each([
		['a dog', 'Success', { status: 'succeeded' }],
		['something unsafe', 'Rejected', { status: 'failed' }],
	])('of an order for %s takes the branch %s', async (prompt, branch, record) => {
		const { url, runs, stop } = await engine.publish(triggered({ provider: 'toy' }), 'Trigger');
		const order = toyVeo({ completion: 'submitOnly', callbackUrl: url });
		const [{ taskId }] = (await engine.run(order, prompts(prompt))).json('Veo');
		await until('the callback', 10_000, () => server.callbacks.at(0));
		await stop();
		const [run] = await Promise.all(runs);
		expect(runs).toHaveLength(1);
		expect(run.json('Trigger', OUTPUTS.errorType.indexOf(branch))).toMatchObject([
			{ provider: 'toy', taskId, ...record },
		]);
		expect(Object.keys(run.runData)).toEqual(['Trigger', branch]);
		expect(server.purchases).toMatchObject([{ prompt, notify: `${url}?token=${CALLBACK_TOKEN}` }]);
		expect(server.callbacks).toEqual([{ status: 200, tries: 1 }]);
	});

	it.each([
		['without the token', {}, 401],
		['that is no callback', { query: { token: CALLBACK_TOKEN } }, 400],
	])('refuses a call %s', async (_, request, statusCode) => {
		const body = { film: 'https://attacker.example/evil.mp4' };
		const workflow = triggered({ provider: 'toy' });
		const answer = await engine.webhook(workflow, 'Trigger', { body, ...request });
		expect(answer.statusCode).toBe(statusCode);
		expect(taken(answer)).toEqual([]);
	});
});
