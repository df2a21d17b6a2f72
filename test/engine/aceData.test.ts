import { Engine } from './harness/engine';
import { startScriptedAceData, type ScriptedAceData } from './harness/scriptedAceData';
import { only, prompts, veo } from './stage';

let aceData: ScriptedAceData;
let engine: Engine;
beforeAll(async () => {
	aceData = await startScriptedAceData();
	engine = await Engine.start({
		credentials: { aceDataApi: { token: 'token', baseUrl: aceData.url, callbackToken: '' } },
	});
});
afterEach(() => {
	for (const list of [aceData.orders, aceData.questions, aceData.records]) list.length = 0;
});
afterAll(async () => {
	await engine.stop();
	await aceData.close();
});

const TRACE = '2cf86e86-22a4-46e1-ac2f-032c0f2a4e89';
const ID = '1ebe4f2b-59ba-4385-a4ea-0ce8a3fe12ed';
const VIDEO = 'https://platform.cdn.acedata.cloud/veo/a.mp4';
const fault = (code: string, more: object = {}) => ({
	success: false,
	error: { code, message: 'fetch failed' },
	...more,
});
const submit = (settings = {}, parameters = {}) =>
	only(veo({ provider: 'aceData', download: false, ...parameters }, settings));

describe('a submit that is answered with an error', () => {
	const retrying = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };

	it.each([
		[400, 'timeout'],
		[429, 'timeout'],
		[400, 'busy'],
		[400, 'api_error'],
		[409, 'duplication'],
		[400, 'canceled'],
		[400, 'unknown'],
	])('is not sent again after HTTP %i with %s', async (status, code) => {
		aceData.answerWith(() => [status, fault(code)]);
		const run = await engine.run(submit(retrying), prompts('a mug'));
		expect(aceData.orders).toHaveLength(1);
		expect(run.error?.description).toContain('may have been bought');
		expect(run.error?.description).toContain('Get Many');
	});

	it('is sent again where the answer proves that nothing was bought', async () => {
		aceData.answerWith(() => [400, fault('bad_request')]);
		await engine.run(submit(retrying), prompts('a mug'));
		expect(aceData.orders).toHaveLength(3);
	});

	it.each([
		[400, 'bad_request', 'invalidRequest'],
		[500, 'api_error', 'service'],
	])('keeps trace ID and body after HTTP %i with %s', async (status, code, type) => {
		const raw = fault(code, { trace_id: TRACE });
		aceData.answerWith(() => [status, raw]);
		const continuing = submit(
			{ onError: 'continueRegularOutput' },
			{ options: { includeRaw: true } },
		);
		const run = await engine.run(continuing, prompts('a mug'));
		expect(run.json('Veo')).toMatchObject([
			{ status: 'failed', traceId: TRACE, error: { type }, raw },
		]);
		expect(run.json('Veo')[0]).not.toHaveProperty('taskId');
	});

	it('names the trace ID of a refusal, for the provider’s support', async () => {
		aceData.answerWith(() => [400, fault('bad_request', { trace_id: TRACE })]);
		const run = await engine.run(submit(), prompts('a mug'));
		expect(run.error?.description).toContain(`Trace ID: ${TRACE}.`);
	});
});

describe('an unclear submit with a trace ID', () => {
	it('is found by it and goes on like any other', async () => {
		aceData.answerWith(() => {
			const data = [{ id: 'v', video_url: VIDEO, state: 'succeeded' }];
			aceData.records.push({ id: ID, trace_id: TRACE, response: { success: true, data } });
			return [500, fault('api_error', { trace_id: TRACE })];
		});
		const run = await engine.run(submit(), prompts('a mug'));
		expect(run.json('Veo')).toMatchObject([
			{ status: 'succeeded', taskId: ID, traceId: TRACE, videoUrl: VIDEO },
		]);
		expect(aceData.orders).toHaveLength(1);
		expect(aceData.questions).toEqual([{ action: 'retrieve', trace_id: TRACE }]);
	});

	it('stays unclear where it is not found, and says what to look for', async () => {
		aceData.answerWith(() => [500, fault('api_error', { trace_id: TRACE })]);
		const run = await engine.run(submit(), prompts('a mug'));
		expect(aceData.questions).toHaveLength(3);
		expect(aceData.orders).toHaveLength(1);
		expect(run.error?.description).toContain('may have been bought');
		expect(run.error?.description?.split(TRACE)).toHaveLength(2);
	});
});

describe('a list of tasks', () => {
	const list = only(
		veo({ provider: 'aceData', resource: 'task', operation: 'getMany', lookUpBy: 'time' }),
	);
	const record = (index: number) => ({ id: `task-${index}` });
	const recorded = (count: number) => Array.from({ length: count }, (_, index) => record(index));

	it('is put together where the provider gives less at a time', async () => {
		Object.assign(aceData.list, { most: 12, skips: true });
		aceData.records.push(...recorded(60));
		const run = await engine.run(list);
		expect(run.json('Veo').map(({ taskId }) => taskId)).toEqual(recorded(50).map(({ id }) => id));
		expect(aceData.questions.map(({ offset, limit }) => [offset, limit])).toEqual([
			[0, 50],
			[12, 38],
			[24, 26],
			[36, 14],
			[48, 2],
		]);
	});

	it('ends where the provider gives the same again', async () => {
		Object.assign(aceData.list, { most: 12, skips: false });
		aceData.records.push(...recorded(60));
		expect((await engine.run(list)).json('Veo')).toHaveLength(12);
		expect(aceData.questions).toHaveLength(2);
	});
});
