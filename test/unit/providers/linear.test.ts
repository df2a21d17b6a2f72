import { musicVideoApi, readCallback, songApi, veoApi } from '../../../lib/providers';
import { creditsOf } from '../../../lib/providers/suno/credits';
import { upload } from '../../../lib/providers/kie/upload';
import { number, time, urls } from '../../../lib/providers/read';
import { kieTracks } from '../../../lib/providers/kie/tracks';
import { answer, OPERATORS, cpuTime } from './support';

const LENGTH = 250_000;

/** Milliseconds. Generous: a good reader needs a hundredth of it, a quadratic one minutes. */
const BOUND = 300;

const filled = (unit: string, head = '', tail = '') =>
	head + unit.repeat(LENGTH / unit.length) + tail;

/** What makes a pattern with adjacent or nested repeats try again from every place. */
const WORST: Array<[string, string]> = [
	['the opening of what Flow says', filled('rejected by Flow(')],
	['the opening of what Flow says, with a gap', filled(' ', 'rejected by Flow', 'x')],
	['records', filled('record')],
	['tasks', filled('task')],
	['an unfinished sentence about a record', filled('record is ')],
	['result data', filled('result data is ')],
	['fetches', filled('fetch the ')],
	['English', filled('english prompts ')],
	['blanks', filled(' ', 'https://a.b/', 'x')],
	['quotes', filled('"', 'https://a.b/', 'x')],
	['quotes and blanks', filled('" ', 'x', 'x')],
	['commas', filled(',', 'https://a.b/', 'x')],
	['commas and blanks', filled(', ', 'https://a.b/', 'x')],
	['commas and quotes', filled(',"', 'x', 'x')],
	['brackets', filled('[')],
	['closing brackets', filled(']', '[', 'x')],
	['slashes', filled('\\/', 'https:', 'x')],
	['digits', filled('1', '', 'x')],
	['digits with a point', filled('1', '1.', 'x')],
	['a time', filled('1', '2025-01-01 00:00:00.', 'x')],
	['blanks around a digit', filled(' ', '1', 'x')],
	['4K', filled('4')],
];

const FIELDS = [
	...['msg', 'message', 'error', 'errorMessage', 'failMsg', 'errorCode', 'failCode', 'state'],
	...['successFlag', 'resultUrls', 'result_urls', 'originUrls', 'fullResultUrls', 'imageUrls'],
	...[
		'resultUrl',
		'videoUrl',
		'video_url',
		'downloadUrl',
		'completeTime',
		'createTime',
		'resultJson',
	],
	...['paramJson', 'promptJson', 'param', 'model', 'status', 'creditsConsumed', 'seeds'],
	...['hasAudioList', 'sunoData', 'resolution', 'callbackType'],
];

/** Bodies that have the text in every field, and come as far as each reader goes. */
function* bodies(worst: string): Generator<unknown> {
	const all = Object.fromEntries(FIELDS.map((name) => [name, worst]));
	const inner = { ...all, response: all, info: all, data: all };
	yield worst;
	const taskId = 'a';
	yield { code: 422, msg: worst, data: { taskId } };
	for (const successFlag of [1, 2, worst]) {
		const data = { ...inner, taskId, successFlag, state: undefined, resultJson: undefined };
		yield { code: 200, msg: worst, data: { ...data, callbackType: undefined } };
	}
	for (const state of ['success', 'fail', worst]) {
		yield { code: 200, msg: worst, data: { ...inner, taskId, state } };
	}
	const sunoData = [{ ...all, id: worst, audioUrl: worst, title: worst }];
	yield { code: 200, data: { status: 'SUCCESS', response: { sunoData } } };
	for (const code of [200, 400]) {
		yield { code, msg: worst, data: { task_id: taskId, callbackType: worst, data: sunoData } };
	}
}

/** Everything that reads what Kie says, by its name. */
function* readers(body: unknown, worst: string): Generator<[string, () => unknown]> {
	const response = answer(body, 200, { 'retry-after': worst, date: worst });
	for (const form of ['classic', 'unified'] as const) {
		const veo = veoApi('kie', form);
		const music = musicVideoApi('kie', form);
		if (!veo || !music) throw new Error('an API is missing');
		for (const operation of ['extend', 'get_1080p', 'get_4k'] as const) {
			const job = { operation, taskId: 'a' };
			yield [`${form} ${operation} submission`, () => veo.submit.read(response, job)];
			yield [`${form} ${operation} look-up`, () => veo.lookUp.read(response, job)];
		}
		const track = { taskId: 'a', audioId: 'b' };
		yield [`${form} music submission`, () => music.submit.read(response, track)];
		yield [`${form} song look-up`, () => songApi('kie', form)?.lookUp.read(response, track)];
		yield [`${form} music look-up`, () => music.lookUp.read(response, track)];
	}
	yield ['link', () => veoApi('kie')?.freshLink?.read(response, 'https://example.com/old.mp4')];
	yield ['callback', () => readCallback('kie', body)];
	yield ['credits', () => creditsOf(OPERATORS.kie).read(response)];
	for (const { read } of kieTracks('unified')) yield ['tracks', () => read(response, 'song')];
	yield ['upload', () => upload.read(response, { headers: {}, body: '' })];
	yield ['list', () => urls(worst)];
	yield ['number', () => number(worst)];
	yield ['time', () => time(worst, 'Z')];
}

it.each(WORST)('reads a quarter of a megabyte of %s at once', (_, worst) => {
	const slow: string[] = [];
	for (const body of bodies(worst)) {
		for (const [name, read] of readers(body, worst)) {
			const start = cpuTime();
			read();
			const took = cpuTime() - start;
			if (took > BOUND) slow.push(`${name}: ${took} ms`);
		}
	}
	expect(slow).toEqual([]);
});
