import { CHAOS_RATES, type ChaosRates, type ChaosSettings } from '../../../dev/simulator/chaos';
import type { Simulator } from '../../../dev/simulator/server';
import { clientOf, dataOf, startQuickSimulator, startReceiver, type Data } from './harness';

const PROMPTS = Array.from({ length: 40 }, (_, index) => `a dog, take ${index}`);

let simulators: Simulator[] = [];

afterEach(async () => {
	await Promise.all(simulators.map((simulator) => simulator.close()));
	simulators = [];
});

async function start(chaos: ChaosSettings): Promise<Simulator> {
	const simulator = await startQuickSimulator({ chaos });
	simulators.push(simulator);
	return simulator;
}

/** Only these requests suffer, and no task. */
const only = (requests: ChaosRates['requests']): ChaosSettings => ({
	seed: 1,
	rates: { fates: {}, requests },
});

const buy = async (simulator: Simulator, prompt: string) =>
	await clientOf(simulator, 'kie').post<{ data: Data }>('/api/v1/veo/generate', { prompt });

/** Asks until the provider has sold it; the faults of the submits on the way. */
async function insist(simulator: Simulator, prompt: string): Promise<void> {
	const isBought = () => simulator.ledger.purchases.some((bought) => bought.prompt === prompt);
	for (let tries = 0; tries < 20 && !isBought(); tries++)
		await buy(simulator, prompt).catch(() => undefined);
	expect(isBought()).toBe(true);
}

/** All that chaos has done, by prompt. */
function doneBy({ ledger, requests }: Simulator): Record<string, unknown> {
	return Object.fromEntries(
		PROMPTS.map((prompt) => [
			prompt,
			{
				fate: ledger.purchases.find((bought) => bought.prompt === prompt)?.fate,
				faults: requests.filter(({ body }) => body?.prompt === prompt).map(({ fault }) => fault),
			},
		]),
	);
}

/** Quick ones of the same sort; what is refused for good would not be sold. */
const RATES: ChaosRates = {
	fates: { ...CHAOS_RATES.fates, submit: { 'submit hang': 0.3 } },
	requests: { ...CHAOS_RATES.requests, slow: 0, cut: 0.2 },
};

it('does the same for the same seed, in whatever order it is asked, and not for another', async () => {
	const done = await Promise.all(
		[
			{ seed: 7, prompts: PROMPTS },
			{ seed: 7, prompts: [...PROMPTS].reverse() },
			{ seed: 8, prompts: PROMPTS },
		].map(async ({ seed, prompts }) => {
			const simulator = await start({ seed, rates: RATES });
			for (const prompt of prompts) await insist(simulator, prompt);
			return doneBy(simulator);
		}),
	);
	expect(done[1]).toEqual(done[0]);
	expect(done[2]).not.toEqual(done[0]);
	const faults = Object.values(done[0]).flatMap((each) => (each as { faults: unknown[] }).faults);
	expect(new Set(faults).size).toBeGreaterThan(3);
});

it('does the same to every request in turn, whenever it comes', async () => {
	const faultsOf = async (pause: number) => {
		const simulator = await start({ seed: 7, rates: { fates: {}, requests: { tooFast: 0.5 } } });
		await insist(simulator, PROMPTS[0]);
		const [{ taskId }] = simulator.ledger.purchases;
		const path = `/api/v1/veo/record-info?taskId=${taskId}`;
		for (let index = 0; index < 20; index++) {
			await clientOf(simulator, 'kie').get(path);
			await new Promise((resolve) => setTimeout(resolve, pause));
		}
		return simulator.requests.filter(({ method }) => method === 'GET').map(({ fault }) => fault);
	};
	const faults = await faultsOf(0);
	expect(await faultsOf(10)).toEqual(faults);
	expect(new Set(faults)).toEqual(new Set([undefined, 'tooFast']));
});

it('gives a fate the effect of its mark, and the ledger shows it', async () => {
	const fates = { end: { policy: 1 }, callback: { 'callback lost': 0 } };
	const simulator = await start({ seed: 1, rates: { fates, requests: {} } });
	const { taskId } = dataOf(await buy(simulator, 'a dog'));
	await simulator.callbacksSettled();
	expect(simulator.ledger.purchases).toMatchObject([{ fate: '[policy]', refunded: true }]);
	const path = `/api/v1/veo/record-info?taskId=${taskId}`;
	expect(dataOf(await clientOf(simulator, 'kie').get(path)).successFlag).toBe(2);
});

it.each([
	['html', { status: 200, data: '<html></html>' }],
	['http502', { status: 502 }],
	['maintenance', { status: 200, data: { code: 455 } }],
	['serverError', { status: 200, data: { code: 500 } }],
	['tooFast', { status: 200, data: { code: 429 } }],
	['tooFastRetryAfter', { status: 200, data: { code: 429 }, headers: { 'retry-after': '2' } }],
])('%s: nothing is bought, and the log names the fault', async (fault, answer) => {
	const simulator = await start(only({ [fault]: 1 }));
	const { status, data, headers } = await buy(simulator, 'a dog');
	expect({ status, data, headers: { ...headers } }).toMatchObject(answer);
	if (fault === 'tooFast') expect(headers).not.toHaveProperty('retry-after');
	expect(simulator.ledger.purchases).toEqual([]);
	expect(simulator.requests).toMatchObject([{ fault }]);
});

it('cuts the connection before anything is bought', async () => {
	const simulator = await start(only({ cut: 1 }));
	await expect(buy(simulator, 'a dog')).rejects.toMatchObject({ code: 'ECONNRESET' });
	expect(simulator.ledger.purchases).toEqual([]);
});

it('is slow, and then does what was asked for', async () => {
	const simulator = await start(only({ slow: 1 }));
	const started = Date.now();
	expect(dataOf(await buy(simulator, 'a dog')).taskId).toBeDefined();
	expect(Date.now() - started).toBeGreaterThanOrEqual(1400);
});

it('knows what a request is about at every API', async () => {
	const simulator = await start(only({}));
	const receiver = await startReceiver();
	const kie = clientOf(simulator, 'kie');
	const song = { taskId: 'song-0001', audioId: '8f1c2a34-5b6d-4e7f-8a90-b1c2d3e4f501' };
	const { taskId } = dataOf(await buy(simulator, 'a dog'));
	const aceData = await clientOf(simulator, 'aceData').post<{ task_id: string }>('/veo/videos', {
		action: 'text2video',
		prompt: 'a cat',
		async: true,
	});
	await simulator.callbacksSettled();
	const { length } = simulator.requests;
	simulator.configure({ chaos: only({ serverError: 1 }) });
	await kie.post('/api/v1/mp4/generate', { ...song, author: 'DJ', callBackUrl: receiver.url });
	await kie.post('/api/v1/jobs/createTask', { model: 'veo-3-1', input: { prompt: 'a cat' } });
	await kie.get(`/api/v1/veo/get-1080p-video?taskId=${taskId}`);
	await kie.post('/api/v1/jobs/createTask', {
		model: 'veo/get-4k-video',
		input: { task_id: taskId },
	});
	const id = aceData.data.task_id;
	await clientOf(simulator, 'aceData').post('/veo/tasks', { id });
	await clientOf(simulator, 'aceData').post('/veo/tasks', { action: 'retrieve_batch', ids: [id] });
	expect(simulator.requests.slice(length).map(({ fault }) => fault)).toEqual(
		Array.from({ length: 6 }, () => 'serverError'),
	);
	await receiver.close();
});

it('the answer to a purchase comes late: [submit slow N]', async () => {
	const simulator = await startQuickSimulator();
	simulators.push(simulator);
	const started = Date.now();
	const answer = buy(simulator, 'a dog [submit slow 0.5]');
	await new Promise((resolve) => setTimeout(resolve, 200));
	expect(simulator.ledger.purchases).toHaveLength(1);
	expect(dataOf(await answer).taskId).toBe(simulator.ledger.purchases[0].taskId);
	expect(Date.now() - started).toBeGreaterThanOrEqual(450);
});
