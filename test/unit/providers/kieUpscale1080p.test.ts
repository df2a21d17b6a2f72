import type { TaskRef, VeoJob } from '../../../lib/providers/api';
import { kieVeo } from '../../../lib/providers/kie/veo';
import { answer, envelope, fixture, inShort } from './support';

const job: VeoJob = { operation: 'get_1080p', taskId: 'abc', videoIndex: 1 };
const ref: TaskRef = { operation: 'get_1080p', taskId: 'abc', videoIndex: 1 };
const NOT_READY = '1080P is processing. It should be ready in 1-2 minutes. Please check back.';

it('orders and fetches with the same GET', () => {
	expect(kieVeo.submit.request(job)).toEqual({
		method: 'GET',
		path: '/api/v1/veo/get-1080p-video',
		query: { taskId: 'abc', index: 1 },
	});
	expect(kieVeo.lookUp.request(ref)).toEqual(kieVeo.submit.request(job));
	expect(kieVeo.lookUp.request({ operation: 'get_1080p', taskId: 'abc' }).query).toEqual({
		taskId: 'abc',
	});
});

it('reads the documented example under the id of the source task', () => {
	const body = fixture('kieVeo', '1080p-ready');
	const url = 'https://tempfile.aiquickdraw.com/p/42f4f8facbb040c0ade87c27cb2d5e58_1749711595.mp4';
	const task = {
		provider: 'kie',
		product: 'veo',
		taskId: 'abc',
		version: '1080p',
		videoIndex: 1,
		status: 'succeeded',
		videoUrl: url,
		videos: [{ url, resolution: '1080p' }],
		raw: body,
	};
	expect(kieVeo.lookUp.read(answer(body), ref)).toEqual({ kind: 'task', task });
	expect(kieVeo.submit.read(answer(body), job)).toEqual({
		kind: 'accepted',
		task,
		ref: { ...ref, sourceTaskId: ref.taskId },
	});
});

it.each([
	[200, 'success', 'processing', 'accepted processing'],
	[400, NOT_READY, 'processing', 'accepted processing'],
	[422, NOT_READY, 'processing', 'accepted processing'],
	[500, NOT_READY, 'processing', 'accepted processing'],
	[422, 'record status is not success', 'processing', 'accepted processing'],
	[500, 'fault', 'ask again service serverError', 'accepted processing'],
	[408, 'late', 'ask again service upstreamTimeout', 'accepted processing'],
	[999, 'new', 'ask again unrecognized undocumented', 'accepted processing'],
	[455, 'off', 'ask again service maintenance', 'refused service maintenance'],
	[429, 'too fast', 'ask again service rateLimited', 'throttled service rateLimited'],
	[
		422,
		'Record does not exist',
		'notFound invalidRequest unknownTask',
		'refused invalidRequest unknownTask',
	],
	[
		422,
		'Only for 16:9',
		'give up invalidRequest badParameter',
		'refused invalidRequest badParameter',
	],
	[401, 'no key', 'give up account unauthorized', 'refused account unauthorized'],
	[402, 'no credits', 'give up account insufficientCredits', 'refused account insufficientCredits'],
	[404, 'path', 'give up invalidRequest unknownPath', 'refused invalidRequest unknownPath'],
	[505, 'off', 'give up account featureDisabled', 'refused account featureDisabled'],
])('code %i "%s" is %s, and as the first answer %s', (code, msg, lookUp, submission) => {
	const response = answer(envelope(code, msg));
	expect(inShort(kieVeo.lookUp.read(response, ref))).toBe(lookUp);
	expect(inShort(kieVeo.submit.read(response, job))).toBe(submission);
});

it.each([
	['the recorded answer for an unknown id', fixture('kieVeo', '1080p-unknown'), 'notFound'],
	['a page', '<html></html>', 'ask again'],
	[
		'a URL under another name',
		envelope(200, '', { videoUrl: 'https://example.com/v.mp4' }),
		'processing',
	],
])('%s', (_, body, expected) => {
	expect(inShort(kieVeo.lookUp.read(answer(body), ref))).toMatch(new RegExp(`^${expected}`));
});
