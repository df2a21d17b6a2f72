import type { VeoJob } from '../../../lib/providers/api';
import { aceDataVeo } from '../../../lib/providers/aceData/veo';
import { answer, fixture, inShort, taskIn } from './support';

const JOB: VeoJob = { operation: 'text2video', prompt: 'A mug' };
const UPGRADE: VeoJob = { operation: 'get_1080p', videoId: '59f12222b1fa4fbe9331ff2400ad1583' };
const ID = '1ebe4f2b-59ba-4385-a4ea-0ce8a3fe12ed';
const TRACE = 'd1d53c04-58c5-4c40-bb63-f00188540e56';
const URL_OF = (id: string) => `https://platform.cdn.acedata.cloud/veo/${id}.mp4`;

const fault = (code: string, message = 'words') => ({ success: false, error: { code, message } });
const submitted = (body: unknown, status = 200, job = JOB) =>
	aceDataVeo.submit.read(answer(body, status), job);

describe('submit', () => {
	it('always names a model and never waits for the result', () => {
		expect(aceDataVeo.submit.request(JOB)).toEqual({
			method: 'POST',
			path: '/veo/videos',
			body: { action: 'text2video', model: 'veo3-fast', prompt: 'A mug', async: true },
		});
	});

	it('sends every option under the name that Ace Data Cloud reads', () => {
		const job: VeoJob = {
			operation: 'image2video',
			model: 'veo31',
			prompt: 'Let it dance',
			imageUrls: ['https://cdn.acedata.cloud/7p1jhy.png'],
			aspectRatio: '9:16',
			resolution: '1080p',
			enableTranslation: true,
			callbackUrl: 'https://example.com/cb',
		};
		expect(aceDataVeo.submit.request(job).body).toEqual({
			action: 'image2video',
			model: 'veo31',
			prompt: 'Let it dance',
			image_urls: ['https://cdn.acedata.cloud/7p1jhy.png'],
			aspect_ratio: '9:16',
			resolution: '1080p',
			translation: true,
			async: true,
			callback_url: 'https://example.com/cb',
		});
	});

	it('sends the requests of the guide', () => {
		const text = fixture('aceDataVeo', 'request-text2video');
		const { model, prompt } = text as { model: string; prompt: string };
		expect(aceDataVeo.submit.request({ operation: 'text2video', model, prompt }).body).toEqual({
			...text,
			async: true,
		});
		const image = fixture('aceDataVeo', 'request-image2video');
		const job: VeoJob = {
			operation: 'image2video',
			model,
			prompt: 'Let it dance',
			imageUrls: ['https://cdn.acedata.cloud/7p1jhy.png'],
		};
		expect(aceDataVeo.submit.request(job).body).toEqual({ ...image, async: true });
	});

	it('makes a video of references with the model that can, under the newer action', () => {
		const job: VeoJob = { operation: 'reference2video', prompt: 'a', imageUrls: ['https://a.b/c'] };
		expect(aceDataVeo.submit.request(job).body).toEqual({
			action: 'ingredients2video',
			model: 'veo31-fast-ingredients',
			prompt: 'a',
			image_urls: ['https://a.b/c'],
			async: true,
		});
	});

	it('upscales as the guide spells it, and as everybody else does once that is refused', () => {
		const job: VeoJob = { ...UPGRADE, model: 'veo31-fast' };
		const request = fixture('aceDataVeo', 'request-1080p');
		const first = aceDataVeo.submit.request(job);
		expect(first.body).toEqual({ ...request, action: 'get_1080p', async: true });

		const refusal = answer(fault('bad_request', 'action is invalid'), 400);
		const submission = aceDataVeo.submit.read(refusal, job);
		const second = { ...first, body: { ...request, async: true } };
		expect(submission).toMatchObject({ kind: 'refused', insteadSend: second });
		const again = aceDataVeo.submit.read(refusal, job, second);
		expect(inShort(again)).toBe('refused invalidRequest badParameter');
		expect(again).not.toHaveProperty('insteadSend');
	});

	it.each([
		['a word that nobody documents', fault('invalid_action'), 400, true],
		['a bare text', { error: 'action is invalid' }, 400, true],
		['a token of another service', fault('token_mismatched'), 400, false],
		['another status', fault('bad_request'), 422, false],
		['a server error', fault('api_error'), 500, false],
		['too many requests', fault('too_many_requests'), 429, false],
	])('%s: whether the other name is worth a try', (_, body, status, expected) => {
		expect('insteadSend' in submitted(body, status, UPGRADE)).toBe(expected);
	});

	it('never has another name for another operation', () => {
		expect(submitted(fault('bad_request'), 400)).not.toHaveProperty('insteadSend');
	});

	it('takes the immediate answer, which has no success field, for bought', () => {
		const body = fixture('aceDataVeo', 'submitted');
		expect(submitted(body)).toEqual({
			kind: 'accepted',
			task: { provider: 'aceData', product: 'veo', taskId: ID, status: 'submitted', raw: body },
			ref: { taskId: ID },
		});
	});

	it('takes a finished result for bought and finished', () => {
		const body = fixture('aceDataVeo', 'finished');
		const taskId = 'dd01fc69-e1f7-4b68-aa8c-463f6b748d11';
		expect(submitted(body)).toEqual({
			kind: 'accepted',
			task: {
				provider: 'aceData',
				product: 'veo',
				taskId,
				status: 'succeeded',
				videoUrl: URL_OF(taskId),
				videos: [{ id: '253eedc47f1c4eb2a370ed2312168f4b', url: URL_OF(taskId) }],
				traceId: '9906dac0-1516-41dc-9fe3-067ca1ba8269',
				createdAt: '2025-07-25T08:07:43.000Z',
				completedAt: '2025-07-25T08:10:28.000Z',
				raw: body,
			},
			ref: { taskId },
		});
	});

	it('reads the other finished examples', () => {
		expect(taskIn(submitted(fixture('aceDataVeo', 'finished-image2video')))).toMatchObject({
			taskId: '98e309f3-35bc-438d-8cb3-4015fc864b87',
			videos: [{ id: '59f12222b1fa4fbe9331ff2400ad1583' }],
		});
		expect(taskIn(submitted(fixture('aceDataVeo', 'finished-newer')))).toMatchObject({
			videoUrl: 'https://platform2.cdn.acedata.cloud/veo/f5389ec0-2eb5-4212-b4a8-04b513b0129a.mp4',
			createdAt: '2026-06-30T04:01:50.364Z',
		});
	});

	it('does not take the times of the source video for those of its 1080p version', () => {
		const task = taskIn(submitted(fixture('aceDataVeo', 'finished-1080p'), 200, UPGRADE));
		expect(task).toMatchObject({
			taskId: '47a51cfe-2e24-4aba-93b3-546c2dc52984',
			videos: [{ id: UPGRADE.videoId, resolution: '1080p' }],
		});
		expect(task).not.toHaveProperty('completedAt');
	});

	it.each([
		[400, 'token_mismatched', 'refused account unauthorized'],
		[400, 'api_not_implemented', 'refused invalidRequest badParameter'],
		[400, 'bad_request', 'refused invalidRequest badParameter'],
		[400, 'disabled', 'refused account featureDisabled'],
		[400, 'no_token', 'refused account unauthorized'],
		[400, 'not_applied', 'refused account featureDisabled'],
		[401, 'invalid_token', 'refused account unauthorized'],
		[401, 'token_expired', 'refused account unauthorized'],
		[401, 'token_mismatched', 'refused account unauthorized'],
		[403, 'used_up', 'refused account insufficientCredits'],
		[403, 'forbidden', 'refused contentRejected contentPolicy'],
		[404, 'no_api', 'refused invalidRequest unknownPath'],
		[408, 'timeout', 'unknown service submitUnknown'],
		[413, 'content_too_large', 'refused invalidRequest badParameter'],
		[429, 'too_many_requests', 'throttled service rateLimited'],
		// Whatever the status: something may have been bought before this was said.
		[400, 'timeout', 'unknown service submitUnknown'],
		[429, 'timeout', 'unknown service submitUnknown'],
		[200, 'timeout', 'unknown service submitUnknown'],
		[400, 'api_error', 'unknown service submitUnknown'],
		[400, 'busy', 'unknown service submitUnknown'],
		[429, 'busy', 'unknown service submitUnknown'],
		[409, 'duplication', 'unknown invalidRequest submitUnknown'],
		[200, 'duplication', 'unknown invalidRequest submitUnknown'],
		[400, 'canceled', 'unknown generationFailed submitUnknown'],
		[400, 'unknown', 'unknown unrecognized submitUnknown'],
		[408, 'bad_request', 'unknown invalidRequest submitUnknown'],
		[500, 'api_error', 'unknown service submitUnknown'],
		[500, 'canceled', 'unknown generationFailed submitUnknown'],
		[500, 'unknown', 'unknown unrecognized submitUnknown'],
		[503, 'busy', 'unknown service submitUnknown'],
		[503, 'too_many_requests', 'unknown service submitUnknown'],
		[400, 'nobody_documents_this', 'refused unrecognized undocumented'],
		[500, 'nobody_documents_this', 'unknown unrecognized submitUnknown'],
		[200, 'used_up', 'refused account insufficientCredits'],
		[200, 'too_many_requests', 'throttled service rateLimited'],
		[200, 'api_error', 'unknown service submitUnknown'],
		[200, 'nobody_documents_this', 'unknown unrecognized submitUnknown'],
	])('HTTP %i with %s is %s', (status, code, expected) => {
		expect(inShort(submitted(fault(code), status))).toBe(expected);
		// `success` may be missing.
		expect(inShort(submitted({ error: { code, message: 'words' } }, status))).toBe(expected);
	});

	it.each([
		[400, 'refused invalidRequest badParameter'],
		[401, 'refused account unauthorized'],
		[402, 'refused account insufficientCredits'],
		[403, 'refused account unauthorized'],
		[404, 'refused invalidRequest unknownPath'],
		[408, 'unknown service submitUnknown'],
		[409, 'unknown invalidRequest submitUnknown'],
		[413, 'refused invalidRequest badParameter'],
		[418, 'refused unrecognized undocumented'],
		[422, 'refused invalidRequest badParameter'],
		[429, 'throttled service rateLimited'],
		[500, 'unknown service submitUnknown'],
		[502, 'unknown service submitUnknown'],
		[503, 'unknown service submitUnknown'],
		[504, 'unknown service submitUnknown'],
		[520, 'unknown unrecognized submitUnknown'],
	])('HTTP %i without a code is %s, and its text is kept', (status, expected) => {
		for (const body of [{ error: 'words' }, { detail: 'words' }]) {
			const submission = submitted(body, status);
			expect(inShort(submission)).toBe(expected);
			expect(submission).toMatchObject({ error: { code: status, message: 'words' } });
		}
	});

	it.each([
		['the guide’s error with HTTP 500', fixture('aceDataVeo', 'error'), 500],
		['the guide’s error with HTTP 200', fixture('aceDataVeo', 'error'), 200],
		['a page', '<html></html>', 200],
		['nothing', undefined, 200],
		['a result without a task id', { success: true, data: [] }, 200],
	])('does not know whether %s bought anything', (_, body, status) => {
		expect(inShort(submitted(body, status))).toBe('unknown service submitUnknown');
	});

	it('keeps a task that was bought and failed at once', () => {
		expect(inShort(submitted({ ...fault('forbidden'), task_id: ID }))).toBe(
			'accepted failed contentRejected contentPolicy',
		);
	});

	it.each([
		[200, 'api_error'],
		[400, 'timeout'],
		[500, 'api_error'],
		[502, 'bad_request'],
	])('leaves it to the record how a named task is after HTTP %i with %s', (status, code) => {
		const body = { ...fault(code), task_id: ID, trace_id: TRACE };
		expect(submitted(body, status)).toEqual({
			kind: 'accepted',
			task: {
				provider: 'aceData',
				product: 'veo',
				taskId: ID,
				status: 'submitted',
				traceId: TRACE,
				raw: body,
			},
			ref: { taskId: ID },
		});
	});

	it('takes no refusal for a sale, even beside a task id', () => {
		expect(inShort(submitted({ ...fault('used_up'), task_id: ID }, 403))).toBe(
			'refused account insufficientCredits',
		);
	});

	it.each([
		['refused', 400, 'bad_request'],
		['throttled', 429, 'too_many_requests'],
		['unknown', 500, 'api_error'],
	])('hands on the trace ID of a submit that is %s', (kind, status, code) => {
		const body = { ...fault(code), trace_id: TRACE };
		expect(submitted(body, status)).toMatchObject({ kind, traceId: TRACE });
		expect(submitted(fault(code), status)).not.toHaveProperty('traceId');
	});

	it('says by which trace ID to look for what may have been bought', () => {
		expect(submitted(fixture('aceDataVeo', 'error'), 500)).toMatchObject({
			kind: 'unknown',
			error: { advice: expect.stringContaining('2cf86e86-22a4-46e1-ac2f-032c0f2a4e89') as string },
		});
	});

	it('says what to do about a token of another service', () => {
		expect(submitted(fault('token_mismatched'), 400)).toMatchObject({
			error: { advice: expect.stringContaining('another service') as string },
		});
	});

	it('hands on how long to wait', () => {
		const response = answer(fault('too_many_requests'), 429, { 'retry-after': '2' });
		expect(aceDataVeo.submit.read(response, JOB)).toMatchObject({ retryAfterMs: 2000 });
	});
});
