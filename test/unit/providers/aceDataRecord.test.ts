import type { TaskRef, VeoJob } from '../../../lib/providers/api';
import { aceDataVeo } from '../../../lib/providers/aceData/veo';
import { answer, fixture, inShort, taskIn } from './support';

const ID = '1ebe4f2b-59ba-4385-a4ea-0ce8a3fe12ed';
const TRACE = 'd1d53c04-58c5-4c40-bb63-f00188540e56';
const REF: TaskRef = { taskId: ID };
const URL_OF = (id: string) => `https://platform.cdn.acedata.cloud/veo/${id}.mp4`;

const fault = (code: string, message = 'words') => ({ success: false, error: { code, message } });
const submitted = (body: unknown, operation: VeoJob['operation'] = 'text2video') =>
	aceDataVeo.submit.read(answer(body), { operation });
const lookedUp = (body: unknown, status = 200) => aceDataVeo.lookUp.read(answer(body, status), REF);
const called = (body: unknown) => aceDataVeo.readCallback(body);

describe('look-up', () => {
	const record = fixture('aceDataVeo', 'record-finished');

	it('asks for the task', () => {
		expect(aceDataVeo.lookUp.request(REF)).toEqual({
			method: 'POST',
			path: '/veo/tasks',
			body: { action: 'retrieve', id: ID },
		});
	});

	it('reads the documented record; its own time proves the zone of the text times', () => {
		expect(lookedUp(record)).toEqual({
			kind: 'task',
			task: {
				provider: 'aceData',
				product: 'veo',
				taskId: ID,
				status: 'succeeded',
				videoUrl: URL_OF(ID),
				videos: [{ id: '2f43ceed37944b4d836e1a1899dad0a1', url: URL_OF(ID) }],
				traceId: TRACE,
				createdAt: '2025-07-25T09:19:18.509Z',
				completedAt: '2025-07-25T09:21:45.000Z',
				raw: record,
			},
		});
	});

	it('knows the resolution that was asked for, and an upscaled video', () => {
		const asked = { ...record, request: { action: 'text2video', resolution: '4k' } };
		expect(taskIn(lookedUp(asked)).videos).toMatchObject([{ resolution: '4k' }]);
		for (const action of ['get_1080p', 'get1080p']) {
			const task = taskIn(lookedUp({ ...record, request: { action }, finished_at: 1753435200 }));
			expect(task.videos).toMatchObject([{ resolution: '1080p' }]);
			expect(task.completedAt).toBe('2025-07-25T09:20:00.000Z');
		}
	});

	const item = (more: object) => ({ id: 'v', ...more });
	it.each([
		['no response', {}, 'processing'],
		['a response without success', { response: {} }, 'processing'],
		[
			'a snapshot',
			{ response: { data: [item({ state: 'processing', video_url: URL_OF('v') })] } },
			'processing',
		],
		[
			'success while a video is still being made',
			{ response: { success: true, data: [item({ state: 'running' })] } },
			'processing',
		],
		[
			'success without a video',
			{ response: { success: true, data: [item({ state: 'succeeded' })] } },
			'failed unrecognized noVideo',
		],
		[
			'an item that failed beside success',
			{ response: { success: true, data: [item({ state: 'failed' })] } },
			'failed generationFailed generation',
		],
		[
			'an item that failed and has a URL all the same',
			{ response: { success: true, data: [item({ state: 'failed', video_url: URL_OF('v') })] } },
			'failed generationFailed generation',
		],
		[
			'a failed item that says why',
			{
				response: {
					success: true,
					data: [item({ state: 'failed', error: { code: 'forbidden', message: 'no' } })],
				},
			},
			'failed contentRejected contentPolicy',
		],
		[
			'items that have all failed, before anything is said of success',
			{ response: { data: [item({ state: 'failed' }), item({ state: 'failed' })] } },
			'failed generationFailed generation',
		],
		[
			'one item that failed beside one that is still being made',
			{
				response: { success: true, data: [item({ state: 'failed' }), item({ state: 'pending' })] },
			},
			'processing',
		],
		[
			'a snapshot in which one item has failed',
			{ response: { data: [item({ state: 'failed' }), item({ state: 'processing' })] } },
			'processing',
		],
		[
			'a failure beside an item that has a URL',
			{ response: { ...fault('api_error'), data: [item({ video_url: URL_OF('v') })] } },
			'failed service serverError',
		],
		[
			'a state that is no word',
			{ response: { success: true, data: [item({ state: { toString: 200 } })] } },
			'failed unrecognized noVideo',
		],
		[
			'success that is only a word',
			{ response: { success: 'true', data: [item({ video_url: URL_OF('v') })] } },
			'processing',
		],
		[
			'an error without success',
			{ response: { error: 'The prompt violates the content policy' } },
			'failed contentRejected contentPolicy',
		],
		[
			'a failure without words',
			{ response: { success: false } },
			'failed generationFailed generation',
		],
	])('%s', (_, more, expected) => {
		expect(inShort(lookedUp({ id: ID, ...more }))).toBe(expected);
	});

	it('succeeds with those of several videos that were made', () => {
		const data = [
			item({ id: 'bad', state: 'failed', video_url: URL_OF('bad') }),
			item({ id: 'good', state: 'succeeded', video_url: URL_OF('good') }),
			item({ id: 'lost', state: 'succeeded' }),
		];
		expect(taskIn(lookedUp({ id: ID, response: { success: true, data } }))).toMatchObject({
			status: 'succeeded',
			videoUrl: URL_OF('good'),
			videos: [{ id: 'good', url: URL_OF('good') }],
		});
	});

	it.each([
		[{ amount: 0.16, currency: 'credit' }, 0.16],
		[{ amount: '1.5' }, 1.5],
		[2, 2],
		[{ amount: 0.000952, currency: 'usdc' }, undefined],
		[{ currency: 'credit' }, undefined],
		[null, undefined],
		['free', undefined],
	])('cost %j is %p credits', (cost, creditsUsed) => {
		const result = { ...(record.response as object), cost };
		expect(taskIn(lookedUp({ ...record, response: result })).creditsUsed).toBe(creditsUsed);
		expect(taskIn(submitted(result)).creditsUsed).toBe(creditsUsed);
		expect(taskIn(called(result)).creditsUsed).toBe(creditsUsed);
	});

	it.each([
		['only in the record', { ...record, trace_id: 'own', response: undefined }, 'own'],
		['only in the result', { id: ID, response: { success: true, trace_id: 'inner' } }, 'inner'],
		['nowhere', { id: ID }, undefined],
	])('a trace ID that is %s', (_, body, traceId) => {
		expect(taskIn(lookedUp(body)).traceId).toBe(traceId);
	});

	it('reads the times of the newer schema', () => {
		const response = { ...(record.response as object), finished_at: 1753435300.5 };
		const done = '2025-07-25T09:21:40.500Z';
		const newer = { ...record, started_at: '2025-07-25T09:19:19Z', finished_at: null, response };
		expect(taskIn(lookedUp(newer)).completedAt).toBe(done);
		expect(taskIn(called(response)).completedAt).toBe(done);
		expect(taskIn(submitted(response, 'get_1080p')).completedAt).toBe(done);
	});

	it.each([
		['token_mismatched', 'account unauthorized'],
		['api_not_implemented', 'invalidRequest badParameter'],
		['bad_request', 'invalidRequest badParameter'],
		['disabled', 'account featureDisabled'],
		['no_token', 'account unauthorized'],
		['invalid_token', 'account unauthorized'],
		['token_expired', 'account unauthorized'],
		['used_up', 'account insufficientCredits'],
		['forbidden', 'contentRejected contentPolicy'],
		['no_api', 'invalidRequest unknownPath'],
		['timeout', 'service upstreamTimeout'],
		['too_many_requests', 'service rateLimited'],
		['api_error', 'service serverError'],
		['busy', 'service serverError'],
		['duplication', 'invalidRequest duplicate'],
		['canceled', 'generationFailed canceled'],
		['content_too_large', 'invalidRequest badParameter'],
		['not_applied', 'account featureDisabled'],
		['unknown', 'unrecognized undocumented'],
		['constructor', 'unrecognized undocumented'],
		['nobody_documents_this', 'unrecognized undocumented'],
	])('a task that failed with %s is %s, by look-up and by callback', (code, expected) => {
		expect(inShort(lookedUp({ id: ID, response: fault(code) }))).toBe(`failed ${expected}`);
		expect(inShort(called({ ...fault(code), task_id: ID }))).toBe(`failed ${expected}`);
	});

	it.each([
		[200, {}, 'notFound invalidRequest unknownTask'],
		[200, '<html></html>', 'ask again service unreadableAnswer'],
		[200, [], 'ask again service unreadableAnswer'],
		[200, { items: [] }, 'ask again service unreadableAnswer'],
		[200, fixture('aceDataVeo', 'error'), 'ask again service serverError'],
		[400, fault('token_mismatched'), 'give up account unauthorized'],
		[401, fault('invalid_token'), 'give up account unauthorized'],
		[403, fault('used_up'), 'give up account insufficientCredits'],
		[404, fault('no_api'), 'give up invalidRequest unknownPath'],
		[408, 'late', 'ask again service upstreamTimeout'],
		[429, fault('too_many_requests'), 'ask again service rateLimited'],
		[500, fault('api_error'), 'ask again service serverError'],
		[502, '<html></html>', 'ask again service serverError'],
		[500, fault('nobody_documents_this'), 'ask again unrecognized undocumented'],
		[500, {}, 'ask again service serverError'],
	])('HTTP %i with %j is %s', (status, body, expected) => {
		expect(inShort(lookedUp(body, status))).toBe(expected);
	});
});

describe('callback', () => {
	it('reads the example of the guide', () => {
		const body = fixture('aceDataVeo', 'callback');
		expect(taskIn(called(body))).toMatchObject({
			taskId: ID,
			status: 'succeeded',
			videoUrl: URL_OF(ID),
			traceId: TRACE,
			createdAt: '2025-07-25T09:19:20.000Z',
			raw: body,
		});
	});

	it('reads a failure', () => {
		const body = fixture('aceDataVeo', 'callback-failed');
		expect(taskIn(called(body))).toMatchObject({
			taskId: ID,
			traceId: '2cf86e86-22a4-46e1-ac2f-032c0f2a4e89',
			status: 'failed',
			error: { type: 'service', code: 'api_error', message: 'fetch failed' },
		});
	});

	it('reads the cost, and the times of the newest schema', () => {
		expect(taskIn(called(fixture('aceDataVeo', 'callback-cost')))).toMatchObject({
			status: 'succeeded',
			creditsUsed: 1.5,
			createdAt: '2026-06-30T04:01:50.364Z',
			completedAt: '2026-06-30T04:03:20.495Z',
		});
	});

	it('does not lose a finished video to a remark beside it', () => {
		const body = { ...fixture('aceDataVeo', 'callback'), error: 'words', detail: 'words' };
		expect(inShort(called(body))).toBe('succeeded');
	});

	it('takes a snapshot for one', () => {
		expect(inShort(called({ task_id: ID, data: [{ state: 'processing' }] }))).toBe('processing');
	});

	it.each([
		['no id', fixture('aceDataVeo', 'error'), /task_id/],
		['only an id', { task_id: ID }, /success/],
		['no object', [], /JSON object/],
	])('is none with %s', (_, body, why) => {
		expect(called(body)).toEqual({
			kind: 'notACallback',
			why: expect.stringMatching(why) as string,
		});
	});
});
