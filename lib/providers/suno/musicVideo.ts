import type { ApiRequest, ApiResponse, Callback, LookUp } from '../api';
import type { MusicVideoJob, Submission, TaskApi } from '../api';
import { callbackId } from '../callbackId';
import { atMost, firstOf, httpUrl, required, type Check } from '../checks';
import { errorOf, GENERATION, NO_VIDEO, notFound, UNDOCUMENTED, type Meaning } from '../codes';
import { envelopeRefusal, envelopeUnreadable, isUnknownTask, readEnvelope } from '../envelope';
import { failedWith, isUnknownSong, SOURCE_AUDIO, withSong } from './musicVideoErrors';
import { MUSIC_VIDEO_WIRE } from './options';
import { errorCodeOf, NO_CALLBACK, TEXT_ZONE, type Operator } from './operator';
import { daysAfter, defined, isRecord, number, record, text, time, url, words } from '../read';
import { sampleMusicVideo } from './samples';
import { failed, named, type State } from '../state';
import { succeededWith } from '../../task';
import { toWire } from '../wire';

const ALREADY_EXISTS = /already exists/i;

/** `/api/v1/mp4` makes a video of one track of a song; both operators share the wire format. */
export function musicVideoOf(company: Operator): TaskApi<MusicVideoJob> {
	const operator = withSong(company);
	return {
		provider: operator.provider,
		product: 'musicVideo',
		check,
		submit: { request: submit, read: (response) => readSubmission(operator, response) },
		lookUp: {
			request: ({ taskId }) => ({
				method: 'GET',
				path: '/api/v1/mp4/record-info',
				query: { taskId },
			}),
			read: (response, { taskId }) => readLookUp(operator, response, taskId),
		},
		readCallback: (body) => readCallback(operator, body),
		sample: (job) => sampleMusicVideo(operator, job),
	};
}

function check(job: MusicVideoJob): Check {
	return firstOf(
		required('taskId', job.taskId, 'Give the ID of the task that made the song.'),
		required('audioId', job.audioId, 'Give the ID of one track of that song.'),
		atMost('author', job.author, 50),
		atMost('domainName', job.domainName, 50),
		httpUrl('callbackUrl', job.callbackUrl),
	);
}

function submit(job: MusicVideoJob): ApiRequest {
	const fields = toWire(MUSIC_VIDEO_WIRE.classic, 'create', job);
	return {
		method: 'POST',
		path: '/api/v1/mp4/generate',
		body: { callBackUrl: NO_CALLBACK, ...fields },
	};
}

function readSubmission(operator: Operator, response: ApiResponse): Submission {
	const envelope = readEnvelope(response);
	const { code, message } = envelope;
	const isDuplicate = code !== 200 && ALREADY_EXISTS.test(message);
	const taskId = text(record(envelope.data).taskId);
	// There is one video per track; a second submit is answered with the task of the first.
	if (taskId !== undefined && (code === 200 || isDuplicate)) {
		return {
			kind: 'accepted',
			task: {
				...named(operator.provider, 'musicVideo', taskId, response.body),
				status: 'submitted',
			},
			ref: { taskId },
		};
	}
	if (isDuplicate) {
		const duplicate: Meaning = { type: 'invalidRequest', reason: 'duplicate' };
		return { kind: 'refused', error: errorOf(duplicate, { code, message }) };
	}
	if (isUnknownSong(code, message)) {
		return { kind: 'refused', error: errorOf(SOURCE_AUDIO, { code, message }) };
	}
	return envelopeRefusal(envelope, operator.codes);
}

function readLookUp(operator: Operator, response: ApiResponse, taskId: string): LookUp {
	const envelope = readEnvelope(response);
	const { code, message } = envelope;
	if (isUnknownTask(envelope)) return notFound({ code, message });
	const data = record(envelope.data);
	const flag = data.successFlag ?? undefined;
	if (code !== 200 || flag === undefined) return envelopeUnreadable(envelope, operator.codes);
	const completedAt = time(data.completeTime, TEXT_ZONE);
	return {
		kind: 'task',
		task: defined({
			...named(operator.provider, 'musicVideo', taskId, response.body),
			...readState(operator, text(flag) ?? JSON.stringify(flag), data),
			audioId: text(data.musicId) ?? text(data.audioId),
			trackIndex: number(data.musicIndex),
			createdAt: time(data.createTime, TEXT_ZONE),
			completedAt,
			expiresAt: daysAfter(completedAt, operator.retentionDays),
		}),
	};
}

/**
 * `CALLBACK_EXCEPTION` only says that the operator could not deliver its callback: without a video
 * and without an error it stays open. Flags have been seen with a tail, as in `SUCCESS-Success`.
 */
function readState(
	operator: Operator,
	flag: string,
	data: Readonly<Record<string, unknown>>,
): State {
	const videoUrl = url(record(data.response).videoUrl);
	const code = errorCodeOf(data.errorCode);
	const why = { code, message: words(data.errorMessage) ?? words(flag) };
	if (/^(SUCCESS|CALLBACK_EXCEPTION)/.test(flag) && videoUrl !== undefined) {
		return succeededWith([{ url: videoUrl }]);
	}
	if (flag.startsWith('PENDING')) return { status: 'processing' };
	if (flag.startsWith('CALLBACK_EXCEPTION') && code === undefined) return { status: 'processing' };
	if (flag.startsWith('SUCCESS')) return failed(NO_VIDEO, why);
	const isDocumented = /^(CREATE_TASK_FAILED|GENERATE_MP4_FAILED)/.test(flag);
	return failedWith(operator, why, isDocumented ? GENERATION : UNDOCUMENTED);
}

function readCallback(operator: Operator, body: unknown): Callback {
	const { code: rawCode, msg, data: rawData } = record(body);
	const data = record(rawData);
	if (!isRecord(body)) return ignored('The body is no JSON object.');
	const taskId = callbackId(body);
	const code = number(rawCode);
	if (typeof taskId !== 'string') return taskId;
	if (code === undefined) return ignored('The body has no code.');
	const videoUrl = url(data.video_url);
	const why = { code, message: words(msg) };
	return {
		kind: 'task',
		task: {
			...named(operator.provider, 'musicVideo', taskId, body),
			...(code !== 200
				? failedWith(operator, why)
				: videoUrl === undefined
					? failed(NO_VIDEO, why)
					: succeededWith([{ url: videoUrl }])),
		},
	};
}

function ignored(why: string): Callback {
	return { kind: 'notACallback', why };
}
