import type { TaskRef, VeoJob } from '../../../providers/api';
import { kieVeo } from '../../../providers/kieVeo';
import { answer, envelope, fixture, inShort, taskIn } from './support';

const job: VeoJob = {
	operation: 'get_4k',
	taskId: 'source',
	videoIndex: 1,
	callbackUrl: 'https://example.com/cb',
};
const ref: TaskRef = {
	operation: 'get_4k',
	taskId: 'larger',
	sourceTaskId: 'source',
	videoIndex: 1,
};

it('orders with one POST and looks up by repeating it for the same video', () => {
	expect(kieVeo.submit(job)).toEqual({
		method: 'POST',
		path: '/api/v1/veo/get-4k-video',
		body: { taskId: 'source', index: 1, callBackUrl: 'https://example.com/cb' },
	});
	expect(kieVeo.lookUp(ref)).toEqual({
		method: 'POST',
		path: '/api/v1/veo/get-4k-video',
		body: { taskId: 'source', index: 1 },
	});
});

it('keeps whichever id the order is answered with', () => {
	const submission = kieVeo.readSubmission(answer(fixture('kieVeo', '4k-ordered')), job);
	expect(inShort(submission)).toBe('accepted processing');
	expect(taskIn(submission).taskId).toBe('veo_task_abcdef123456');
	const without = kieVeo.readSubmission(answer(envelope(200, 'success', {})), job);
	expect(taskIn(without).taskId).toBe('source');
});

it.each([
	['4k-ordered', 'processing'],
	['4k-processing', 'processing'],
	['4k-ready', 'succeeded'],
	['1080p-unknown', 'notFound invalidRequest unknownTask'],
])('the example %s is %s, whatever its code says', (name, expected) => {
	expect(inShort(kieVeo.readLookUp(answer(fixture('kieVeo', name)), ref))).toBe(expected);
});

it('reads the finished video', () => {
	const task = taskIn(kieVeo.readLookUp(answer(fixture('kieVeo', '4k-ready')), ref));
	expect(task).toMatchObject({
		taskId: 'larger',
		videos: [
			{
				url: 'https://tempfile.aiquickdraw.com/v/example_task_1234567890.mp4',
				resolution: '4k',
			},
		],
	});
});

it.each([
	[500, 'fault', 'ask again service serverError', 'accepted processing'],
	[
		500,
		'The 4K version of this video is unavailable. Please try a different video.',
		'failed generationFailed generation',
		'accepted failed generationFailed generation',
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
	expect(inShort(kieVeo.readLookUp(response, ref))).toBe(lookUp);
	expect(inShort(kieVeo.readSubmission(response, job))).toBe(submission);
});
