import type { VeoJob } from '../../../lib/providers/api';
import { kieVeo } from '../../../lib/providers/kie/veo';
import { answer, envelope, fixture, inShort } from './support';

const IMAGE = 'https://example.com/a.png';

const EXTEND: VeoJob = {
	operation: 'extend',
	taskId: 'veo_task_abcdef123456',
	prompt:
		'The dog continues running through the park, jumping over obstacles and playing with other dogs',
	model: 'fast',
	seeds: 12345,
	watermark: 'MyBrand',
	callbackUrl: 'https://your-callback-url.com/veo-extend-callback',
};

it('orders the documented extension', () => {
	expect(kieVeo.check(EXTEND)).toBeUndefined();
	expect(kieVeo.submit.request(EXTEND)).toEqual({
		method: 'POST',
		path: '/api/v1/veo/extend',
		body: fixture('kieVeo', 'request-extend'),
	});
});

it.each([
	[404, 'Not Found', 'refused invalidRequest unknownTask'],
	[422, 'Record does not exist', 'refused invalidRequest unknownTask'],
	[422, 'Temporarily supports records within 14 days.', 'refused invalidRequest expired'],
	[422, 'Please enter prompt', 'refused invalidRequest badParameter'],
	[402, 'no credits', 'refused account insufficientCredits'],
	[501, 'failed', 'unknown generationFailed submitUnknown'],
])('an extension answered with %i "%s" is %s', (code, msg, expected) => {
	expect(inShort(kieVeo.submit.read(answer(envelope(code, msg)), EXTEND))).toBe(expected);
});

it('sends reference images as such', () => {
	const job: VeoJob = { operation: 'reference2video', prompt: 'p', imageUrls: [IMAGE] };
	expect(kieVeo.submit.request(job).body).toEqual({
		prompt: 'p',
		generationType: 'REFERENCE_2_VIDEO',
		imageUrls: [IMAGE],
	});
});
