import type { Router } from 'express';

import type { Account } from '../accounts';
import type { Backend } from '../backend';
import type { FailureMark } from '../marks';
import { Refusal } from '../refusal';
import { isUrlLate, type Order, type Result, type Task } from '../tasks';
import { demand, envelope, invalidCode, success, textTime } from './envelope';
import { newTaskId } from './kieTaskId';
import { accountOf, bodyOf, isText, queryOf, sell, textOf } from './providerRouter';
import type { Songs } from './songs';

const CREDITS = 2;
const MAX_TEXT = 50;
const UNDELIVERED = 'CALLBACK_EXCEPTION';

interface Failure {
	/** The record's `successFlag`. */
	flag: string;
	/** The callback's body code. */
	code: number;
	msg: string;
}

/** Where the two operators agree. */
const FAILURES: Partial<Record<FailureMark, Failure>> = {
	'create failed': {
		flag: 'CREATE_TASK_FAILED',
		code: 500,
		msg: 'Internal Error - Please try again later',
	},
	'unknown code': {
		flag: 'SOMETHING_NEW',
		code: 777,
		msg: 'Something that nobody has documented.',
	},
};

function notGenerated(code: number, msg: string): Failure {
	return { flag: 'GENERATE_MP4_FAILED', code, msg };
}

/** sunoapi.org alone tells the user's faults from its own; Kie has 500 for all. */
const SUNO_API_FAILURES: Partial<Record<FailureMark, Failure>> = {
	policy: notGenerated(400, 'Music video generation failed'),
	'source audio': notGenerated(400, 'Music video generation failed'),
	'audio fetch': notGenerated(451, 'The source audio could not be downloaded.'),
	'key revoked': notGenerated(401, 'Unauthorized: the API key is invalid.'),
	'credits gone': notGenerated(429, 'Insufficient credits. Please top up your account.'),
};

const FAILURE = notGenerated(500, 'Internal Error - Please try again later');

/** The words of a failed music video, which differ from operator to operator. */
export function mp4Failure(mark: FailureMark, { provider }: Account): Failure {
	const own = provider === 'sunoApi' ? SUNO_API_FAILURES[mark] : undefined;
	return own ?? FAILURES[mark] ?? FAILURE;
}

/** @throws Refusal when the operator would not take the parameters */
function checkedAuthor(account: Account, body: Record<string, unknown>, songs: Songs): string {
	const invalid = invalidCode(account);
	const { taskId, audioId, author = '', domainName = '' } = body;
	demand(isText(taskId), invalid, 'Please enter taskId.');
	demand(isText(audioId), invalid, 'Please enter audioId.');
	for (const [name, text] of Object.entries({ author, domainName })) {
		const fits = typeof text === 'string' && text.length <= MAX_TEXT;
		demand(fits, invalid, `${name} cannot exceed ${MAX_TEXT} characters.`);
	}
	const tracks = songs.tracksOf(account, taskId);
	const known = tracks?.some(({ id }) => id === audioId) ?? false;
	demand(known, invalid, 'Record does not exist');
	return textOf(author) ?? '';
}

/** The order behind a body of `POST /api/v1/mp4/generate`. */
export function mp4Order(account: Account, request: Record<string, unknown>, songs: Songs): Order {
	return {
		account,
		product: 'musicVideo',
		operation: 'create',
		taskId: newTaskId(),
		prompt: checkedAuthor(account, request, songs),
		request,
		callbackUrl: textOf(request.callBackUrl),
		credits: CREDITS,
		callbacks,
	};
}

function callbacks(task: Task, result: Result): object[] {
	const { taskId, account, marks } = task;
	const { code, msg } = result.succeeded
		? { code: 200, msg: account.provider === 'kie' ? 'success' : 'MP4 generated successfully.' }
		: mp4Failure(result.failure, account);
	const video_url = urlOf(task, result);
	return [
		{
			code,
			msg,
			data: marks.has('camel id') ? { taskId, video_url } : { task_id: taskId, video_url },
		},
	];
}

function urlOf(task: Task, result: Result): string | null {
	return result.succeeded && !isUrlLate(task) ? (result.urls[0] ?? null) : null;
}

/** `data` of `GET /api/v1/mp4/record-info`. */
function record(task: Task, songs: Songs): object {
	const { taskId, request, account, createdAt, completedAt, result, marks } = task;
	const tracks = songs.tracksOf(account, String(request.taskId)) ?? [];
	const isOlder = marks.has('older form');
	const time = isOlder ? (epochMs: number) => epochMs : textTime;
	const common = {
		taskId,
		[isOlder ? 'audioId' : 'musicId']: request.audioId,
		callbackUrl: request.callBackUrl,
		musicIndex: tracks.findIndex(({ id }) => id === request.audioId),
		completeTime: completedAt === undefined ? null : time(completedAt),
		response: null,
		successFlag: 'PENDING',
		createTime: time(createdAt),
		errorCode: null,
		errorMessage: null,
	};
	if (completedAt === undefined) return common;
	// Kie has no such flag.
	const isUndelivered = task.undelivered && account.provider === 'sunoApi';
	if (!result.succeeded) {
		const { flag, msg } = mp4Failure(result.failure, account);
		return {
			...common,
			successFlag: isUndelivered && marks.has('callback exception') ? UNDELIVERED : flag,
			errorCode: marks.has('no code') ? null : 500,
			errorMessage: msg,
		};
	}
	const flag = marks.has('flag tail') ? 'SUCCESS-Success' : 'SUCCESS';
	return {
		...common,
		response: { videoUrl: urlOf(task, result) },
		successFlag: isUndelivered ? UNDELIVERED : flag,
		errorCode: marks.has('code 200') ? 200 : null,
	};
}

/** The music video paths, which Kie and sunoapi.org share. */
export function addMp4(router: Router, backend: Backend, songs: Songs): void {
	router.post('/api/v1/mp4/generate', async (req, res) => {
		const account = accountOf(res);
		const body = bodyOf(req);
		const order = mp4Order(account, body, songs);
		const invalid = invalidCode(account);
		demand(isText(body.callBackUrl), invalid, 'Please enter callBackUrl.');
		demand(URL.canParse(body.callBackUrl), invalid, 'callBackUrl is invalid.');
		const earlier = backend.tasks
			.of(account)
			.find(
				({ product, request, completedAt, result }) =>
					product === 'musicVideo' &&
					request.taskId === body.taskId &&
					request.audioId === body.audioId &&
					(completedAt === undefined || result.succeeded),
			);
		if (earlier !== undefined) {
			const { code, withTaskId } = backend.settings.mp4Duplicate;
			const data = withTaskId ? { taskId: earlier.taskId } : null;
			throw new Refusal(envelope(code, 'Mp4 record already exists', data));
		}
		await sell(backend, order, res, ({ taskId }) => success({ taskId }));
	});
	router.get('/api/v1/mp4/record-info', (req, res) => {
		const task = backend.tasks.lookUp(accountOf(res), queryOf(req, 'taskId'));
		const expired = task?.completedAt !== undefined && task.marks.has('expired');
		const known = task?.operation === 'create' && !expired;
		res.json(success(known ? record(task, songs) : null).body);
	});
}
