import { SEEDED_SONG, type Provider, type Simulator } from '../../../simulator/server';
import { clientOf, dataOf, startQuickSimulator, UNHURRIED } from './harness';

const [audioId, otherAudioId] = SEEDED_SONG.audioIds;
const ORDER = {
	taskId: SEEDED_SONG.taskId,
	audioId,
	callBackUrl: 'http://127.0.0.1:9/nobody-listens',
	author: 'Suno Artist',
};

let simulator: Simulator;

beforeAll(async () => {
	simulator = await startQuickSimulator({ callback: { retries: 0 } });
});
beforeEach(() => simulator.reset());
afterAll(() => simulator.close());

async function post(provider: Provider, body: object) {
	return await clientOf(simulator, provider).post('/api/v1/mp4/generate', body);
}

async function recordOf(provider: Provider, taskId: string) {
	const path = '/api/v1/mp4/record-info';
	return dataOf(await clientOf(simulator, provider).get(path, { params: { taskId } }));
}

describe.each([
	['kie', 422],
	['sunoApi', 400],
] as const)('music video of %s', (provider, invalid) => {
	it('runs, then has a URL', async () => {
		simulator.configure(UNHURRIED);
		const { data } = await post(provider, ORDER);
		expect(data).toMatchObject({ code: 200, msg: 'success' });
		const { taskId } = data.data;
		const open = {
			taskId,
			musicId: audioId,
			callbackUrl: ORDER.callBackUrl,
			musicIndex: 0,
			completeTime: null,
			response: null,
			successFlag: 'PENDING',
			createTime: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/),
			errorCode: null,
			errorMessage: null,
		};
		expect(await recordOf(provider, taskId)).toEqual(open);
		await simulator.callbacksSettled();
		expect(await recordOf(provider, taskId)).toEqual({
			...open,
			completeTime: open.createTime,
			response: { videoUrl: expect.stringMatching(/\.mp4$/) },
			successFlag: 'SUCCESS',
		});
	});

	it.each([
		['no music task', { taskId: '' }],
		['no track', { audioId: undefined }],
		['no callback URL', { callBackUrl: '' }],
		['a callback URL that is none', { callBackUrl: 'here' }],
		['51 characters of author', { author: 'x'.repeat(51) }],
		['51 characters of domain name', { domainName: 'x'.repeat(51) }],
	])('refuses %s', async (_what, change) => {
		const { data } = await post(provider, { ...ORDER, ...change });
		expect(data).toMatchObject({ code: invalid, data: null });
		expect(simulator.ledger.purchases).toEqual([]);
	});

	it.each([
		['a song', { taskId: 'unknown' }],
		['a track', { audioId: 'unknown' }],
	])('does not know %s', async (_what, change) => {
		const { data } = await post(provider, { ...ORDER, ...change });
		expect(data).toEqual({ code: invalid, msg: 'Record does not exist', data: null });
	});

	it('answers an unknown task with code 200 and null', async () => {
		expect(await recordOf(provider, 'unknown')).toBeNull();
	});

	it('sells one video per track, and again only after a failure', async () => {
		const failed = (await post(provider, { ...ORDER, author: '[500]' })).data.data.taskId;
		await simulator.callbacksSettled();
		expect((await recordOf(provider, failed)).successFlag).toBe('GENERATE_MP4_FAILED');
		const { taskId } = (await post(provider, ORDER)).data.data;
		const duplicate = { msg: 'Mp4 record already exists', data: { taskId } };
		expect((await post(provider, ORDER)).data).toEqual({ code: 409, ...duplicate });
		simulator.configure({ mp4Duplicate: { code: 422 } });
		expect((await post(provider, ORDER)).data).toEqual({ code: 422, ...duplicate });
		simulator.configure({ mp4Duplicate: { withTaskId: false } });
		expect((await post(provider, ORDER)).data.data).toBeNull();
		expect((await post(provider, { ...ORDER, audioId: otherAudioId })).data.code).toBe(200);
		expect(simulator.ledger.purchases).toHaveLength(3);
	});

	it.each([
		['[create failed]', 'CREATE_TASK_FAILED'],
		['[policy]', 'GENERATE_MP4_FAILED'],
		['[unknown code]', 'SOMETHING_NEW'],
	])('%s ends with the flag %s', async (author, successFlag) => {
		const { taskId } = (await post(provider, { ...ORDER, author })).data.data;
		await simulator.callbacksSettled();
		expect(await recordOf(provider, taskId)).toMatchObject({
			successFlag,
			errorCode: 500,
			response: null,
		});
	});

	it('[callback exception] has a video all the same', async () => {
		const { taskId } = (await post(provider, { ...ORDER, author: '[callback exception]' })).data
			.data;
		await simulator.callbacksSettled();
		expect(await recordOf(provider, taskId)).toMatchObject({
			successFlag: 'CALLBACK_EXCEPTION',
			response: { videoUrl: expect.any(String) },
		});
	});
});

describe('songs', () => {
	const look = async (taskId: string) => {
		const path = '/api/v1/generate/record-info';
		return dataOf(await clientOf(simulator, 'sunoApi').get(path, { params: { taskId } }));
	};
	const song = {
		prompt: 'a city at night',
		customMode: false,
		instrumental: true,
		model: 'V5',
		callBackUrl: 'http://127.0.0.1:9/nobody-listens',
	};
	const make = async (body: object) =>
		(await clientOf(simulator, 'sunoApi').post('/api/v1/generate', body)).data;

	it('has the seeded one from the start', async () => {
		const { status, response } = await look(SEEDED_SONG.taskId);
		expect(status).toBe('SUCCESS');
		expect(response.sunoData.map(({ id }) => id)).toEqual(SEEDED_SONG.audioIds);
	});

	it('answers an unknown id with code 200 and null', async () => {
		expect(await look('unknown')).toBeNull();
	});

	it('makes a song whose tracks become music videos', async () => {
		simulator.configure(UNHURRIED);
		const { taskId } = (await make(song)).data;
		expect(await look(taskId)).toMatchObject({ status: 'PENDING', response: null });
		await simulator.callbacksSettled();
		const { response } = await look(taskId);
		expect(response.sunoData).toHaveLength(2);
		const track = response.sunoData[1].id;
		const { data } = await post('sunoApi', { ...ORDER, taskId, audioId: track });
		expect(await recordOf('sunoApi', data.data.taskId)).toMatchObject({ musicIndex: 1 });
	});

	it('insists on a callback URL, and can refuse the words', async () => {
		expect(await make({ ...song, callBackUrl: '' })).toMatchObject({
			code: 400,
			msg: 'Please enter callBackUrl.',
		});
		const { taskId } = (await make({ ...song, prompt: '[policy]' })).data;
		await simulator.callbacksSettled();
		expect((await look(taskId)).status).toBe('SENSITIVE_WORD_ERROR');
	});
});
