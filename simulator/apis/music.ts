import { randomUUID } from 'node:crypto';

import type { Router } from 'express';

import type { Account } from '../accounts';
import type { Backend } from '../backend';
import type { FailureMark } from '../marks';
import type { Order, Result, Task } from '../tasks';
import { demand, invalidCode, success, textTime } from './envelope';
import { newTaskId } from './kieTaskId';
import { accountOf, bodyOf, isText, queryOf, sell, textOf } from './providerRouter';

/** A finished song that every account of Kie and sunoapi.org has from the start. */
export const SEEDED_SONG = {
	taskId: 'song-0001',
	audioIds: ['8f1c2a34-5b6d-4e7f-8a90-b1c2d3e4f501', '8f1c2a34-5b6d-4e7f-8a90-b1c2d3e4f502'],
} as const;

const CREDITS = 12;
const DURATION_S = 198.44;

interface Track {
	id: string;
	title: string;
}

/** The record's status and the callback's code of failed songs. */
const FAILURES: Partial<Record<FailureMark, { status: string; code: number; msg: string }>> = {
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
	'unknown code': { status: 'SOMETHING_NEW', code: 777, msg: 'Something new.' },
};
const FAILURE = { status: 'GENERATE_AUDIO_FAILED', code: 501, msg: 'Audio generation failed' };

/** The words of a failed song. */
export function songFailure(mark: FailureMark) {
	return FAILURES[mark] ?? FAILURE;
}

/** The songs of all accounts. */
export class Songs {
	private readonly tracks = new Map<string, readonly Track[]>();

	constructor(private readonly backend: Backend) {}

	/** A song's two tracks, once it is finished. */
	tracksOf(account: Account, taskId: string): readonly Track[] | undefined {
		if (taskId === SEEDED_SONG.taskId)
			return SEEDED_SONG.audioIds.map((id) => ({ id, title: 'Night City' }));
		const task = this.backend.tasks.find(account, taskId);
		if (task?.product !== 'music' || task.completedAt === undefined) return undefined;
		return task.result.succeeded ? this.tracksFor(task) : undefined;
	}

	/** The two tracks that a task has or will have. */
	tracksFor({ taskId, request }: Task): readonly Track[] {
		const known = this.tracks.get(taskId);
		if (known !== undefined) return known;
		const { title: given } = { ...request, ...(request.input ?? {}) } as { title?: unknown };
		const title = textOf(given) ?? 'Untitled';
		const tracks = [1, 2].map(() => ({ id: randomUUID(), title }));
		this.tracks.set(taskId, tracks);
		return tracks;
	}
}

/** A track as `record-info` words it. */
function trackRecord({ id, title }: Track, createdAt: number): object {
	const host = 'https://audio.example';
	return {
		id,
		audioUrl: `${host}/${id}.mp3`,
		streamAudioUrl: `${host}/${id}`,
		imageUrl: `${host}/${id}.jpeg`,
		prompt: '[Verse] Night city lights shining bright',
		modelName: 'chirp-v4-5',
		title,
		tags: 'electrifying, rock',
		createTime: textTime(createdAt),
		duration: DURATION_S,
	};
}

/** A track as the callback words it. */
export function trackCallback({ id, title }: Track, { createdAt }: Task): object {
	const host = 'https://audio.example';
	return {
		id,
		audio_url: `${host}/${id}.mp3`,
		stream_audio_url: `${host}/${id}`,
		image_url: `${host}/${id}.jpeg`,
		prompt: '[Verse] Night city lights shining bright',
		model_name: 'chirp-v4-5',
		title,
		tags: 'electrifying, rock',
		createTime: textTime(createdAt),
		duration: DURATION_S,
	};
}

function record(task: Task, songs: Songs): object {
	const { taskId, completedAt, result, createdAt, request } = task;
	const common = {
		taskId,
		parentMusicId: '',
		param: JSON.stringify(request),
		response: null,
		type: 'GENERATE',
		errorCode: null,
		errorMessage: null,
	};
	if (completedAt === undefined) return { ...common, status: 'PENDING' };
	if (!result.succeeded) {
		const { status, code, msg } = songFailure(result.failure);
		return { ...common, status, errorCode: code, errorMessage: msg };
	}
	const sunoData = songs.tracksFor(task).map((track) => trackRecord(track, createdAt));
	return { ...common, status: 'SUCCESS', response: { taskId, sunoData } };
}

function seededRecord(): object {
	const { taskId, audioIds } = SEEDED_SONG;
	const createdAt = Date.UTC(2026, 0, 1);
	return {
		taskId,
		parentMusicId: '',
		param: '{"prompt":"A song about a city at night","customMode":false,"instrumental":false}',
		response: {
			taskId,
			sunoData: audioIds.map((id) => trackRecord({ id, title: 'Night City' }, createdAt)),
		},
		status: 'SUCCESS',
		type: 'GENERATE',
		errorCode: null,
		errorMessage: null,
	};
}

/** The order behind a body of `POST /api/v1/generate`. */
export function songOrder(account: Account, request: Record<string, unknown>, songs: Songs): Order {
	const { prompt, customMode, instrumental, model, callBackUrl } = request;
	const invalid = invalidCode(account);
	demand(isText(prompt), invalid, 'Please enter prompt');
	demand(typeof customMode === 'boolean', invalid, 'Please enter customMode.');
	demand(typeof instrumental === 'boolean', invalid, 'Please enter instrumental.');
	demand(isText(model), invalid, 'Please enter model.');
	return {
		account,
		product: 'music',
		operation: 'generate',
		taskId: newTaskId(),
		prompt,
		request,
		callbackUrl: textOf(callBackUrl),
		credits: CREDITS,
		callbacks: (task, result) => callbacks(task, result, songs),
	};
}

function callbacks(task: Task, result: Result, songs: Songs): object[] {
	const { taskId } = task;
	if (!result.succeeded) {
		const { code, msg } = songFailure(result.failure);
		return [{ code, msg, data: { callbackType: 'error', task_id: taskId, data: null } }];
	}
	const tracks = songs.tracksFor(task).map((track) => trackCallback(track, task));
	return [
		{ callbackType: 'text', msg: 'Text generated successfully.', data: [] },
		{ callbackType: 'first', msg: 'First generated successfully.', data: tracks.slice(0, 1) },
		{ callbackType: 'complete', msg: 'All generated successfully.', data: tracks },
	].map(({ callbackType, msg, data }) => ({
		code: 200,
		msg,
		data: { callbackType, task_id: taskId, data },
	}));
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
		if (taskId === SEEDED_SONG.taskId) res.json(success(seededRecord()).body);
		// An unknown id and a task of another product are answered with code 200 and null.
		else
			res.json(
				success(
					task?.operation === 'generate' && task.product === 'music' ? record(task, songs) : null,
				).body,
			);
	});
}
