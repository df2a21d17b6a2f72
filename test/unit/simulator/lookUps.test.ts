import { SEEDED_SONG, type Provider, type Simulator } from '../../../dev/simulator/server';
import { clientOf, startQuickSimulator, startReceiver, type Receiver } from './harness';

let simulator: Simulator;
let receiver: Receiver;

beforeAll(async () => {
	simulator = await startQuickSimulator();
});
beforeEach(async () => {
	simulator.reset();
	receiver = await startReceiver();
});
afterEach(() => receiver.close());
afterAll(() => simulator.close());

type Look = () => Promise<{ status: number; body: unknown; done: boolean }>;

/** Buys a task with these marks in each API, and gives what looks it up. */
const APIS: Record<string, (text: string) => Promise<Look>> = {
	'Kie Veo': async (prompt) =>
		await bought('kie', '/api/v1/veo/generate', { prompt }, '/api/v1/veo/record-info'),
	'Kie jobs': async (prompt) =>
		await bought(
			'kie',
			'/api/v1/jobs/createTask',
			{ model: 'veo-3-1', input: { prompt } },
			'/api/v1/jobs/recordInfo',
		),
	'sunoapi.org music video': async (author) =>
		await bought(
			'sunoApi',
			'/api/v1/mp4/generate',
			{ taskId: SEEDED_SONG.taskId, audioId: SEEDED_SONG.audioIds[0], author },
			'/api/v1/mp4/record-info',
		),
	'Ace Data Veo': async (prompt) => {
		const aceData = clientOf(simulator, 'aceData');
		const order = { action: 'text2video', prompt, callback_url: receiver.url };
		const { task_id: id } = (await aceData.post('/veo/videos', order)).data;
		return async () => {
			const { status, data } = await aceData.post('/veo/tasks', { id });
			return { status, body: data, done: data.response?.success === true };
		};
	},
};

async function bought(provider: Provider, path: string, order: object, recordPath: string) {
	const client = clientOf(simulator, provider);
	const { data } = await client.post(path, { ...order, callBackUrl: receiver.url });
	const params = { taskId: data.data.taskId };
	return async () => {
		const { status, data: body } = await client.get(recordPath, { params });
		const done = body.data?.successFlag === 1 || body.data?.successFlag === 'SUCCESS';
		return { status, body, done };
	};
}

/** Resolves with the first callback, before it is answered. */
function arrival(): Promise<void> {
	return new Promise((resolve) => (receiver.onArrival = resolve));
}

describe.each(Object.entries(APIS))('%s', (_name, buy) => {
	it('has the end on record before it tells it', async () => {
		const arrived = arrival();
		const look = await buy('a dog');
		await arrived;
		expect((await look()).done).toBe(true);
	});

	it('[lag 0.3] tells the end before it has it on record', async () => {
		const arrived = arrival();
		const look = await buy('[lag 0.3]');
		await arrived;
		const sentAt = Date.now();
		expect((await look()).done).toBe(false);
		await simulator.callbacksSettled();
		expect(Date.now() - sentAt).toBeGreaterThan(250);
		expect((await look()).done).toBe(true);
	});

	it('[lag] never has it on record', async () => {
		const look = await buy('[lag]');
		await simulator.callbacksSettled();
		expect(receiver.arrivals.length).toBeGreaterThan(0);
		expect((await look()).done).toBe(false);
	});

	it('[lag N] counts from the callback, however late that is', async () => {
		const arrived = arrival();
		const look = await buy('[callback late 0.3] [lag 0.2]');
		await arrived;
		expect((await look()).done).toBe(false);
		await simulator.callbacksSettled();
		expect((await look()).done).toBe(true);
	});

	it('[unknown 0.2] is not known at first', async () => {
		const look = await buy('[fast] [unknown 0.2]');
		expect(await look()).toMatchObject({ status: 200, done: false });
		await new Promise((resolve) => setTimeout(resolve, 220));
		expect((await look()).done).toBe(true);
	});

	it.each([
		['[look-up 502 2]', { status: 502, body: expect.stringContaining('<html>') }],
		['[look-up html 2]', { status: 200, body: expect.stringContaining('<html>') }],
	])('%s spoils the first two look-ups after the end', async (mark, spoilt) => {
		simulator.configure({ taskMs: 300 });
		const look = await buy(`a dog ${mark}`);
		expect(await look()).not.toMatchObject(spoilt);
		await simulator.callbacksSettled();
		expect(await look()).toMatchObject(spoilt);
		expect(await look()).toMatchObject(spoilt);
		expect((await look()).done).toBe(true);
	});

	it('[look-up 502] spoils every look-up', async () => {
		const look = await buy('[never] [look-up 502]');
		for (let count = 1; count <= 3; count++) expect((await look()).status).toBe(502);
	});
});

it.each([
	['Kie Veo', { status: 200, body: { code: 429 } }],
	['sunoapi.org music video', { status: 200, body: { code: 430 } }],
	['Ace Data Veo', { status: 429, body: { error: { code: 'too_many_requests' } } }],
])('%s words [look-up 429 1] as too fast', async (name, refusal) => {
	const look = await APIS[name]('[fast] [look-up 429 1]');
	expect(await look()).toMatchObject(refusal);
	expect((await look()).done).toBe(true);
});
