import { OPERATORS } from './support';
import fc from 'fast-check';

import { musicVideoApi, readCallback, songApi, veoApi } from '../../../lib/providers';
import type { ApiResponse, Callback, LookUp, Submission } from '../../../lib/providers/api';
import { creditsOf } from '../../../lib/providers/suno/credits';
import type { KnownTask } from '../../../lib/task';
import { tracksOf } from '../../../lib/providers/suno/tracks';

const RUNS = 2000;
const KIE = veoApi('kie');
const ACE_DATA = veoApi('aceData');
const UNIFIED = [veoApi('kie', 'unified'), musicVideoApi('kie', 'unified')];
const MUSIC = [musicVideoApi('kie'), musicVideoApi('sunoApi')];
if (!KIE || !ACE_DATA) throw new Error('an API is missing');

/** Arbitrary JSON hardly ever comes near a real answer; these are the words that make it one. */
const KEYS = [
	...['code', 'msg', 'data', 'taskId', 'task_id', 'successFlag', 'response', 'info', 'errorCode'],
	...[
		'resultUrls',
		'result_urls',
		'originUrls',
		'resultUrl',
		'videoUrl',
		'video_url',
		'createTime',
	],
	...['success', 'error', 'id', 'state', 'items', 'status', 'sunoData', 'completeTime', 'detail'],
	...['resultJson', 'failCode', 'failMsg', 'param', 'fullResultUrls'],
	...['paramJson', 'callbackType', '__proto__', 'constructor', 'toString', 'fallbackFlag'],
];
const VIDEO = 'https://example.com/v.mp4';
const leaf = fc.oneof(
	fc.constantFrom<unknown>(200, '200', 400, 422, 500, 0, 1, '1', 2, true, false, null),
	fc.constantFrom<unknown>('SUCCESS', 'succeeded', 'CALLBACK_EXCEPTION', '2025-01-01 00:00:00'),
	fc.string(),
	fc.double(),
);
const link = fc.constantFrom<unknown>(VIDEO, [VIDEO], `["${VIDEO}"]`, `[${VIDEO}]`, '/v.mp4', []);
const { tree } = fc.letrec<{ tree: unknown; node: unknown }>((tie) => ({
	tree: fc.oneof({ maxDepth: 3, withCrossShrink: true }, leaf, link, tie('node')),
	node: fc.oneof(
		fc.array(tie('tree'), { maxLength: 3 }),
		fc.dictionary(fc.constantFrom(...KEYS), tie('tree'), { maxKeys: 5 }),
	),
}));
const result = fc.record(
	{ resultUrls: link, resultUrl: link, videoUrl: link, video_url: link, state: tree, id: leaf },
	{ requiredKeys: [] },
);
/** Shaped like real answers, so that many runs get past the first check. */
const body = fc.oneof(
	tree,
	fc.jsonValue(),
	fc.record({
		code: fc.constantFrom<unknown>(200, '200', 500),
		data: fc.oneof(tree, result),
		msg: leaf,
	}),
	fc.record({
		code: fc.constant(200),
		data: fc.record({
			taskId: fc.constant('a'),
			successFlag: fc.constantFrom<unknown>(1, '1', 'SUCCESS', 2, true),
			response: fc.oneof(tree, result),
			info: fc.oneof(tree, result),
			video_url: link,
		}),
	}),
	fc.record({
		code: fc.constant(200),
		data: fc.record({
			taskId: fc.constant('a'),
			state: fc.constantFrom<unknown>('success', 'fail', 'waiting', 7),
			resultJson: fc.oneof(result, tree, fc.record({ data: result })),
			response: result,
			param: leaf,
		}),
	}),
	fc.record({ success: fc.boolean(), task_id: leaf, data: fc.array(result, { maxLength: 2 }) }),
	fc.record({
		id: leaf,
		response: fc.record({ success: fc.boolean(), data: fc.array(result, { maxLength: 2 }) }),
	}),
);
const response: fc.Arbitrary<ApiResponse> = fc.record({
	status: fc.constantFrom(200, 200, 200, 400, 401, 429, 500),
	headers: fc.constantFrom<Record<string, string>>({}, { 'retry-after': 'x' }),
	body,
});

type Path = ReadonlyArray<string>;

/** Whether a URL stands at the end of a path, through lists, objects and the texts of lists. */
function hasUrl(value: unknown, [key, ...rest]: Path): boolean {
	if (Array.isArray(value)) return value.some((item) => hasUrl(item, key ? [key, ...rest] : []));
	if (key === undefined) return typeof value === 'string' && value.includes('http');
	if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return false;
	return hasUrl((value as Record<string, unknown>)[key], rest);
}

const FIELDS: Record<'kieVeo' | 'upgrade' | 'jobs' | 'aceData' | 'music', Path[]> = {
	jobs: ['resultJson', 'response'].flatMap((place) =>
		['resultUrls', 'result_urls', 'fullResultUrls'].flatMap((name) => [
			['data', place, name],
			['data', place, 'data', name],
		]),
	),
	kieVeo: [
		['data', 'response', 'resultUrls'],
		['data', 'response', 'fullResultUrls'],
		['data', 'info', 'fullResultUrls'],
		['data', 'fullResultUrls'],
		['data', 'response', 'result_urls'],
		['data', 'info', 'resultUrls'],
		['data', 'info', 'result_urls'],
		['data', 'resultUrls'],
		['data', 'result_urls'],
	],
	upgrade: [['data', 'resultUrl']],
	aceData: [
		['data', 'video_url'],
		['response', 'data', 'video_url'],
		['items', 'response', 'data', 'video_url'],
	],
	music: [
		['data', 'response', 'videoUrl'],
		['data', 'video_url'],
	],
};

let successes = 0;

function taskOf(result: Submission | LookUp | Callback): KnownTask | undefined {
	return result.kind === 'accepted' || result.kind === 'task' ? result.task : undefined;
}

/** Where the videos before upscaling are; a task with one of those says so. */
const ORIGINALS = [
	['data', 'response'],
	['data', 'response', 'data'],
	['data', 'resultJson'],
	['data', 'resultJson', 'data'],
	['data', 'info'],
	['data'],
].flatMap((path) => [
	[...path, 'originUrls'],
	[...path, 'origin_urls'],
]);

/** Success has a URL of the API's own field; everything else has none, and failure has an error. */
function isSound(result: Submission | LookUp | Callback, body: unknown, fields: Path[]): void {
	const task = taskOf(result);
	if (task === undefined) return;
	if (task.status === 'succeeded') {
		successes += 1;
		expect(task.videoUrl).toMatch(/^https?:\/\//);
		expect(task.videoUrl).toBe(task.videos?.[0].url);
		const own = task.note === undefined ? fields : ORIGINALS;
		expect(own.some((path) => hasUrl(body, path))).toBe(true);
	} else {
		expect(task).not.toHaveProperty('videoUrl');
		expect(task.error !== undefined).toBe(task.status === 'failed');
	}
	expect(task.taskId).not.toBe('');
	expect(Object.values({ ...task, raw: undefined })).not.toContain(null);
}

const holds = (predicate: (response: ApiResponse) => void) => {
	successes = 0;
	fc.assert(fc.property(response, predicate), { numRuns: RUNS });
	// Otherwise the arbitrary answers never came near a success and proved nothing.
	expect(successes).toBeGreaterThan(0);
};

it('Kie Veo', () => {
	holds((answer) => {
		const job = { operation: 'text2video', prompt: 'a' } as const;
		isSound(KIE.submit.read(answer, job), answer.body, FIELDS.kieVeo);
		isSound(KIE.lookUp.read(answer, { taskId: 'a' }), answer.body, FIELDS.kieVeo);
		isSound(KIE.readCallback(answer.body), answer.body, FIELDS.kieVeo);
	});
});

it('Kie Veo 1080p', () => {
	const job = { operation: 'get_1080p', taskId: 'a' } as const;
	holds((answer) => {
		isSound(KIE.submit.read(answer, job), answer.body, FIELDS.upgrade);
		isSound(KIE.lookUp.read(answer, job), answer.body, FIELDS.upgrade);
	});
});

it.each(UNIFIED)('Kie, unified form %#', (api) => {
	if (!api) throw new Error('an API is missing');
	holds((answer) => {
		isSound(api.lookUp.read(answer, { taskId: 'a' }), answer.body, FIELDS.jobs);
		isSound(api.readCallback(answer.body), answer.body, FIELDS.jobs);
	});
});

it('Ace Data Veo', () => {
	holds((answer) => {
		for (const operation of ['text2video', 'get_1080p'] as const) {
			const submission = ACE_DATA.submit.read(answer, { operation });
			isSound(submission, answer.body, FIELDS.aceData);
		}
		isSound(ACE_DATA.lookUp.read(answer, { taskId: 'a' }), answer.body, FIELDS.aceData);
		isSound(ACE_DATA.readCallback(answer.body), answer.body, FIELDS.aceData);
		for (const result of ACE_DATA.batch?.read(answer, ['a', '1']) ?? []) {
			isSound(result, answer.body, FIELDS.aceData);
		}
		const traced = ACE_DATA.lookUpByTrace?.read(answer, 'a');
		if (traced) isSound(traced, answer.body, FIELDS.aceData);
		const list = ACE_DATA.list?.read(answer, { offset: 0, limit: 1 });
		for (const task of list?.kind === 'tasks' ? list.tasks : []) {
			isSound({ kind: 'task', task }, answer.body, FIELDS.aceData);
		}
	});
});

it('music video', () => {
	holds((answer) => {
		for (const api of MUSIC) {
			if (!api) throw new Error('an API is missing');
			const submission = api.submit.read(answer, { taskId: 'a', audioId: 'b' });
			isSound(submission, answer.body, FIELDS.music);
			isSound(api.lookUp.read(answer, { taskId: 'a' }), answer.body, FIELDS.music);
			isSound(api.readCallback(answer.body), answer.body, FIELDS.music);
		}
	});
});

it('songs: a success has a track, a failure an error, and nothing ever throws', () => {
	const track = fc.record({ id: leaf, audioUrl: link, audio_url: link }, { requiredKeys: [] });
	const tracks = fc.oneof(fc.array(fc.oneof(track, leaf), { maxLength: 2 }), tree);
	const record = fc.record({
		taskId: fc.constant('a'),
		status: fc.constantFrom('SUCCESS', 'SUCCESS', 'FIRST_SUCCESS', 'CALLBACK_EXCEPTION', 'x'),
		response: fc.record({ sunoData: tracks }),
		callbackType: fc.constantFrom('complete', 'first', 'error', 7),
		data: tracks,
		state: fc.constantFrom('success', 'fail', 'waiting'),
		model: fc.constant('ai-music-api/generate'),
		resultJson: fc.record({ data: tracks }),
		errorCode: leaf,
	});
	const code = fc.constantFrom<unknown>(200, '200', 413);
	let count = 0;
	fc.assert(
		fc.property(fc.oneof(body, fc.record({ code, msg: leaf, data: record })), (any) => {
			const apis = [songApi('kie'), songApi('kie', 'unified'), songApi('sunoApi')];
			for (const api of apis) {
				if (!api) throw new Error('an API is missing');
				const response = { status: 200, headers: {}, body: any };
				const job = { customMode: false, instrumental: false, model: 'V5' };
				for (const task of [
					taskOf(api.submit.read(response, job)),
					taskOf(api.lookUp.read(response, { taskId: 'a' })),
					taskOf(api.readCallback(any)),
				]) {
					if (task === undefined) continue;
					expect(task.product).toBe('song');
					expect(task.error !== undefined).toBe(task.status === 'failed');
					if (task.status !== 'succeeded') continue;
					count += 1;
					expect(task).toMatchObject({ stage: 'complete', audioId: expect.any(String) });
				}
			}
		}),
		{ numRuns: RUNS },
	);
	expect(count).toBeGreaterThan(0);
});

it('callbacks by provider, tracks and credits never throw', () => {
	fc.assert(
		fc.property(response, (answer) => {
			for (const provider of ['kie', 'aceData', 'sunoApi'] as const) {
				expect(taskOf(readCallback(provider, answer.body))?.taskId).not.toBe('');
			}
			for (const operator of ['kie', 'sunoApi'] as const) {
				expect(tracksOf(OPERATORS[operator]).read(answer, 'song')).toHaveProperty('kind');
				expect(creditsOf(OPERATORS[operator]).read(answer)).toHaveProperty('kind');
			}
		}),
		{ numRuns: RUNS },
	);
});
