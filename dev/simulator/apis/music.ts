import type { Router } from 'express';

import type { Account } from '../accounts';
import type { Backend } from '../backend';
import type { FailureMark } from '../marks';
import type { Order, Result, Task } from '../tasks';
import { demand, invalidCode, success } from './envelope';
import { newTaskId } from './kieTaskId';
import { accountOf, bodyOf, isText, queryOf, sell, textOf } from './providerRouter';
import { SEEDED_SONG, type Songs } from './songs';

const CREDITS = 12;
interface Failure {
	status: string;
	/** Of the callback. */
	code: number;
	msg: string;
}

const FAILURES: Partial<Record<FailureMark, Failure>> = {
	policy: {
		status: 'SENSITIVE_WORD_ERROR',
		code: 400,
		msg: 'The lyrics contain sensitive words.',
	},
	'create failed': {
		status: 'CREATE_TASK_FAILED',
		code: 500,
		msg: 'The task could not be created.',
	},
	copyright: notGenerated(413, 'The audio matches an existing work of art.'),
	'timed out': notGenerated(408, 'The generation has timed out.'),
	refunded: notGenerated(531, 'The generation has failed and the credits were refunded.'),
	'500': notGenerated(500, 'Internal Error - Please try again later'),
	'unknown code': { status: 'SOMETHING_NEW', code: 777, msg: 'Something new.' },
};

/** The codes that a record can have; all others are in the callback only. */
const RECORDED_CODES = [400, 408, 413, 777];

function notGenerated(code: number, msg: string): Failure {
	return { status: 'GENERATE_AUDIO_FAILED', code, msg };
}

/** The words of a failed song. */
export function songFailure(mark: FailureMark): Failure {
	return FAILURES[mark] ?? notGenerated(501, 'Audio generation failed');
}

/** The stages of a song before its end, and how many tracks each has. */
const STAGES = [
	{ status: 'PENDING', tracks: 0 },
	{ status: 'TEXT_SUCCESS', tracks: 0 },
	{ status: 'FIRST_SUCCESS', tracks: 1 },
];

function record(task: Task, songs: Songs): object {
	const { taskId, completedAt, result, createdAt, request, undelivered, marks } = task;
	const common = {
		taskId,
		parentMusicId: '',
		param: JSON.stringify(request),
		response: null,
		type: 'GENERATE',
		errorCode: null,
		errorMessage: null,
	};
	if (completedAt === undefined) {
		const seconds = marks.get('slow');
		const whole = seconds === undefined ? songs.taskMs : seconds * 1000;
		const progress = Math.floor((3 * (Date.now() - createdAt)) / whole);
		const { status, tracks } = STAGES[Math.min(2, progress)];
		if (undelivered && marks.has('callback exception')) {
			const all = songs.records(task);
			const sunoData =
				tracks > 0 ? all.slice(0, tracks) : all.map((track) => ({ ...track, audioUrl: '' }));
			return { ...common, status: 'CALLBACK_EXCEPTION', response: { taskId, sunoData } };
		}
		const sunoData = songs.records(task).slice(0, tracks);
		return { ...common, status, response: tracks === 0 ? null : { taskId, sunoData } };
	}
	if (!result.succeeded) {
		const { status, code, msg } = songFailure(result.failure);
		const isRecorded = RECORDED_CODES.includes(code) && !marks.has('no code');
		return { ...common, status, errorCode: isRecorded ? code : null, errorMessage: msg };
	}
	const status = undelivered ? 'CALLBACK_EXCEPTION' : 'SUCCESS';
	return { ...common, status, response: { taskId, sunoData: songs.records(task) } };
}

function seededRecord(songs: Songs): object {
	const { taskId } = SEEDED_SONG;
	return {
		taskId,
		parentMusicId: '',
		param: '{"prompt":"A song about a city at night","customMode":false,"instrumental":false}',
		response: { taskId, sunoData: songs.seededRecords() },
		status: 'SUCCESS',
		type: 'GENERATE',
		errorCode: null,
		errorMessage: null,
	};
}

/** The order behind a body of `POST /api/v1/generate`. */
export function songOrder(account: Account, request: Record<string, unknown>, songs: Songs): Order {
	const { prompt, customMode, instrumental, model, style, title, callBackUrl } = request;
	const invalid = invalidCode(account);
	const needsWords = customMode !== true || instrumental !== true;
	demand(isText(prompt) || !needsWords, invalid, 'Please enter prompt');
	demand(typeof customMode === 'boolean', invalid, 'Please enter customMode.');
	demand(typeof instrumental === 'boolean', invalid, 'Please enter instrumental.');
	demand(isText(model), invalid, 'Please enter model.');
	demand(isText(style) || customMode !== true, invalid, 'Please enter style.');
	demand(isText(title) || customMode !== true, invalid, 'Please enter title.');
	return {
		account,
		product: 'music',
		operation: 'generate',
		taskId: newTaskId(),
		prompt: textOf(prompt) ?? textOf(style) ?? '',
		request,
		callbackUrl: textOf(callBackUrl),
		credits: CREDITS,
		stages: (task) =>
			isLate(task) || !task.result.succeeded ? [] : bodies(task, task.result, songs).slice(0, -1),
		callbacks(task, result) {
			const all = bodies(task, result, songs);
			const last = all.slice(-1);
			return isLate(task) ? [...last, ...all.slice(0, -1)] : last;
		},
	};
}

/** Whether its stages are called back after its end. */
function isLate({ marks }: Task): boolean {
	return marks.has('stages late');
}

/** What a song that ends so calls back, from stage to stage. */
function bodies(task: Task, result: Result, songs: Songs): object[] {
	const { taskId, marks, account } = task;
	const named = marks.has('camel id') ? { taskId } : { task_id: taskId };
	if (!result.succeeded) {
		const { code, msg } = songFailure(result.failure);
		return [{ code, msg, data: { callbackType: 'error', ...named, data: null } }];
	}
	const tracks = songs
		.callbacks(task, result)
		.map((each) => (account.provider === 'sunoApi' ? { ...each, ...sources(each) } : each));
	return [
		{ callbackType: 'text', msg: 'Text generated successfully.', data: [] },
		{ callbackType: 'first', msg: 'First generated successfully.', data: tracks.slice(0, 1) },
		{ callbackType: 'complete', msg: 'All generated successfully.', data: tracks },
	].map(({ callbackType, msg, data }) => ({
		code: 200,
		msg,
		data: { callbackType, ...named, data },
	}));
}

function isExpired({ completedAt, marks }: Task): boolean {
	return completedAt !== undefined && marks.has('expired');
}

/** sunoapi.org names each file a second time. */
function sources(trackCallback: object): object {
	return Object.fromEntries(
		Object.entries(trackCallback)
			.filter(([name]) => name.endsWith('_url'))
			.map(([name, url]) => [`source_${name}`, url]),
	);
}

/** The song paths, which Kie and sunoapi.org share. */
export function addMusic(router: Router, backend: Backend, songs: Songs): void {
	router.post('/api/v1/generate', async (req, res) => {
		const account = accountOf(res);
		const body = bodyOf(req);
		const order = songOrder(account, body, songs);
		demand(isText(body.callBackUrl), invalidCode(account), 'Please enter callBackUrl.');
		await sell(backend, order, res, ({ taskId }) => success({ taskId }));
	});
	router.get('/api/v1/generate/record-info', (req, res) => {
		const taskId = queryOf(req, 'taskId');
		const { musicLookUpLimit } = backend.settings;
		const task = backend.tasks.lookUp(accountOf(res), taskId, musicLookUpLimit);
		if (taskId === SEEDED_SONG.taskId) res.json(success(seededRecord(songs)).body);
		// An unknown id and a task of another product are answered with code 200 and null.
		else
			res.json(
				success(
					task?.operation === 'generate' && task.product === 'music' && !isExpired(task)
						? record(task, songs)
						: null,
				).body,
			);
	});
}
