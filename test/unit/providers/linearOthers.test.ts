import { readCallback, veoApi } from '../../../lib/providers';
import type { VeoJob } from '../../../lib/providers/api';
import { aceDataTasks } from '../../../lib/providers/aceData/tasks';
import { sunoMusicVideo } from '../../../lib/providers/sunoApi/musicVideo';
import { tracksOf } from '../../../lib/providers/suno/tracks';
import { answer, OPERATORS, cpuTime } from './support';

const LENGTH = 250_000;

/** Milliseconds. Generous: a good reader needs a hundredth of it, a quadratic one minutes. */
const BOUND = 300;

const filled = (unit: string, head = '', tail = '') =>
	head + unit.repeat(LENGTH / unit.length) + tail;

/** What makes a pattern with adjacent or nested repeats try again from every place. */
const WORST: Array<[string, string]> = [
	['records', filled('record')],
	['records that go on', filled('a', 'record')],
	['records and blanks', filled('record ')],
	['songs', filled('song', '', ' does not exis')],
	['credits', filled('insufficient credit ')],
	['words about audio', filled('source audi')],
	['flags', filled('CALLBACK_EXCEPTION')],
	['images', filled('access the image')],
	['digits', filled('1', '', 'x')],
	['a time', filled('1', '2025-01-01 00:00:00.', 'x')],
	['blanks', filled(' ', 'https://a.b/', 'x')],
	['slashes', filled('/', 'https:', 'x')],
];

const FIELDS = [
	...['code', 'msg', 'message', 'error', 'detail', 'errorCode', 'errorMessage', 'status'],
	...[
		'successFlag',
		'videoUrl',
		'video_url',
		'completeTime',
		'createTime',
		'musicId',
		'musicIndex',
	],
	...['id', 'task_id', 'trace_id', 'state', 'created_at', 'complete_at', 'finished_at', 'cost'],
	...['amount', 'currency', 'action', 'resolution', 'title', 'duration', 'audioUrl'],
];

/** Bodies that have the text in every field, and come as far as each reader goes. */
function* bodies(worst: string): Generator<unknown> {
	const all = Object.fromEntries(FIELDS.map((name) => [name, worst]));
	const inner = { ...all, response: all, error: all, cost: all, request: all };
	yield worst;
	yield all;
	for (const code of [200, 400, 500]) {
		for (const successFlag of ['SUCCESS', 'GENERATE_MP4_FAILED', worst]) {
			yield { ...all, code, data: { ...inner, task_id: 'a', successFlag, errorCode: undefined } };
		}
	}
	yield { code: 200, data: { ...all, response: { sunoData: [all] } } };
	for (const success of [true, false, worst]) {
		const result = { ...all, success, error: undefined, detail: undefined, data: [inner] };
		for (const state of ['succeeded', 'failed', worst]) {
			const one = { ...result, data: [{ ...inner, state }] };
			yield { ...one, task_id: 'a', error: success === true ? undefined : inner };
			yield { ...inner, id: 'a', response: one };
			yield { items: [{ ...inner, id: 'a', response: one }] };
		}
	}
}

/** Everything that reads what Ace Data Cloud and sunoapi.org say, by its name. */
function* readers(body: unknown, status: number): Generator<[string, () => unknown]> {
	const response = answer(body, status);
	const aceData = veoApi('aceData');
	if (!aceData) throw new Error('an API is missing');
	const job: VeoJob = { operation: 'get_1080p', videoId: 'v' };
	yield ['Ace Data submission', () => aceData.submit.read(response, job)];
	yield ['Ace Data look-up', () => aceData.lookUp.read(response, { taskId: 'a' })];
	yield ['Ace Data batch', () => aceData.batch?.read(response, ['a', 'b'])];
	yield ['Ace Data trace', () => aceDataTasks.lookUpByTrace.read(response, 'a')];
	yield ['Ace Data list', () => aceDataTasks.list.read(response, { offset: 0, limit: 1 })];
	yield ['Ace Data callback', () => readCallback('aceData', body)];
	const song = { taskId: 'a', audioId: 'b' };
	yield ['music submission', () => sunoMusicVideo.submit.read(response, song)];
	yield ['music look-up', () => sunoMusicVideo.lookUp.read(response, song)];
	yield ['music callback', () => readCallback('sunoApi', body)];
	yield ['tracks', () => tracksOf(OPERATORS.sunoApi).read(response, 'song')];
}

it.each(WORST)('reads a quarter of a megabyte of %s at once', (_, worst) => {
	const slow: string[] = [];
	for (const body of bodies(worst)) {
		for (const status of [200, 500]) {
			for (const [name, read] of readers(body, status)) {
				const start = cpuTime();
				read();
				const took = cpuTime() - start;
				if (took > BOUND) slow.push(`${name}: ${took} ms`);
			}
		}
	}
	expect(slow).toEqual([]);
});
