import { sign } from '../../../dev/simulator/callbacks';
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

async function buy(provider: Provider, text: string, more: object = {}): Promise<string> {
	const url = receiver.url;
	const [audioId] = SEEDED_SONG.audioIds;
	const veo = provider === 'aceData';
	const { data } = veo
		? await clientOf(simulator, provider).post('/veo/videos', {
				action: 'text2video',
				prompt: text,
				callback_url: url,
			})
		: await clientOf(simulator, provider).post('/api/v1/mp4/generate', {
				taskId: SEEDED_SONG.taskId,
				audioId,
				author: text,
				callBackUrl: url,
				...more,
			});
	return veo ? data.task_id : data.data.taskId;
}

async function buyVeo(prompt: string, more: object = {}): Promise<string> {
	const body = { prompt, callBackUrl: receiver.url, ...more };
	const { data } = await clientOf(simulator, 'kie').post('/api/v1/veo/generate', body);
	return data.data.taskId;
}

function bodies(): Record<string, unknown>[] {
	return receiver.arrivals.map(({ text }) => JSON.parse(text));
}

const URLS = [expect.stringMatching(/\/files\/[^"]+\.mp4$/)];

describe('bodies', () => {
	it.each([
		['a dog', {}, 'Veo3.1 video generated successfully.', false, '720p'],
		['[chinese]', {}, 'Veo3.1 视频生成成功。', false, '720p'],
		['a dog', { resolution: '1080p' }, 'Veo3.1 video generated successfully.', false, '1080p'],
		[
			'[fallback]',
			{},
			'Veo3.1 video generated successfully (using fallback model).',
			true,
			'1080p',
		],
	])('Kie Veo tells the success of %s %j', async (prompt, more, msg, fallbackFlag, resolution) => {
		const taskId = await buyVeo(prompt, more);
		await simulator.callbacksSettled();
		const upgraded = resolution === '1080p' && !fallbackFlag;
		expect(bodies()).toEqual([
			{
				code: 200,
				msg,
				data: {
					taskId,
					...(prompt !== '[chinese]' && {
						promptJson: expect.stringContaining(`"callBackUrl":"${receiver.url}"`),
					}),
					info: { resultUrls: URLS, resolution, ...(upgraded && { originUrls: URLS }) },
					fallbackFlag,
				},
			},
		]);
		expect(receiver.arrivals[0].headers['content-type']).toBe('application/json');
		expect(receiver.arrivals[0].headers).not.toHaveProperty('x-webhook-signature');
	});

	it.each([
		['[policy]', 400, 'Your prompt was flagged by Website as violating content policies.'],
		[
			'[flow]',
			422,
			'Your request was rejected by Flow(Your prompt was flagged by Website as violating content policies). You may consider using our other fallback channels, which are likely to succeed. Please refer to the documentation.',
		],
	])('Kie Veo tells the failure of %s', async (prompt, code, msg) => {
		const taskId = await buyVeo(prompt);
		await simulator.callbacksSettled();
		expect(bodies()).toEqual([{ code, msg, data: { taskId, fallbackFlag: false } }]);
	});

	it.each([
		['sunoApi', 'DJ', 200, 'MP4 generated successfully.', URLS[0]],
		['kie', 'DJ', 200, 'success', URLS[0]],
		['sunoApi', '[policy]', 400, 'Music video generation failed', null],
		['sunoApi', '[source audio]', 400, 'Music video generation failed', null],
		['sunoApi', '[key revoked]', 401, 'Unauthorized: the API key is invalid.', null],
		['sunoApi', '[credits gone]', 429, expect.stringContaining('credits'), null],
		['sunoApi', '[audio fetch]', 451, 'The source audio could not be downloaded.', null],
		['sunoApi', '[500]', 500, 'Internal Error - Please try again later', null],
		['sunoApi', '[late url]', 200, 'MP4 generated successfully.', null],
		['kie', '[credits gone]', 500, 'Internal Error - Please try again later', null],
		['kie', '[policy]', 500, 'Internal Error - Please try again later', null],
	] as const)('%s tells the end of music video %s', async (provider, author, code, msg, url) => {
		const task_id = await buy(provider, author);
		await simulator.callbacksSettled();
		expect(bodies()).toEqual([{ code, msg, data: { task_id, video_url: url } }]);
	});

	it('[camel id] names a music video as taskId', async () => {
		const taskId = await buy('kie', '[camel id]');
		await simulator.callbacksSettled();
		expect(bodies()).toMatchObject([{ data: { taskId, video_url: URLS[0] } }]);
		expect(receiver.arrivals[0].text).not.toContain('task_id');
	});

	it('Ace Data sends what the synchronous answer would be', async () => {
		const task_id = await buy('aceData', 'a dog');
		await simulator.callbacksSettled();
		const path = '/veo/tasks';
		const { data } = await clientOf(simulator, 'aceData').post(path, { id: task_id });
		expect(bodies()).toEqual([data.response]);
		expect(data.response).toMatchObject({ success: true, task_id });
	});

	describe('of songs', () => {
		const sing = async (provider: Provider, prompt = 'a city') => {
			await clientOf(simulator, provider).post('/api/v1/generate', {
				prompt,
				customMode: false,
				instrumental: true,
				model: 'V5',
				callBackUrl: receiver.url,
			});
			await simulator.callbacksSettled();
			return bodies() as { code: number; data: { callbackType: string; data: object[] } }[];
		};

		it('come in three stages', async () => {
			const stages = (await sing('kie')).map(({ data }) => [data.callbackType, data.data.length]);
			expect(stages).toEqual([
				['text', 0],
				['first', 1],
				['complete', 2],
			]);
		});

		it('name the files a second time at sunoapi.org', async () => {
			const [track] = (await sing('sunoApi'))[2].data.data;
			expect(track).toMatchObject({
				audio_url: expect.stringMatching(/\.mp3$/),
				source_audio_url: expect.stringMatching(/\.mp3$/),
				source_stream_audio_url: expect.any(String),
				source_image_url: expect.any(String),
			});
			const [other] = (await sing('kie'))[5].data.data;
			expect(other).not.toHaveProperty('source_audio_url');
		});

		it.each([
			['[policy]', 400],
			['[timed out]', 408],
			['[copyright]', 413],
			['[500]', 500],
			['[501]', 501],
			['[refunded]', 531],
		])('tell the failure %s with %i', async (prompt, code) => {
			expect(await sing('sunoApi', prompt)).toMatchObject([
				{ code, data: { callbackType: 'error', data: null } },
			]);
		});
	});

	describe('of the 4K version', () => {
		const STILLS = [expect.stringMatching(/\/files\/4k-0-[^"]+\.jpg$/)];
		const MSG = '4K Video generated successfully.';
		const tell = async (prompt: string) => {
			const taskId = await buyVeo(prompt, { callBackUrl: '' });
			await simulator.callbacksSettled();
			const order = { taskId, callBackUrl: receiver.url };
			const { data } = await clientOf(simulator, 'kie').post('/api/v1/veo/get-4k-video', order);
			await simulator.callbacksSettled();
			return { taskId, ordered: data.data?.taskId };
		};

		it('name the still', async () => {
			const { taskId } = await tell('a dog');
			const info = { resultUrls: URLS, imageUrls: STILLS };
			expect(bodies()).toEqual([{ code: 200, msg: MSG, data: { taskId, info } }]);
		});

		it('come in snake case with [4k snake]', async () => {
			const { taskId: task_id } = await tell('[4k snake]');
			const data = {
				task_id,
				result_urls: URLS,
				media_ids: [expect.any(String)],
				image_urls: STILLS,
				creditsConsumed: 120,
			};
			expect(bodies()).toEqual([{ code: 200, msg: MSG, data }]);
		});

		it('say with [4k unavailable] that there is none', async () => {
			const { taskId } = await tell('[4k unavailable]');
			const msg = 'The 4K version of this video is unavailable. Please try a different video.';
			expect(bodies()).toEqual([{ code: 500, msg, data: { taskId } }]);
		});

		it('name with [4k own id] the id that the order was answered with', async () => {
			const { taskId, ordered } = await tell('[4k own id]');
			expect(ordered).not.toBe(taskId);
			expect(bodies()).toMatchObject([{ data: { taskId: ordered } }]);
		});
	});

	it('of an extension name its own clip only', async () => {
		const taskId = await buyVeo('a dog', { callBackUrl: '' });
		await simulator.callbacksSettled();
		const order = { taskId, prompt: 'it runs', callBackUrl: receiver.url };
		await clientOf(simulator, 'kie').post('/api/v1/veo/extend', order);
		await simulator.callbacksSettled();
		const [{ msg, data }] = bodies() as [{ msg: string; data: { info: object } }];
		expect(msg).toBe('Veo3.1 video extension successful.');
		expect(data.info).toEqual({ resultUrls: URLS, resolution: '720p' });
	});
});

describe('delivery', () => {
	it.each([
		['kie', [500, 409, 200], 3],
		['kie', [500, 500, 500, 500, 500], 4],
		['sunoApi', [302, 200], 2],
		['kie', [204, 200], 2],
		['aceData', [500], 1],
	] as const)('%s meets the answers %j with %i attempts', async (provider, answers, attempts) => {
		receiver.answers.push(...answers);
		const taskId = await buy(provider, 'DJ');
		await simulator.callbacksSettled();
		expect(simulator.ledger.deliveries).toEqual(
			answers.slice(0, attempts).map((status, index) => ({
				taskId,
				url: receiver.url,
				kind: 'genuine',
				attempt: index + 1,
				at: expect.any(String),
				status,
				answer: expect.any(String),
			})),
		);
		expect(receiver.arrivals).toHaveLength(attempts);
	});

	it('gives up on a receiver that is slow or not there', async () => {
		simulator.configure({ callback: { timeoutMs: 50, retries: 1 } });
		receiver.onArrival = () => new Promise((resolve) => setTimeout(resolve, 150));
		await buyVeo('a dog');
		await buyVeo('a dog', { callBackUrl: 'http://127.0.0.1:9/nobody-listens' });
		await simulator.callbacksSettled();
		const { deliveries } = simulator.ledger;
		expect(deliveries).toHaveLength(4);
		for (const { status, answer } of deliveries) {
			expect(status).toBeUndefined();
			expect(answer).toMatch(/timeout of 50ms exceeded|ECONNREFUSED/);
		}
	});

	it('has no more calls under way than it may, and waits for none longer because of its turn', async () => {
		simulator.configure({ callback: { atOnce: 2, timeoutMs: 1900, retries: 0 } });
		let underWay = 0;
		let most = 0;
		receiver.onArrival = async () => {
			most = Math.max(most, ++underWay);
			await new Promise((resolve) => setTimeout(resolve, 500));
			underWay--;
		};
		await Promise.all(Array.from({ length: 8 }, () => buyVeo('a dog')));
		await simulator.callbacksSettled();
		expect(most).toBe(2);
		expect(simulator.ledger.deliveries.map(({ status }) => status)).toEqual(Array(8).fill(200));
	});

	it.each([
		'https://example.com/callback',
		'http://10.0.0.1:5678/webhook',
		'http://127.0.0.1.attacker.example/webhook',
		'http://127.0.0.1@attacker.example/webhook',
		'http://localhost.attacker.example/webhook',
	])('never leaves this machine for %s, and says so', async (callBackUrl) => {
		const taskId = await buyVeo('a dog [callback forged]', { callBackUrl });
		await simulator.callbacksSettled();
		const sent = { taskId, url: callBackUrl, attempt: 1, at: expect.any(String) };
		const refused = { answer: expect.stringContaining('Not sent'), undeliverable: true };
		expect(simulator.ledger.deliveries).toEqual([
			{ ...sent, kind: 'forged', ...refused },
			{ ...sent, kind: 'genuine', ...refused },
		]);
	});

	it('reaches this machine under each of its names', async () => {
		const port = new URL(receiver.url).port;
		for (const host of ['127.0.0.1', '0x7f.1', 'localhost'])
			await buyVeo('[fast]', { callBackUrl: `http://${host}:${port}/callback` });
		await simulator.callbacksSettled();
		expect(receiver.arrivals).toHaveLength(3);
	});

	it('signs at Kie when a key is set, and nowhere else', async () => {
		simulator.configure({ kieHmacKey: 'secret' });
		const taskId = await buyVeo('[callback forged]');
		await buy('sunoApi', 'DJ');
		await simulator.callbacksSettled();
		const signed = receiver.arrivals.filter(({ headers }) => 'x-webhook-signature' in headers);
		const isRight = signed.map(({ headers }) => {
			const timestamp = String(headers['x-webhook-timestamp']);
			expect(timestamp).toMatch(/^\d{10}$/);
			return headers['x-webhook-signature'] === sign('secret', taskId, timestamp);
		});
		expect(isRight).toEqual([false, true]);
		expect(receiver.arrivals).toHaveLength(3);
	});

	it('signs as the vector of the contract says', () => {
		const id = 'ee9c2715375b7837f8bb51d641ff5863';
		expect(sign('test-webhook-hmac-key', id, '1769670760')).toBe(
			'xG6/yOyrMyJtUdc1yjmHpKLHSHF3MpzOPa6uxSj3qb4=',
		);
	});

	it('[fast] is answered before the submit is', async () => {
		const order: string[] = [];
		receiver.onArrival = () => void order.push('callback');
		await buyVeo('[fast]');
		order.push('submit');
		expect(order).toEqual(['callback', 'submit']);
	});
});

describe('marks', () => {
	const kinds = () => simulator.ledger.deliveries.map(({ kind }) => kind);

	it.each([
		['[callback lost]', []],
		['[callback late 0.05]', ['genuine']],
		['[callback doubled]', ['genuine', 'genuine']],
		['[callback raced]', ['genuine', 'genuine']],
		['[callback forged]', ['forged', 'genuine']],
		['[callback garbage]', ['garbage', 'genuine']],
		[
			'[callback forged] [callback garbage] [callback doubled]',
			['forged', 'garbage', 'genuine', 'genuine'],
		],
	])('%s', async (prompt, expected) => {
		await buyVeo(prompt);
		await simulator.callbacksSettled();
		expect(kinds()).toEqual(expected);
	});

	it('[callback raced] does not wait for the first answer', async () => {
		receiver.onArrival = async () => {
			while (receiver.arrivals.length < 2) await new Promise((resolve) => setImmediate(resolve));
		};
		await buyVeo('[callback raced]');
		await simulator.callbacksSettled();
		expect(receiver.arrivals).toHaveLength(2);
	});

	it('[callback forged] names the task, but not its URL', async () => {
		const taskId = await buyVeo('[policy] [callback forged]');
		await simulator.callbacksSettled();
		const [forged, genuine] = bodies();
		expect(forged).toMatchObject({
			code: 200,
			data: { taskId, info: { resultUrls: [expect.stringContaining('attacker.example')] } },
		});
		expect(genuine).toMatchObject({ code: 400 });
	});

	it('[callback forged early] arrives while the task is running', async () => {
		await buyVeo('[never] [callback forged early]');
		await simulator.callbacksSettled();
		expect(kinds()).toEqual(['forged']);
	});

	it('[callback garbage] is not JSON', async () => {
		await buyVeo('[callback garbage]');
		await simulator.callbacksSettled();
		expect(() => JSON.parse(receiver.arrivals[0].text)).toThrow(SyntaxError);
	});
});
