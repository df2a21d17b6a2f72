import { kieVeo } from '../../../lib/providers/kie/veo';
import { envelope, fixture, inShort, taskIn } from './support';

const FLOW = (inner: string) =>
	`Your request was rejected by Flow(${inner}). You may consider using our other fallback channels, which are likely to succeed. Please refer to the documentation.`;
const VIDEO = 'https://tempfile.aiquickdraw.com/v/example.mp4';

const called = (body: unknown) => kieVeo.readCallback(body);

it.each([
	['callback-succeeded-chinese', false],
	['callback-succeeded', false],
	['callback-fallback-used', true],
])('reads the example %s', (name, fallbackUsed) => {
	const body = fixture('kieVeo', name);
	expect(taskIn(called(body))).toMatchObject({
		taskId: 'veo_task_abcdef123456',
		status: 'succeeded',
		videoUrl: 'http://example.com/video1.mp4',
		videos: [{ resolution: '1080p' }],
		fallbackUsed,
		raw: body,
	});
});

it('reads both published forms of the 4K example', () => {
	expect(taskIn(called(fixture('kieVeo', 'callback-4k')))).toMatchObject({
		taskId: 'veo_task_example123',
		videos: [
			{ url: 'https://file.aiquickdraw.com/v/example_task_1234567890.mp4', resolution: '4k' },
		],
	});
	expect(taskIn(called(fixture('kieVeo', 'callback-4k-snake-case')))).toMatchObject({
		taskId: 'bf3e7adb-fb6c-4257-bbcd-470787386fb0',
		videos: [
			{
				url: 'https://file.aiquickdraw.com/p/d1301f0aa3f647c1ab7bb1f60ef006c0_1750236843.mp4',
				resolution: '4k',
			},
		],
	});
});

it.each([
	['callback-policy', 'failed contentRejected contentPolicy'],
	['callback-flow', 'failed fallbackFailed contentPolicy'],
	['callback-4k-failed', 'failed invalidRequest versionUnavailable'],
])('reads the example %s as %s', (name, expected) => {
	expect(inShort(called(fixture('kieVeo', name)))).toBe(expected);
});

it.each([
	[400, '您的提示词被网站标记为违反内容政策', 'contentRejected contentPolicy'],
	[400, '仅支持英文提示词', 'invalidRequest nonEnglishPrompt'],
	[400, 'Only English prompts are supported', 'invalidRequest nonEnglishPrompt'],
	[
		400,
		'无法获取图片。请验证您或您的服务提供商设置的任何访问限制',
		'invalidRequest imageUnreachable',
	],
	[400, 'Failed to fetch the image.', 'invalidRequest imageUnreachable'],
	[400, '公共错误:不安全的图片上传', 'contentRejected unsafeImage'],
	[400, 'public error unsafe image upload', 'contentRejected unsafeImage'],
	[400, 'something else', 'invalidRequest badParameter'],
	[422, FLOW('public error minor upload'), 'fallbackFailed minor'],
	[422, FLOW('public error prominent people upload'), 'fallbackFailed prominentPerson'],
	[422, FLOW('有(括号)的新错误'), 'fallbackFailed'],
	[422, 'rejected by Flow(a new error). Read our content policies.', 'fallbackFailed'],
	[422, 'a new wording', 'fallbackFailed'],
	[500, 'Internal Error', 'service serverError'],
	[501, 'Failed', 'generationFailed generation'],
	[402, 'no credits', 'account insufficientCredits'],
	[451, 'no image', 'invalidRequest imageUnreachable'],
	[599, 'nobody documents this', 'unrecognized undocumented'],
	[200, 'success without a video', 'unrecognized noVideo'],
])('code %i "%s" is %s', (code, msg, expected) => {
	expect(inShort(called(envelope(code, msg, { taskId: 'a' })))).toBe(`failed ${expected}`);
});

it.each([
	['public error minor upload', 'seems to show a minor'],
	['Your prompt was flagged by Website as violating content policies', 'Change the prompt'],
	['something new', 'Change the prompt'],
])('names what Kie recommends where Flow says "%s"', (words, advice) => {
	const { error } = taskIn(called(envelope(422, FLOW(words), { taskId: 'a' })));
	expect(error?.advice).toContain(advice);
	expect(error?.advice).toContain('Enable Fallback');
	expect(error?.advice).toContain('16:9');
});

it.each([
	['data.taskId', { code: 501, msg: '', data: { taskId: 'a' } }],
	['data.task_id', { code: 501, msg: '', data: { task_id: 'a' } }],
	['taskId', { code: 501, msg: '', taskId: 'a' }],
])('finds the task id under %s', (_, body) => {
	expect(taskIn(called(body)).taskId).toBe('a');
});

it.each([
	['no id', { code: 200, data: { info: { resultUrls: [VIDEO] } } }, /taskId/],
	['no code', { data: { taskId: 'a' } }, /code/],
	['no object', 'hello', /JSON object/],
	['nothing', undefined, /JSON object/],
])('is none with %s', (_, body, why) => {
	expect(called(body)).toEqual({
		kind: 'notACallback',
		why: expect.stringMatching(why) as string,
	});
});
