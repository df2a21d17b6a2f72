import { SEEDED_SONG, type Provider, type Simulator } from '../../../dev/simulator/server';
import { clientOf, startQuickSimulator } from './harness';

let simulator: Simulator;

beforeAll(async () => {
	simulator = await startQuickSimulator({ callback: { retries: 0 } });
});
beforeEach(() => simulator.reset());
afterAll(() => simulator.close());

/** A valid purchase at each provider; the text carries the marks. */
const ORDERS: Record<Provider, (text: string) => [path: string, body: object]> = {
	kie: (prompt) => ['/api/v1/veo/generate', { prompt }],
	aceData: (prompt) => ['/veo/videos', { action: 'text2video', prompt, async: true }],
	sunoApi: (author) => [
		'/api/v1/mp4/generate',
		{
			taskId: SEEDED_SONG.taskId,
			audioId: SEEDED_SONG.audioIds[0],
			callBackUrl: 'http://127.0.0.1:9/nobody-listens',
			author,
		},
	],
};
const PROVIDERS = Object.keys(ORDERS) as Provider[];

async function buy(provider: Provider, text = 'a dog', key?: string | null) {
	const { status, data, headers } = await clientOf(simulator, provider, key).post(
		...ORDERS[provider](text),
	);
	return { status, data, headers };
}

function refusal(code: string, message: string) {
	return { success: false, error: { code, message }, trace_id: expect.any(String) };
}

const KIE_NO_ACCESS = { code: 401, msg: 'You do not have access permissions', data: null };
const SUNO_NO_ACCESS = { code: 401, msg: expect.any(String), data: null };
const WRONG_TOKEN = refusal('invalid_token', 'The specified token is invalid or wrong.');
const MISMATCHED = refusal('token_mismatched', 'The specified token is not matched with API.');

it.each([
	['kie', 'no key', null, 200, KIE_NO_ACCESS],
	['kie', 'a wrong key', 'wrong', 200, KIE_NO_ACCESS],
	['kie', 'another provider’s key', 'suno-api-key', 200, KIE_NO_ACCESS],
	['sunoApi', 'no key', null, 200, SUNO_NO_ACCESS],
	['sunoApi', 'a wrong key', 'wrong', 200, SUNO_NO_ACCESS],
	['aceData', 'no key', null, 400, refusal('no_token', 'The token is missing.')],
	['aceData', 'a wrong key', 'wrong', 401, WRONG_TOKEN],
	['aceData', 'another provider’s key', 'kie-key', 400, MISMATCHED],
] as const)('%s refuses %s', async (provider, _what, key, expected, body) => {
	const { status, data } = await buy(provider, 'a dog', key);
	expect({ status, data }).toEqual({ status: expected, data: body });
	expect(simulator.ledger.purchases).toEqual([]);
});

it.each([
	['kie', 200, { code: 402, msg: 'Credits insufficient', data: null }],
	['sunoApi', 200, { code: 429, msg: expect.stringContaining('credits'), data: null }],
	[
		'aceData',
		403,
		refusal(
			'used_up',
			'Your balance is not sufficient for current request, please buy more in Ace Data Cloud.',
		),
	],
] as const)('%s says when the credits have run out', async (provider, expected, body) => {
	simulator.configure({ credits: { [provider]: 0.5 } });
	const { status, data } = await buy(provider);
	expect({ status, data }).toEqual({ status: expected, data: body });
	expect(simulator.ledger.purchases).toEqual([]);
});

it.each([
	['kie', { code: 402 }],
	['sunoApi', { code: 429, msg: expect.stringContaining('credits') }],
	['aceData', { error: { code: 'used_up' } }],
] as const)('%s can run out of credits half way', async (provider, body) => {
	simulator.configure({ creditsLastFor: 2 });
	for (let purchase = 1; purchase <= 2; purchase++) {
		expect((await buy(provider, '[500]')).data).not.toMatchObject(body);
		await simulator.callbacksSettled();
	}
	expect((await buy(provider)).data).toMatchObject(body);
	expect(simulator.ledger.purchases).toHaveLength(2);
	simulator.configure({ creditsLastFor: undefined });
	simulator.reset();
	expect((await buy(provider, '[submit no credits 1]')).data).toMatchObject(body);
	expect((await buy(provider, '[submit no credits 1]')).data).not.toMatchObject(body);
	expect(simulator.ledger.purchases).toHaveLength(1);
});

it.each([
	['kie', 200, { code: 429, msg: expect.stringContaining('frequency'), data: null }],
	['sunoApi', 200, { code: 430, msg: expect.stringContaining('frequency'), data: null }],
	['aceData', 429, refusal('too_many_requests', 'You have exceeded the rate limit.')],
] as const)('%s limits the rate', async (provider, expected, body) => {
	simulator.configure({ rateLimit: { count: 1, windowMs: 60_000 } });
	expect((await buy(provider, '[500]')).status).toBe(200);
	await simulator.callbacksSettled();
	const { status, data, headers } = await buy(provider);
	expect({ status, data }).toEqual({ status: expected, data: body });
	expect(headers).not.toHaveProperty('retry-after');
	simulator.configure({ retryAfterSeconds: 7 });
	expect((await buy(provider)).headers).toHaveProperty('retry-after', '7');
	expect(simulator.ledger.purchases).toHaveLength(1);
});

it('opens the rate limit again when its window has passed', async () => {
	simulator.configure({ rateLimit: { count: 1, windowMs: 1500 } });
	await buy('kie');
	expect((await buy('kie')).data.code).toBe(429);
	await new Promise((resolve) => setTimeout(resolve, 1600));
	expect((await buy('kie')).data.code).toBe(200);
});

it.each([
	['sunoApi', '/api/v1/generate/record-info', 'musicLookUpLimit', 430],
	['kie', '/api/v1/veo/record-info', 'lookUpLimit', 429],
] as const)('%s limits the look-ups of %s', async (provider, path, limit, code) => {
	simulator.configure({ [limit]: { count: 1, windowMs: 60_000 } });
	const look = async (taskId: string) =>
		(await clientOf(simulator, provider).get(path, { params: { taskId } })).data;
	await look('a');
	expect(await look('a')).toMatchObject({ code });
	expect(await look('b')).not.toMatchObject({ code });
});

it.each([
	['sunoApi', 'sunoApiHttpStatuses'],
	['kie', 'kieHttpStatuses'],
] as const)('%s can answer with real statuses', async (provider, setting) => {
	expect((await buy(provider, 'a dog', 'wrong')).status).toBe(200);
	simulator.configure({ [setting]: true });
	expect((await buy(provider, 'a dog', 'wrong')).status).toBe(401);
	expect((await buy(provider)).status).toBe(200);
});

it.each([
	['kie', 200, { code: 404 }],
	['sunoApi', 200, { code: 404 }],
	['aceData', 404, { error: { code: 'no_api' } }],
] as const)('%s does not know a wrong path', async (provider, expected, body) => {
	const { status, data } = await clientOf(simulator, provider).get('/nowhere');
	expect(status).toBe(expected);
	expect(data).toMatchObject(body);
});

it.each(PROVIDERS)('%s takes JSON and nothing else', async (provider) => {
	const client = clientOf(simulator, provider);
	const [path, body] = ORDERS[provider]('a dog');
	for (const [type, text] of [
		['application/json', '{"prompt":'],
		['application/x-www-form-urlencoded', 'prompt=x'],
		['text/plain', JSON.stringify(body)],
	]) {
		const { data } = await client.post(path, Buffer.from(text), {
			headers: { 'Content-Type': type },
		});
		expect(data.code ?? data.error.code).toBe(provider === 'aceData' ? 'bad_request' : 400);
	}
	expect(simulator.ledger.purchases).toEqual([]);
});

describe('the ledger', () => {
	it('enters what was bought', async () => {
		const { data } = await buy('sunoApi', 'DJ');
		expect(simulator.ledger.purchases).toEqual([
			{
				provider: 'sunoApi',
				product: 'musicVideo',
				operation: 'create',
				taskId: data.data.taskId,
				at: expect.stringMatching(/^\d{4}-.*Z$/),
				prompt: 'DJ',
				request: ORDERS.sunoApi('DJ')[1],
				credits: 2,
				refunded: false,
				callbackUrl: 'http://127.0.0.1:9/nobody-listens',
			},
		]);
	});

	it('takes the credits, and gives them back for a failure at Kie', async () => {
		const credits = async () =>
			(await clientOf(simulator, 'kie').get('/api/v1/chat/credit')).data.data;
		await buy('kie');
		expect(await credits()).toBe(9_940);
		await buy('kie', '[policy]');
		expect(await credits()).toBe(9_880);
		await simulator.callbacksSettled();
		expect(await credits()).toBe(9_940);
		expect(simulator.ledger.purchases.map(({ refunded }) => refunded)).toEqual([false, true]);
	});

	it('gives the credits back at sunoapi.org where the code says so', async () => {
		await clientOf(simulator, 'sunoApi').post('/api/v1/generate', {
			prompt: '[refunded]',
			customMode: false,
			instrumental: false,
			model: 'V5',
			callBackUrl: 'http://127.0.0.1:9/nobody-listens',
		});
		await buy('sunoApi', '[500]');
		await simulator.callbacksSettled();
		expect(simulator.ledger.purchases.map(({ refunded }) => refunded)).toEqual([true, false]);
	});

	it('shows the balance at sunoapi.org', async () => {
		await buy('sunoApi');
		const { data } = await clientOf(simulator, 'sunoApi').get('/api/v1/generate/credit');
		expect(data).toEqual({ code: 200, msg: 'success', data: 998 });
	});

	it('counts the look-ups by task', async () => {
		const { taskId } = (await buy('kie')).data.data;
		for (const params of [{ taskId }, { taskId }, { taskId: 'unknown' }])
			await clientOf(simulator, 'kie').get('/api/v1/veo/record-info', { params });
		expect(simulator.ledger.lookUpsOf(taskId)).toBe(2);
		expect(simulator.ledger.lookUpsOf('unknown')).toBe(1);
		expect(simulator.ledger.lookUpsOf('never asked for')).toBe(0);
	});
});

describe.each(PROVIDERS)('marks on the submit at %s', (provider) => {
	it('[submit 429 2] refuses twice and sells the third time', async () => {
		const code = { kie: 429, sunoApi: 430, aceData: 'too_many_requests' }[provider];
		for (let attempt = 1; attempt <= 2; attempt++) {
			const { data } = await buy(provider, '[submit 429 2]');
			expect(data.code ?? data.error.code).toBe(code);
			expect(simulator.ledger.purchases).toHaveLength(0);
		}
		expect((await buy(provider, '[submit 429 2]')).status).toBe(200);
		expect(simulator.ledger.purchases).toHaveLength(1);
	});

	it('[submit 455] always refuses', async () => {
		const { data } = await buy(provider, '[submit 455]');
		expect(data.code ?? data.error.code).toBe(provider === 'aceData' ? 'busy' : 455);
		expect(simulator.ledger.purchases).toHaveLength(0);
	});

	it('[submit refused 433] refuses with that code', async () => {
		const { status, data } = await buy(provider, '[submit refused 433]');
		expect(provider === 'aceData' ? status : data.code).toBe(433);
		expect(simulator.ledger.purchases).toHaveLength(0);
	});

	it('[submit 500] sells without saying so', async () => {
		const { status, data } = await buy(provider, '[submit 500]');
		expect([status, data.code ?? data.error.code]).toEqual(
			provider === 'aceData' ? [500, 'api_error'] : [200, 500],
		);
		expect(JSON.stringify(data)).not.toContain(simulator.ledger.purchases[0].taskId);
	});

	it('[submit timeout] sells, too', async () => {
		const { status, data } = await buy(provider, '[submit timeout]');
		const answers = { kie: [200, 408], sunoApi: [200, 500], aceData: [400, 'timeout'] };
		expect([status, data.code ?? data.error.code]).toEqual(answers[provider]);
		expect(simulator.ledger.purchases).toHaveLength(1);
	});

	it('[submit 502] sells and sends a page', async () => {
		const { status, data } = await buy(provider, '[submit 502]');
		expect({ status, data }).toEqual({ status: 502, data: expect.stringContaining('<html>') });
		expect(simulator.ledger.purchases).toHaveLength(1);
	});

	it('[submit hang] sells and cuts the connection', async () => {
		await expect(buy(provider, '[submit hang]')).rejects.toThrow('socket hang up');
		expect(simulator.ledger.purchases).toHaveLength(1);
	});

	it('[submit garbage] sells and sends a page', async () => {
		const { status, data } = await buy(provider, '[submit garbage]');
		expect({ status, data }).toEqual({ status: 200, data: '<html></html>' });
		expect(simulator.ledger.purchases).toHaveLength(1);
	});
});
