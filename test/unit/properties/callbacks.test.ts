import fc from 'fast-check';

import { readCallback } from '../../../lib/providers';
import type { Provider } from '../../../lib/task';
import { RUNS, TIME_LIMIT } from './runs';

/** The fields that each provider gives a finished video's URL in. */
const OWN_FIELDS: Record<Provider, string[]> = {
	kie: ['resultUrls', 'result_urls', 'video_url'],
	aceData: ['video_url'],
	sunoApi: ['video_url'],
};

/** Fields of all providers that hold URLs, and of no provider. */
const URL_FIELDS = [
	...['resultUrls', 'result_urls', 'video_url', 'originUrls', 'origin_urls', 'imageUrls'],
	...['image_urls', 'videoUrl', 'audio_url', 'stream_audio_url', 'url', '__proto__', 'constructor'],
];
const OTHER_FIELDS = [
	...['code', 'msg', 'data', 'taskId', 'task_id', 'info', 'response', 'state', 'successFlag'],
	...['success', 'error', 'id', 'message', 'fallbackFlag', 'failCode', 'failMsg', 'toString'],
];

/** A URL that tells which field it was given in, in every form that lists of URLs come in. */
function linkIn(field: string): fc.Arbitrary<unknown> {
	const url = `https://files.example/${field}.mp4`;
	return fc.constantFrom<unknown>(url, [url], [null, url], `["${url}"]`, `[${url}]`, ` ${url} `);
}

const code = fc.constantFrom<unknown>(200, 200, 200, '200', 400, '422', 500, 501, -1, 999, null);
const junk = fc.oneof(
	fc.string({ unit: 'binary' }),
	fc.double(),
	fc.constantFrom<unknown>(null, true, 0, '', 'a', [], {}, '\u0000', 'success', 'generating'),
);
const links = fc.record(Object.fromEntries(URL_FIELDS.map((field) => [field, linkIn(field)])), {
	requiredKeys: [],
});
const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
	tree: fc.oneof(
		{ maxDepth: 3, withCrossShrink: true },
		junk,
		links,
		fc.array(tie('tree'), { maxLength: 3 }),
		fc.dictionary(fc.constantFrom(...OTHER_FIELDS), tie('tree'), { maxKeys: 5 }),
	),
}));
const result = fc.oneof({ weight: 3, arbitrary: links }, { weight: 1, arbitrary: tree });

/** Shaped like real callbacks, so that many get past the first checks. */
const body = fc.oneof(
	tree,
	fc.record({
		code,
		msg: fc.oneof(junk, fc.constant('4K Video generated successfully.')),
		data: fc.oneof(
			result,
			fc.record({ taskId: fc.constant('a'), info: result }),
			links.map((given) => ({ ...given, task_id: 'a' })),
			fc.record({
				taskId: fc.constant('a'),
				state: fc.constantFrom('success', 'fail', 'generating', '?'),
				resultJson: fc.oneof(
					junk,
					result.map((given) => JSON.stringify(given)),
				),
				failCode: code,
				model: fc.constantFrom(
					'veo-3-1',
					'ai-music-api/create-music-video',
					'ai-music-api/generate',
				),
			}),
		),
	}),
	fc.record({
		success: fc.constantFrom<unknown>(true, true, 'true', false),
		task_id: fc.constantFrom<unknown>('a', 7, {}),
		data: fc.array(result, { maxLength: 3 }),
		error: fc.oneof(fc.constant(undefined), junk, fc.record({ code: junk, message: junk })),
	}),
);

it.each(Object.keys(OWN_FIELDS) as Provider[])(
	'%s: no body throws, and none is a success without a URL of the right field',
	(provider) => {
		const seen = { succeeded: 0, failed: 0, refused: 0 };
		fc.assert(
			fc.property(body, (given) => {
				const callback = readCallback(provider, given);
				if (callback.kind !== 'task') {
					seen.refused += 1;
					return callback.why !== '';
				}
				const { status, videoUrl, error, taskId, note } = callback.task;
				if (status === 'succeeded') seen.succeeded += 1;
				if (status === 'failed') seen.failed += 1;
				const field = /\/(\w+)\.mp4$/.exec(videoUrl ?? '')?.[1];
				// The video before upscaling is given out too, but never without a word about it.
				const fields = note === undefined ? OWN_FIELDS[provider] : ['originUrls', 'origin_urls'];
				return (
					taskId !== '' &&
					(error !== undefined) === (status === 'failed') &&
					(field !== undefined && fields.includes(field)) === (status === 'succeeded')
				);
			}),
			{ numRuns: RUNS },
		);
		// Otherwise the bodies never came near a callback and proved nothing.
		expect(Math.min(...Object.values(seen))).toBeGreaterThan(RUNS / 200);
	},
	TIME_LIMIT,
);
