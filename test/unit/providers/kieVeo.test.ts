import type { TaskRef, VeoJob } from '../../../lib/providers/api';
import { kieVeo } from '../../../lib/providers/kie/veo';
import { KIE } from '../../../lib/providers/kie/operator';
import { answer, envelope, fixture, inShort, taskIn } from './support';

const JOB: VeoJob = { operation: 'text2video', prompt: 'A dog' };
const REF: TaskRef = { taskId: 'c2ac913cc2618ee809dd315065c48c5a', operation: 'text2video' };
const FLOW = (inner: string) =>
	`Your request was rejected by Flow(${inner}). You may consider using our other fallback channels, which are likely to succeed. Please refer to the documentation.`;
const POLICY = 'Your prompt was flagged by Website as violating content policies.';
const VIDEO = 'https://tempfile.aiquickdraw.com/v/example.mp4';

const submitted = (body: unknown, status?: number, headers?: Record<string, string>) =>
	kieVeo.submit.read(answer(body, status, headers), JOB);
const lookedUp = (body: unknown, status?: number) => kieVeo.lookUp.read(answer(body, status), REF);

describe('submit', () => {
	it('sends what was set and nothing else', () => {
		expect(kieVeo.submit.request(JOB)).toEqual({
			method: 'POST',
			path: '/api/v1/veo/generate',
			body: { prompt: 'A dog', generationType: 'TEXT_2_VIDEO' },
		});
	});

	it('sends every option under the name that Kie reads', () => {
		const { body } = kieVeo.submit.request({
			operation: 'image2video',
			model: 'veo3_fast',
			prompt: 'A dog',
			imageUrls: ['https://example.com/1.png', 'https://example.com/2.png'],
			aspectRatio: '9:16',
			resolution: '1080p',
			duration: 8,
			seeds: 12345,
			watermark: 'MyBrand',
			enableTranslation: false,
			enableFallback: false,
			callbackUrl: 'https://example.com/cb',
		});
		expect(body).toEqual({
			generationType: 'FIRST_AND_LAST_FRAMES_2_VIDEO',
			model: 'veo3_fast',
			prompt: 'A dog',
			imageUrls: ['https://example.com/1.png', 'https://example.com/2.png'],
			aspectRatio: '9:16',
			resolution: '1080p',
			duration: 8,
			seeds: 12345,
			watermark: 'MyBrand',
			enableTranslation: false,
			enableFallback: false,
			callBackUrl: 'https://example.com/cb',
		});
	});

	it.each<[string, VeoJob]>([
		[
			'request',
			{
				operation: 'reference2video',
				prompt: 'A dog playing in a park',
				imageUrls: ['http://example.com/image1.jpg', 'http://example.com/image2.jpg'],
				model: 'veo3_fast',
				watermark: 'MyBrand',
				callbackUrl: 'http://your-callback-url.com/complete',
				aspectRatio: '16:9',
				enableFallback: false,
				enableTranslation: true,
			},
		],
		[
			'request-recorded',
			{
				operation: 'text2video',
				prompt: '…',
				model: 'veo3_lite',
				aspectRatio: '9:16',
				duration: 4,
				resolution: '720p',
			},
		],
	])('sends the example %s, with the aspect ratio in its other spelling', (name, job) => {
		expect(kieVeo.check(job)).toBeUndefined();
		const { aspect_ratio: aspectRatio, ...rest } = fixture('kieVeo', name);
		expect(kieVeo.submit.request(job).body).toEqual({ ...rest, aspectRatio });
	});

	it.each(['submitted', 'submitted-extend'])('reads the task id of the example %s', (name) => {
		const body = fixture('kieVeo', name);
		const { taskId } = body.data as { taskId: string };
		expect(submitted(body)).toEqual({
			kind: 'accepted',
			task: {
				provider: 'kie',
				product: 'veo',
				taskId,
				status: 'submitted',
				raw: body,
			},
			ref: { taskId, operation: 'text2video' },
		});
	});

	const CODES: Array<[number, string, string]> = [
		[400, 'bad parameter', 'refused invalidRequest badParameter'],
		[400, POLICY, 'refused contentRejected contentPolicy'],
		[401, 'You do not have access permissions', 'refused account unauthorized'],
		[402, 'Credits insufficient', 'refused account insufficientCredits'],
		[404, 'Not Found', 'refused invalidRequest unknownPath'],
		[408, 'timeout', 'unknown service submitUnknown'],
		[409, 'conflict', 'refused invalidRequest duplicate'],
		[422, 'Please enter prompt', 'refused invalidRequest badParameter'],
		[422, 'Ratio error', 'refused invalidRequest badParameter'],
		[422, POLICY, 'refused contentRejected contentPolicy'],
		[422, FLOW(POLICY), 'refused fallbackFailed contentPolicy'],
		[429, 'too fast', 'throttled service rateLimited'],
		[433, 'sub-key quota', 'refused account quotaExceeded'],
		[451, 'no image', 'refused invalidRequest imageUnreachable'],
		[455, 'maintenance', 'refused service maintenance'],
		[500, 'Server error', 'unknown service submitUnknown'],
		[501, 'Generation failed', 'unknown generationFailed submitUnknown'],
		[502, 'Bad client', 'unknown service submitUnknown'],
		[503, 'Unavailable', 'unknown service submitUnknown'],
		[504, 'Timeout', 'unknown service submitUnknown'],
		[505, 'disabled', 'refused account featureDisabled'],
		[531, 'refunded', 'unknown generationFailed submitUnknown'],
		[550, 'rejected', 'unknown service submitUnknown'],
		[418, 'nobody documents this', 'refused unrecognized undocumented'],
		[999, 'nobody documents this', 'unknown unrecognized submitUnknown'],
		[0, '', 'unknown unrecognized submitUnknown'],
		[200, 'success', 'unknown service submitUnknown'],
	];

	it.each(CODES)('code %i "%s" is %s, inside an HTTP 200 and alone', (code, msg, expected) => {
		expect(inShort(submitted(envelope(code, msg)))).toBe(expected);
		if (code >= 400 && code < 600) {
			expect(inShort(submitted({ message: msg }, code))).toBe(expected);
		}
	});

	it('has a test of every code in the table', () => {
		const tested = CODES.map(([code]) => code);
		expect([...KIE.codes.keys()].filter((code) => !tested.includes(code))).toEqual([]);
	});

	it.each([
		['a page', '<html>Bad Gateway</html>', 502],
		['a page with HTTP 200', '<html>Hello</html>', 200],
		['nothing', undefined, 200],
		['an empty envelope', fixture('kieVeo', 'envelope-empty'), 200],
	])('does not know whether %s bought anything, and does not call it safe', (_, body, status) => {
		const submission = submitted(body, status);
		expect(inShort(submission)).toBe('unknown service submitUnknown');
		expect(submission).not.toHaveProperty('error.retryable');
	});

	it.each([
		[400, 429, 'throttled service rateLimited'],
		[500, 402, 'refused account insufficientCredits'],
		[400, 500, 'unknown service submitUnknown'],
	])('HTTP %i with the body code %i goes by the body', (status, code, expected) => {
		expect(inShort(submitted(envelope(code), status))).toBe(expected);
	});

	it('hands on how long to wait', () => {
		const tooFast = envelope(429, 'too fast');
		expect(submitted(tooFast, 429, { 'retry-after': '7' })).toMatchObject({ retryAfterMs: 7000 });
		expect(submitted(tooFast, 200, { 'retry-after': 'soon' })).not.toHaveProperty('retryAfterMs');
	});

	it('keeps the code and the words of the provider', () => {
		expect(submitted(envelope(402, 'Credits insufficient'))).toMatchObject({
			error: { code: 402, message: 'Credits insufficient', retryable: false },
		});
	});
});

describe('look-up', () => {
	it('asks for the record', () => {
		expect(kieVeo.lookUp.request({ taskId: 'a' })).toEqual({
			method: 'GET',
			path: '/api/v1/veo/record-info',
			query: { taskId: 'a' },
		});
	});

	it('reads the recorded example of a running task', () => {
		const body = fixture('kieVeo', 'record-running');
		expect(lookedUp(body)).toEqual({
			kind: 'task',
			task: {
				provider: 'kie',
				product: 'veo',
				taskId: REF.taskId,
				status: 'processing',
				fallbackUsed: false,
				createdAt: '2026-08-06T07:20:23.000Z',
				raw: body,
			},
		});
	});

	it('reads the live example of a finished task', () => {
		const body = fixture('kieVeo', 'record-succeeded');
		expect(lookedUp(body)).toEqual({
			kind: 'task',
			task: {
				provider: 'kie',
				product: 'veo',
				taskId: REF.taskId,
				status: 'succeeded',
				videoUrl: VIDEO,
				videos: [{ url: VIDEO, resolution: '720p', hasAudio: true, seed: 34186 }],
				fallbackUsed: false,
				createdAt: '2026-03-20T00:43:46.000Z',
				completedAt: '2026-03-20T00:44:53.000Z',
				expiresAt: '2026-04-03T00:44:53.000Z',
				raw: body,
			},
		});
	});

	it('reads the documented example, with its text times and its original', () => {
		expect(taskIn(lookedUp(fixture('kieVeo', 'record-succeeded-documented')))).toMatchObject({
			status: 'succeeded',
			videoUrl: 'http://example.com/video1.mp4',
			videos: [
				{
					url: 'http://example.com/video1.mp4',
					resolution: '1080p',
					originalUrl: 'http://example.com/original_video1.mp4',
				},
			],
			createdAt: '2025-06-06T02:25:00.000Z',
			completedAt: '2025-06-06T02:30:00.000Z',
			expiresAt: '2025-06-20T02:30:00.000Z',
		});
	});

	it.each([
		['an array', [VIDEO]],
		['a JSON text', JSON.stringify([VIDEO])],
		['a bracketed text', `[${VIDEO}]`],
		['a text', VIDEO],
	])('finds the URLs written as %s', (_, resultUrls) => {
		const task = taskIn(lookedUp(envelope(200, '', { successFlag: 1, response: { resultUrls } })));
		expect(task.videos).toEqual([{ url: VIDEO }]);
		expect(task).not.toHaveProperty('fallbackUsed');
	});

	it.each([
		[0, 'processing'],
		['0', 'processing'],
		[1, 'succeeded'],
		['1', 'succeeded'],
		[2, 'failed generationFailed generation'],
		['2', 'failed generationFailed generation'],
		[3, 'failed generationFailed generation'],
		[4, 'failed unrecognized undocumented'],
		[-1, 'failed unrecognized undocumented'],
		['SUCCESS', 'failed unrecognized undocumented'],
		[true, 'failed unrecognized undocumented'],
		[{}, 'failed unrecognized undocumented'],
		[null, 'ask again service unreadableAnswer'],
		[undefined, 'ask again service unreadableAnswer'],
	])('successFlag %p is %s', (successFlag, expected) => {
		const data = { successFlag, response: { resultUrls: [VIDEO] } };
		expect(inShort(lookedUp(envelope(200, 'success', data)))).toBe(expected);
	});

	it.each([
		['no response', null],
		['no URLs', { resultUrls: null }],
		['something else than a URL', { resultUrls: ['javascript:alert(1)', '/v/1.mp4'] }],
	])('successFlag 1 with %s is no success, and says to look again', (_, response) => {
		const paramJson = JSON.stringify({ imageUrls: [VIDEO] });
		const result = lookedUp(envelope(200, 'success', { successFlag: 1, response, paramJson }));
		expect(inShort(result)).toBe('failed unrecognized noVideo');
		expect(taskIn(result).error?.advice).toMatch(/Look it up again/);
	});

	it.each([
		[400, POLICY, 'contentRejected contentPolicy'],
		[400, 'something about the input', 'invalidRequest badParameter'],
		[422, FLOW(POLICY), 'fallbackFailed contentPolicy'],
		[500, '', 'service serverError'],
		[501, '', 'generationFailed generation'],
		[null, 'whatever', 'generationFailed generation'],
		[
			500,
			'The Google model was unable to generate audio for this request',
			'generationFailed audio',
		],
		[777, '', 'unrecognized undocumented'],
	])('a failed record with errorCode %p "%s" is %s', (errorCode, errorMessage, expected) => {
		const data = { successFlag: 3, response: null, errorCode, errorMessage };
		expect(inShort(lookedUp(envelope(200, 'success', data)))).toBe(`failed ${expected}`);
	});

	it.each([
		[401, 'no key', 'give up account unauthorized'],
		[402, 'no credits', 'give up account insufficientCredits'],
		[404, 'path', 'give up invalidRequest unknownPath'],
		[408, 'late', 'ask again service upstreamTimeout'],
		[422, 'record is null', 'notFound invalidRequest unknownTask'],
		[422, 'Record does not exist', 'notFound invalidRequest unknownTask'],
		[422, 'Temporarily supports records within 14 days.', 'notFound invalidRequest expired'],
		[422, 'record status is not success', 'processing'],
		[422, 'record result data is blank', 'processing'],
		[422, 'record result data not exist', 'processing'],
		[422, 'record result data is empty', 'processing'],
		[422, 'taskId is malformed', 'give up invalidRequest badParameter'],
		[429, 'too fast', 'ask again service rateLimited'],
		[433, 'quota', 'give up account quotaExceeded'],
		[455, 'maintenance', 'ask again service maintenance'],
		[500, 'fault', 'ask again service serverError'],
		[502, 'fault', 'ask again service serverError'],
		[505, 'off', 'give up account featureDisabled'],
		[999, 'nobody documents this', 'ask again unrecognized undocumented'],
	])('code %i "%s" is %s', (code, msg, expected) => {
		expect(inShort(lookedUp(envelope(code, msg)))).toBe(expected);
	});

	it.each([
		['the recorded answer for an unknown id', fixture('kieVeo', 'record-unknown'), 'notFound'],
		['a success without data', envelope(200, 'success'), 'notFound'],
		['an empty envelope', fixture('kieVeo', 'envelope-empty'), 'ask again'],
		['a page', '<html></html>', 'ask again'],
	])('%s', (_, body, expected) => {
		expect(inShort(lookedUp(body))).toMatch(new RegExp(`^${expected}`));
	});
});
