import type { IExecuteFunctions } from 'n8n-workflow';

import { isPrivate } from '../../../lib/lifecycle/reachable';
import { parametersOf } from '../../../nodes/common/parameters';
import { outcomeOf } from '../../../nodes/VeoTrigger/deduplicate';
import { checkKieSignature, checkToken } from '../../../nodes/VeoTrigger/authenticate';
import { musicVideoApi, readCallback, songApi, veoApi } from '../../../lib/providers';
import type { ApiResponse, TaskApi } from '../../../lib/providers/api';
import { creditsOf } from '../../../lib/providers/suno/credits';
import { cpuTime, OPERATORS as TABLE } from '../providers/support';
import { kieFreshLink } from '../../../lib/providers/kie/freshLink';
import { upload } from '../../../lib/providers/kie/upload';
import { isHttpUrl, number, parsed, text, time, url, urls } from '../../../lib/providers/read';
import { tracksOf } from '../../../lib/providers/suno/tracks';
import { masked, without } from '../../../lib/http/mask';

/**
 * Anybody can hand megabytes to the readers, and n8n does nothing else while one reads. So each is
 * given texts on which a pattern may take quadratic time, in every field that it reads.
 */

/** Milliseconds of computing for one text; a linear reader takes some fifteen for the largest. */
const BOUND = 300;

/** A reader that is not linear takes a minute or more for the largest, and fails on a smaller one. */
const SIZES = [2 ** 12, 2 ** 14, 2 ** 16, 2 ** 18];

/** What is repeated: what patterns repeat, and the words that they begin with. */
const UNITS = [
	...[' ', '\n', '0', 'a', '.', ':', '[', ',', '", ', '\\/', '4k ', 'https://a ', ',https://'],
	...[
		'rejected by Flow(',
		'rejected by Flow ',
		'record',
		'task',
		'&token=',
		'%25',
		'\\u0026',
		'\\',
		'&token=\\',
		'%26token%3D',
		'Bearer ',
	],
];

/** Inside a text that trimming does not shorten, and inside one that begins like a URL. */
const SHAPES = ['x', 'https://a.example/'];

function* attacks(size: number): Generator<string> {
	for (const unit of UNITS) {
		const fill = unit.repeat(Math.ceil(size / unit.length));
		for (const start of SHAPES) yield `${start}${fill}x`;
	}
}

/** Bodies and records that lead a reader to all its fields, with the text in each of them. */
function bodies(attack: string): unknown[] {
	const files = { resultUrls: attack, originUrls: attack, resolution: attack };
	const times = { createTime: attack, completeTime: attack };
	const failure = { errorMessage: attack, errorCode: attack, failCode: attack, failMsg: attack };
	const record = { ...files, ...times, ...failure, taskId: 'a', info: files, param: attack };
	const item = { id: 'a', video_url: attack, state: attack, created_at: attack };
	// Put together from one text, because to serialize it thrice takes longer than most readers.
	const json = JSON.stringify(attack);
	const resultJson = `{"resultUrls":${json},"originUrls":${json},"resolution":${json}}`;
	const song = { status: attack, response: { sunoData: [{ id: 'a', audioUrl: attack }] } };
	return [
		{ code: 422, msg: attack, data: { ...record, successFlag: 2, state: 'fail' } },
		{ code: 422, msg: attack, data: null },
		{ code: 200, msg: attack, data: { ...record, successFlag: 1, response: files } },
		{ code: 200, msg: attack, data: { ...record, successFlag: 2 } },
		{ code: 200, msg: attack, data: { taskId: 'a', video_url: attack, resultUrl: attack } },
		{
			code: 200,
			msg: attack,
			data: { ...record, state: 'success', resultJson },
		},
		{
			code: 200,
			msg: attack,
			data: { ...record, state: attack, model: attack, resultJson: attack },
		},
		{ code: 200, msg: attack, data: { ...song, downloadUrl: attack } },
		{ success: true, task_id: 'a', data: [item] },
		{ success: false, task_id: 'a', error: { code: attack, message: attack } },
		{ id: 'a', finished_at: attack, request: item, response: { success: true, data: [item] } },
		{ items: [{ id: 'a', response: { success: false, error: attack } }] },
	];
}

function responses(attack: string): ApiResponse[] {
	const headers = { 'retry-after': attack };
	return bodies(attack).map((body) => ({
		status: 'code' in (body as object) ? 200 : 400,
		headers,
		body,
	}));
}

const forAll =
	<Given>(given: (attack: string) => Given[], read: (one: Given) => unknown) =>
	(attack: string) => {
		for (const one of given(attack)) read(one);
	};

const readersOf = <Job>(name: string, api: TaskApi<Job> | undefined, jobs: Job[]) => {
	if (!api) throw new Error(`${name} is missing`);
	const refs = ['text2video', 'get_1080p', 'get_4k'].map((operation) => ({
		taskId: 'a',
		operation,
	}));
	return {
		[`${name}: callbacks`]: forAll(bodies, (body) => api.readCallback(body)),
		[`${name}: answers to submits`]: forAll(responses, (answer) => {
			for (const job of jobs) api.submit.read(answer, job);
		}),
		[`${name}: look-ups`]: forAll(responses, (answer) => {
			for (const ref of refs) api.lookUp.read(answer, ref);
			api.batch?.read(answer, ['a', 'b']);
		}),
	};
};

const VEO_JOBS = (['text2video', 'get_1080p', 'get_4k'] as const).map((operation) => ({
	operation,
	taskId: 'a',
}));
const MUSIC_JOBS = [{ taskId: 'a', audioId: 'b' }];
const SONG_JOBS = [{ prompt: 'a', customMode: false, instrumental: false, model: 'V5' }];
const OPERATORS = ['kie', 'sunoApi'] as const;

/** The parameters of an item all of whose fields hold the text. */
function parameters(attack: string) {
	const getNodeParameter = (name: string) => (name === 'options' ? { attack } : attack);
	return parametersOf({ getNodeParameter } as unknown as IExecuteFunctions, 0);
}

const READERS: Record<string, (attack: string) => unknown> = {
	...readersOf('Kie Veo', veoApi('kie'), VEO_JOBS),
	...readersOf('Kie Veo, unified', veoApi('kie', 'unified'), VEO_JOBS),
	...readersOf('Ace Data Veo', veoApi('aceData'), VEO_JOBS),
	...readersOf('Kie music video', musicVideoApi('kie'), MUSIC_JOBS),
	...readersOf('Kie music video, unified', musicVideoApi('kie', 'unified'), MUSIC_JOBS),
	...readersOf('sunoapi.org music video', musicVideoApi('sunoApi'), MUSIC_JOBS),
	...readersOf('Kie song', songApi('kie'), SONG_JOBS),
	...readersOf('Kie song, unified', songApi('kie', 'unified'), SONG_JOBS),
	...readersOf('sunoapi.org song', songApi('sunoApi'), SONG_JOBS),
	'callbacks of Veo Trigger': forAll(bodies, (body) => {
		for (const provider of ['kie', 'aceData', 'sunoApi'] as const) readCallback(provider, body);
	}),
	'tracks, credits, uploads and links': forAll(responses, (answer) => {
		for (const operator of OPERATORS) {
			tracksOf(TABLE[operator]).read(answer, 'song');
			creditsOf(TABLE[operator]).read(answer);
		}
		upload.read(answer, { headers: {}, body: '' });
		kieFreshLink.read(answer, 'https://example.com/old.mp4');
	}),
	text,
	number,
	url,
	urls,
	isHttpUrl,
	parsed,
	time: (attack) => time(attack, 'Z'),
	'checks of jobs': (attack) => {
		for (const form of ['classic', 'unified'] as const) {
			for (const provider of ['kie', 'aceData']) {
				for (const operation of [
					'text2video',
					'image2video',
					'reference2video',
					'extend',
				] as const) {
					veoApi(provider, form)?.check({
						...{
							operation,
							prompt: attack,
							imageUrls: [attack],
							aspectRatio: attack,
							model: attack,
						},
						...{ taskId: attack, watermark: attack, callbackUrl: attack },
					});
				}
			}
		}
		for (const provider of OPERATORS) {
			musicVideoApi(provider)?.check({
				...{ taskId: attack, audioId: attack, author: attack, callbackUrl: attack },
			});
			for (const customMode of [false, true]) {
				songApi(provider)?.check({
					...{ customMode, instrumental: false, model: attack, prompt: attack },
					...{ style: attack, title: attack, callbackUrl: attack },
				});
			}
		}
	},
	'parameters: a text': (attack) => parameters(attack).text('a'),
	'parameters: a number': (attack) => parameters(attack).number('a'),
	'parameters: a list': (attack) => parameters(attack).list('a'),
	'parameters: a collection': (attack) => parameters(attack).collection('options'),
	'a callback token': (attack) => checkToken({ headers: {}, query: { token: attack } }, 'token'),
	'a Kie signature': (attack) => {
		const headers = { 'x-webhook-timestamp': attack, 'x-webhook-signature': attack };
		const options = { key: 'key', maxAge: 300, now: 0 };
		return checkKieSignature({ headers, query: {} }, { data: { taskId: attack } }, options);
	},
	'the masking of secrets': (attack) => masked({ raw: attack }),
	'the masking of a key': (attack) => without(attack.slice(0, 20), attack),
	'the memory of Veo Trigger': (attack) =>
		outcomeOf({
			...{ provider: 'kie', product: 'veo', taskId: attack, status: 'succeeded' },
			videos: [{ url: attack }],
		}),
	isPrivate: (attack) => URL.canParse(attack) && isPrivate(attack),
	'isPrivate: a host': (attack) => {
		const host = `http://${attack.replace(/[^a-z0-9.[\]:-]/g, '')}/`;
		return URL.canParse(host) && isPrivate(host);
	},
};

it.each(Object.keys(READERS))('%s', (name) => {
	const read = READERS[name];
	for (const size of SIZES) {
		for (const attack of attacks(size)) {
			const start = cpuTime();
			read(attack);
			const taken = cpuTime() - start;
			if (taken > BOUND) {
				throw new Error(
					`${Math.round(taken)} ms for ${size} of ${JSON.stringify(attack.slice(0, 60))}`,
				);
			}
		}
	}
});
