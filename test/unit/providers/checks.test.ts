import type { LookUp, MusicVideoJob, TaskApi, VeoJob } from '../../../lib/providers/api';
import { aceDataVeo } from '../../../lib/providers/aceData/veo';
import { kieVeo } from '../../../lib/providers/kie/veo';
import { sourceRefusal } from '../../../lib/providers/kie/veoChecks';
import { kieMusicVideo } from '../../../lib/providers/kie/musicVideo';
import { sunoMusicVideo } from '../../../lib/providers/sunoApi/musicVideo';
import { answer, envelope, fixture } from './support';

const URL_A = 'https://example.com/a.png';
const TEXT: VeoJob = { operation: 'text2video', prompt: 'A dog' };
const IMAGE: VeoJob = { operation: 'image2video', prompt: 'A dog', imageUrls: [URL_A] };
const REFERENCES: VeoJob = {
	operation: 'reference2video',
	prompt: 'A dog',
	imageUrls: [URL_A, URL_A, URL_A],
};
const UPGRADE: VeoJob = { operation: 'get_1080p', taskId: 'task' };
const EVERYTHING: VeoJob = {
	...TEXT,
	model: 'a-model-of-next-year',
	aspectRatio: '16:9',
	resolution: '1080p',
	enableTranslation: true,
	callbackUrl: 'https://example.com/cb',
};

const GOOD: Array<[string, TaskApi<VeoJob>, VeoJob]> = [
	['Kie', kieVeo, TEXT],
	['Kie', kieVeo, IMAGE],
	['Kie', kieVeo, { ...IMAGE, imageUrls: undefined, imageBinaryProperties: ['data', 'data'] }],
	['Kie', kieVeo, { ...REFERENCES, duration: 8, model: 'veo3_lite' }],
	['Kie', kieVeo, { operation: 'get_4k', taskId: 'a', callbackUrl: 'https://example.com/cb' }],
	['Kie', kieVeo, { operation: 'extend', taskId: 'a', prompt: 'p', seeds: 12345, watermark: 'W' }],
	['Ace Data', aceDataVeo, REFERENCES],
	['Ace Data', aceDataVeo, UPGRADE],
	['Ace Data', aceDataVeo, { operation: 'get_1080p', videoId: 'video' }],
	['Kie', kieVeo, UPGRADE],
	['Kie', kieVeo, { ...UPGRADE, videoIndex: 0 }],
	[
		'Kie',
		kieVeo,
		{ ...EVERYTHING, duration: 8, seeds: 10000, watermark: 'A', enableFallback: true },
	],
	['Kie', kieVeo, { ...TEXT, aspectRatio: '9:16', enableFallback: false }],
	['Ace Data', aceDataVeo, TEXT],
	['Ace Data', aceDataVeo, { ...IMAGE, imageUrls: [URL_A, URL_A] }],
	['Ace Data', aceDataVeo, { ...UPGRADE, callbackUrl: 'https://example.com/cb' }],
	['Ace Data', aceDataVeo, EVERYTHING],
	['Ace Data', aceDataVeo, { ...TEXT, resolution: '4k', model: 'veo31' }],
];

it.each(GOOD)('%s has nothing to complain about in job %#', (_, api, job) => {
	expect(api.check(job)).toBeUndefined();
});

const BOTH: Array<[string, VeoJob]> = [
	['prompt', { operation: 'text2video' }],
	['prompt', { ...TEXT, prompt: ' \n' }],
	['prompt', { ...IMAGE, prompt: '' }],
	['firstFrameUrl', { ...IMAGE, imageUrls: undefined }],
	['firstFrameUrl', { ...IMAGE, imageUrls: [] }],
	['firstFrameUrl', { ...IMAGE, imageUrls: [URL_A, URL_A, URL_A] }],
	['lastFrameUrl', { ...IMAGE, imageUrls: [URL_A, 'a.png'] }],
	['firstFrameUrl', { ...IMAGE, imageUrls: [''] }],
	['firstFrameUrl', { ...IMAGE, imageUrls: ['', URL_A] }],
	['aspectRatio', { ...TEXT, aspectRatio: '1:1' }],
	['resolution', { ...TEXT, resolution: '480p' }],
	['callbackUrl', { ...TEXT, callbackUrl: 'example.com/cb' }],
	['aspectRatio', { ...UPGRADE, aspectRatio: '16:9' }],
	['resolution', { ...UPGRADE, resolution: '1080p' }],
	['enableTranslation', { ...UPGRADE, enableTranslation: false }],
	['seeds', { ...UPGRADE, seeds: 12345 }],
];

it.each([
	...BOTH,
	['taskId', { operation: 'get_1080p' }],
	['videoIndex', { ...UPGRADE, videoIndex: -1 }],
	['videoIndex', { ...UPGRADE, videoIndex: 0.5 }],
	['callbackUrl', { ...UPGRADE, callbackUrl: 'https://example.com/cb' }],
	['duration', { ...TEXT, duration: 5 }],
	['seeds', { ...TEXT, seeds: 9999 }],
	['seeds', { ...TEXT, seeds: 100000 }],
	['seeds', { ...TEXT, seeds: 12345.5 }],
	['resolution', { ...TEXT, resolution: 'gif' }],
	['enableFallback', { ...TEXT, aspectRatio: '9:16', enableFallback: true }],
	['firstFrameField', { ...IMAGE, imageBinaryProperties: [] }],
	['firstFrameField', { ...IMAGE, imageBinaryProperties: ['a', 'b', 'c'] }],
	['imageBinaryProperties', { ...REFERENCES, imageBinaryProperties: [] }],
	['imageUrls', { ...REFERENCES, imageUrls: [] }],
	['imageUrls', { ...REFERENCES, imageUrls: [URL_A, URL_A, URL_A, URL_A] }],
	['referenceModel', { ...REFERENCES, model: 'veo3' }],
	['duration', { ...REFERENCES, duration: 4 }],
	['aspectRatio', { ...REFERENCES, aspectRatio: 'Auto' }],
	['taskId', { operation: 'get_4k' }],
	['watermark', { operation: 'get_4k', taskId: 'a', watermark: 'W' }],
	['callbackUrl', { operation: 'get_4k', taskId: 'a', callbackUrl: 'cb' }],
	['taskId', { operation: 'extend', prompt: 'p' }],
	['prompt', { operation: 'extend', taskId: 'a' }],
	['seeds', { operation: 'extend', taskId: 'a', prompt: 'p', seeds: 1 }],
	['resolution', { operation: 'extend', taskId: 'a', prompt: 'p', resolution: '1080p' }],
	['videoIndex', { operation: 'extend', taskId: 'a', prompt: 'p', videoIndex: 1 }],
	['videoId', { ...UPGRADE, videoId: 'video' }],
	['model', { ...UPGRADE, model: 'veo3' }],
	['imageUrls', { ...TEXT, imageUrls: [URL_A] }],
] as Array<[string, VeoJob]>)('Kie complains about %s in job %#', (field, job) => {
	expect(kieVeo.check(job)).toMatchObject({ field });
});

it.each([
	...BOTH,
	['videoId', { operation: 'get_1080p' }],
	['imageUrls', { ...REFERENCES, imageUrls: [URL_A, URL_A, URL_A, URL_A] }],
	['operation', { operation: 'get_4k', taskId: 'task' }],
	['operation', { operation: 'extend', taskId: 'task', prompt: 'p' }],
	['aspectRatio', { ...TEXT, aspectRatio: 'Auto' }],
	['resolution', { ...TEXT, resolution: '720p' }],
	['resolution', { ...TEXT, resolution: '4k' }],
	['resolution', { ...IMAGE, resolution: '4k', model: 'veo31' }],
	['duration', { ...TEXT, duration: 8 }],
	['seeds', { ...TEXT, seeds: 12345 }],
	['watermark', { ...TEXT, watermark: 'A' }],
	['enableFallback', { ...TEXT, enableFallback: false }],
	['callbackUrl', { ...UPGRADE, callbackUrl: 'cb' }],
	['imageUrls', { ...TEXT, imageUrls: [URL_A] }],
	['taskId', { ...TEXT, taskId: 'task' }],
	['prompt', { ...UPGRADE, prompt: 'p' }],
	['resolution', { ...UPGRADE, resolution: '1080p' }],
	['enableTranslation', { ...UPGRADE, enableTranslation: true }],
] as Array<[string, VeoJob]>)('Ace Data complains about %s in job %#', (field, job) => {
	expect(aceDataVeo.check(job)).toMatchObject({ field });
});

describe.each([
	['Kie', kieMusicVideo],
	['sunoapi.org', sunoMusicVideo],
])('music video at %s', (_, api) => {
	const JOB: MusicVideoJob = { taskId: 'song', audioId: 'track' };

	it.each([
		['taskId', { ...JOB, taskId: '' }],
		['audioId', { ...JOB, audioId: ' ' }],
		['author', { ...JOB, author: 'x'.repeat(51) }],
		['domainName', { ...JOB, domainName: 'x'.repeat(51) }],
		['callbackUrl', { ...JOB, callbackUrl: 'nowhere' }],
	])('complains about %s', (field, job) => {
		expect(api.check(job)).toMatchObject({ field });
	});

	it('takes 50 characters', () => {
		const fifty = 'x'.repeat(50);
		expect(api.check({ ...JOB, author: fifty, domainName: fifty })).toBeUndefined();
	});
});

it('says what is wrong and what to do', () => {
	expect(kieVeo.check({ ...TEXT, duration: 5 })).toEqual({
		field: 'duration',
		message: 'cannot be 5',
		fix: 'Choose one of 4, 6, 8.',
	});
	expect(kieVeo.check({ ...TEXT, seeds: 1 })?.fix).toBe(
		'Use a whole number between 10000 and 99999.',
	);
});

describe('the source of a upscaled version', () => {
	const record = (successFlag: number, more: object = {}) =>
		kieVeo.lookUp.read(answer(envelope(200, '', { successFlag, ...more })), { taskId: 'a' });
	const response = { resultUrls: ['https://example.com/v.mp4'] };

	it.each<[string, LookUp]>([
		['has succeeded', record(1, { response, fallbackFlag: false })],
		['still runs, or lags', record(0)],
		['cannot be read', kieVeo.lookUp.read(answer('<html>', 502), { taskId: 'a' })],
		['may not be read', kieVeo.lookUp.read(answer(envelope(401)), { taskId: 'a' })],
	])('that %s is no reason to refuse', (_, source) => {
		expect(sourceRefusal(source)).toBeUndefined();
	});

	it.each<[string, LookUp, object]>([
		[
			'failed',
			record(2, { errorCode: 400, errorMessage: 'flagged' }),
			{ field: 'taskId', message: 'names a task that failed: flagged' },
		],
		[
			'is of the fallback model',
			record(1, { response, fallbackFlag: true }),
			{ field: 'taskId', fix: expect.stringContaining('1080p already') as string },
		],
		[
			'is unknown',
			kieVeo.lookUp.read(answer(fixture('kieVeo', 'record-unknown')), { taskId: 'a' }),
			{ reason: 'unknownTask' },
		],
		[
			'is no longer kept',
			kieVeo.lookUp.read(answer(envelope(422, 'Temporarily supports records within 14 days.')), {
				taskId: 'a',
			}),
			{ reason: 'expired' },
		],
	])('that %s is refused', (_, source, refusal) => {
		expect(sourceRefusal(source)).toMatchObject(refusal);
	});
});
