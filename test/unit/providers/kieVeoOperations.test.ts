import type { VeoJob } from '../../../providers/api';
import { kieVeo } from '../../../providers/kieVeo';

const IMAGE = 'https://example.com/a.png';

it('orders an extension under its own names', () => {
	const job: VeoJob = {
		operation: 'extend',
		taskId: 'a',
		prompt: 'and on',
		model: 'quality',
		seeds: 12345,
		watermark: 'MyBrand',
		callbackUrl: 'https://example.com/cb',
	};
	expect(kieVeo.submit(job)).toEqual({
		method: 'POST',
		path: '/api/v1/veo/extend',
		body: {
			taskId: 'a',
			prompt: 'and on',
			model: 'quality',
			seeds: 12345,
			watermark: 'MyBrand',
			callBackUrl: 'https://example.com/cb',
		},
	});
});

it('sends reference images as such', () => {
	const job: VeoJob = { operation: 'reference2video', prompt: 'p', imageUrls: [IMAGE] };
	expect(kieVeo.submit(job).body).toEqual({
		prompt: 'p',
		generationType: 'REFERENCE_2_VIDEO',
		imageUrls: [IMAGE],
	});
});
