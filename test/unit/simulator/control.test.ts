import { setTimeout as sleep } from 'node:timers/promises';
import axios from 'axios';

import { MARKS, readMarks } from '../../../dev/simulator/marks';
import { startSimulator, type Simulator } from '../../../dev/simulator/server';
import { clientOf, startQuickSimulator, startReceiver } from './harness';

describe('readMarks', () => {
	it.each([
		['a dog', []],
		['a dog [policy]', [['policy', undefined]]],
		[
			'[Slow  2.5] and [two videos]',
			[
				['slow', 2.5],
				['two videos', undefined],
			],
		],
		['[500]', [['500', undefined]]],
		['[submit 500]', [['submit 500', undefined]]],
		['[submit 429 3]', [['submit 429', 3]]],
		['[submit 429]', [['submit 429', undefined]]],
		['[1080p 422]', [['1080p', 422]]],
		['[Verse] [policy 3] [] [[minor]]', [['minor', undefined]]],
	])('%s', (text, expected) => {
		expect([...readMarks(text)]).toEqual(expected);
	});

	it('knows every mark of the table', () => {
		for (const name of Object.keys(MARKS))
			expect([...readMarks(`[${name.replace(/ N$/, ' 4')}]`).keys()]).toEqual([
				name.replace(/ N$/, ''),
			]);
	});
});

describe('a simulator', () => {
	let simulator: Simulator;

	beforeEach(async () => {
		simulator = await startQuickSimulator();
	});
	afterEach(() => simulator.close());

	const buy = async (prompt: string) =>
		await clientOf(simulator, 'kie').post('/api/v1/veo/generate', { prompt });
	const control = async (path: string, body?: object) => {
		const url = `${simulator.url}/_simulator/${path}`;
		const config = { proxy: false, validateStatus: () => true } as const;
		return await (body ? axios.post(url, body, config) : axios.get(url, config));
	};

	it('lets no task end while they are held, and all that are due at once afterwards', async () => {
		const release = simulator.hold();
		await Promise.all([buy('one'), buy('two')]);
		const statuses = async () => {
			const client = clientOf(simulator, 'kie');
			const path = '/api/v1/veo/record-info';
			const { purchases } = simulator.ledger;
			return await Promise.all(
				purchases.map(async ({ taskId }) => {
					const { data } = await client.get(path, { params: { taskId } });
					return data.data.successFlag;
				}),
			);
		};
		await sleep(3 * simulator.settings.taskMs);
		expect(await statuses()).toEqual([0, 0]);
		release();
		await simulator.callbacksSettled();
		expect(await statuses()).toEqual([1, 1]);
	});

	it('logs every request but those that control it', async () => {
		const { data } = await buy('a dog');
		const { taskId } = data.data;
		await clientOf(simulator, 'kie').get('/api/v1/veo/record-info', { params: { taskId } });
		await clientOf(simulator, 'kie', 'wrong').get('/api/v1/chat/credit');
		const at = expect.stringMatching(/^\d{4}-.*Z$/);
		const requests = [
			{
				method: 'POST',
				path: '/kie/api/v1/veo/generate',
				at,
				query: {},
				body: { prompt: 'a dog' },
			},
			{ method: 'GET', path: '/kie/api/v1/veo/record-info', at, query: { taskId }, taskId },
			{ method: 'GET', path: '/kie/api/v1/chat/credit', at, query: {} },
		];
		expect(simulator.requests).toEqual(requests);
		expect((await control('requests')).data).toEqual(requests);
	});

	it('shows the ledger over HTTP', async () => {
		await buy('a dog');
		const { data } = await control('ledger');
		expect(data).toEqual(JSON.parse(JSON.stringify(simulator.ledger)));
		expect(data).toMatchObject({ purchases: [{ prompt: 'a dog' }], deliveries: [], lookUps: {} });
	});

	it('changes settings over HTTP, and takes no unknown ones', async () => {
		const { data } = await control('settings', { rateLimit: { count: 0 } });
		expect(data.rateLimit).toEqual({ count: 0, windowMs: 10_000 });
		expect((await buy('a dog')).data.code).toBe(429);
		const { status, data: refusal } = await control('settings', { taskMS: 1 });
		expect({ status, refusal }).toEqual({
			status: 400,
			refusal: { error: 'Error: There is no setting "taskMS"' },
		});
	});

	it('forgets everything on reset', async () => {
		const { taskId } = (await buy('a dog')).data.data;
		simulator.configure({ kieHmacKey: 'secret', credits: { kie: 1 } });
		await control('reset', {});
		const params = { taskId };
		expect(simulator.requests).toEqual([]);
		expect(simulator.ledger.purchases).toEqual([]);
		expect(simulator.settings.kieHmacKey).toBeUndefined();
		const kie = clientOf(simulator, 'kie');
		expect((await kie.get('/api/v1/veo/record-info', { params })).data.code).toBe(422);
		expect((await kie.get('/api/v1/chat/credit')).data.data).toBe(10_000);
	});

	it('calls off what is under way on reset', async () => {
		const receiver = await startReceiver();
		const body = { prompt: 'a dog', callBackUrl: receiver.url };
		await clientOf(simulator, 'kie').post('/api/v1/veo/generate', body);
		simulator.reset();
		await simulator.callbacksSettled();
		await new Promise((resolve) => setTimeout(resolve, 2 * simulator.settings.taskMs));
		expect(receiver.arrivals).toEqual([]);
		await receiver.close();
	});

	it('says when its port is taken', async () => {
		const port = Number(new URL(simulator.url).port);
		await expect(startSimulator({ port })).rejects.toThrow('EADDRINUSE');
	});

	it('closes while a synchronous request is open', async () => {
		const open = clientOf(simulator, 'aceData').post('/veo/videos', {
			action: 'text2video',
			prompt: '[never]',
		});
		const cut = expect(open).rejects.toThrow('socket hang up');
		while (simulator.ledger.purchases.length === 0)
			await new Promise((resolve) => setImmediate(resolve));
		await simulator.close();
		await cut;
		simulator = await startQuickSimulator();
	});
});
