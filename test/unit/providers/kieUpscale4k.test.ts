import { versionRef, type TaskRef, type VeoJob } from '../../../lib/providers/api';
import { kieVeoJobs } from '../../../lib/providers/kie/unified';
import { kieVeo } from '../../../lib/providers/kie/veo';
import { answer, envelope, fixture, inShort, taskIn } from './support';

const job: VeoJob = {
	operation: 'get_4k',
	taskId: 'source',
	videoIndex: 1,
	callbackUrl: 'https://example.com/cb',
};
/** The answer to the order had the id of the source. */
const ref: TaskRef = {
	operation: 'get_4k',
	taskId: 'source',
	sourceTaskId: 'source',
	videoIndex: 1,
	callbackUrl: 'https://example.com/cb',
};
/** It had an id of its own. */
const own: TaskRef = { ...ref, taskId: 'larger' };

it('orders with one POST, and looks up by sending the very same again', () => {
	const order = {
		method: 'POST',
		path: '/api/v1/veo/get-4k-video',
		body: { taskId: 'source', index: 1, callBackUrl: 'https://example.com/cb' },
	};
	expect(kieVeo.submit.request(job)).toEqual(order);
	expect(kieVeo.lookUp.request(ref)).toEqual(order);
	expect(kieVeo.mayBuy?.(ref)).toBe(true);
});

it('only reads the record where the version has an id of its own', () => {
	expect(kieVeo.lookUp.request(own)).toEqual({
		method: 'GET',
		path: '/api/v1/veo/record-info',
		query: { taskId: 'larger' },
	});
	expect(kieVeo.mayBuy?.(own)).toBe(false);
});

it.each([
	['1080p', 'GET', true],
	['4k', 'POST', true],
	[undefined, 'GET', false],
] as const)('finds version %s of a video by its task and number', (version, method, mayBuy) => {
	const byVersion = versionRef('source', version, 1);
	const request = kieVeo.lookUp.request(byVersion);
	expect(request).toMatchObject({
		method,
		[method === 'GET' ? 'query' : 'body']: { taskId: 'source', ...(version && { index: 1 }) },
	});
	expect(request.path.includes(version ?? 'record-info')).toBe(true);
	expect(kieVeo.mayBuy?.(byVersion)).toBe(mayBuy);
	expect(kieVeo.versions).toEqual(['1080p', '4k']);
});

it('has no such versions in the unified form, where each is a task of its own', () => {
	expect(kieVeoJobs).not.toHaveProperty('versions');
	expect(kieVeoJobs).not.toHaveProperty('mayBuy');
});

it('keeps whichever id the order is answered with', () => {
	const submission = kieVeo.submit.read(answer(fixture('kieVeo', '4k-ordered')), job);
	expect(inShort(submission)).toBe('accepted processing');
	expect(taskIn(submission).taskId).toBe('veo_task_abcdef123456');
	const without = kieVeo.submit.read(answer(envelope(200, 'success', {})), job);
	expect(taskIn(without).taskId).toBe('source');
});

it.each([
	['4k-ordered', 'processing'],
	['4k-processing', 'processing'],
	['4k-ready', 'succeeded'],
	['1080p-unknown', 'notFound invalidRequest unknownTask'],
])('the example %s is %s, whatever its code says', (name, expected) => {
	expect(inShort(kieVeo.lookUp.read(answer(fixture('kieVeo', name)), ref))).toBe(expected);
});

it('reads the finished video, and says what finds it', () => {
	const task = taskIn(kieVeo.lookUp.read(answer(fixture('kieVeo', '4k-ready')), ref));
	expect(task).toMatchObject({
		taskId: 'source',
		version: '4k',
		videoIndex: 1,
		videos: [
			{
				url: 'https://tempfile.aiquickdraw.com/v/example_task_1234567890.mp4',
				stillUrl: 'https://tempfile.aiquickdraw.com/v/example_task_1234567890.jpg',
				resolution: '4k',
			},
		],
	});
});

describe('with an id of its own', () => {
	it('is found by that id alone', () => {
		const task = taskIn(kieVeo.submit.read(answer(fixture('kieVeo', '4k-ordered')), job));
		expect(task).not.toHaveProperty('version');
		expect(task).not.toHaveProperty('videoIndex');
	});

	it.each([
		['record-running', 'processing'],
		['record-succeeded', 'succeeded'],
		['record-unknown', 'notFound invalidRequest unknownTask'],
	])('its %s is %s', (name, expected) => {
		expect(inShort(kieVeo.lookUp.read(answer(fixture('kieVeo', name)), own))).toBe(expected);
	});

	it('has the times, the resolution and the still of its record', () => {
		const response = {
			resultUrls: [null, 'https://a.b/4k.mp4'],
			imageUrls: [null, 'https://a.b/4k.jpg'],
		};
		const data = {
			successFlag: 1,
			response,
			createTime: 1786000823000,
			completeTime: 1786000923000,
		};
		expect(taskIn(kieVeo.lookUp.read(answer(envelope(200, '', data)), own))).toMatchObject({
			taskId: 'larger',
			videos: [
				{ url: 'https://a.b/4k.mp4', index: 1, resolution: '4k', stillUrl: 'https://a.b/4k.jpg' },
			],
			createdAt: '2026-08-06T07:20:23.000Z',
			completedAt: '2026-08-06T07:22:03.000Z',
		});
	});
});

it.each([
	[500, 'fault', 'ask again service serverError', 'accepted processing'],
	[
		500,
		'The 4K version of this video is unavailable. Please try a different video.',
		'failed invalidRequest versionUnavailable',
		'accepted failed invalidRequest versionUnavailable',
	],
	[429, 'too fast', 'ask again service rateLimited', 'throttled service rateLimited'],
	[402, 'no credits', 'give up account insufficientCredits', 'refused account insufficientCredits'],
	[
		422,
		'Ratio error',
		'give up invalidRequest badParameter',
		'refused invalidRequest badParameter',
	],
])('code %i "%s" is %s, and as the first answer %s', (code, msg, lookUp, submission) => {
	const response = answer(envelope(code, msg));
	expect(inShort(kieVeo.lookUp.read(response, ref))).toBe(lookUp);
	expect(inShort(kieVeo.submit.read(response, job))).toBe(submission);
});

it('does not invite to order what is not to be had again', () => {
	const words = 'The 4K version of this video is unavailable. Please try a different video.';
	const told = [
		taskIn(kieVeo.readCallback(fixture('kieVeo', 'callback-4k-failed'))),
		taskIn(kieVeo.lookUp.read(answer(envelope(500, words)), ref)),
		taskIn(
			kieVeo.lookUp.read(
				answer(envelope(200, '', { successFlag: 3, errorCode: 500, errorMessage: words })),
				own,
			),
		),
	];
	for (const { error } of told) {
		expect(error).toMatchObject({ retryable: false, message: words });
		expect(error?.advice).toContain('another video');
	}
});
