import type { ApiRequest, ApiResponse, Callback, LookUp } from './api';
import type { MusicVideoJob, Submission, TaskApi } from './api';
import { callbackId } from './callbackId';
import { atMost, firstOf, httpUrl, required, type Check } from './checks';
import { errorOf, GENERATION, NO_VIDEO, notFound, UNDOCUMENTED, type Meaning } from './codes';
import { envelopeRefusal, envelopeUnreadable, isUnknownTask, readEnvelope } from './envelope';
import type { TaskError } from './errors';
import { kieFreshLink } from './kieLinks';
import { KIE, SUNO_API, type Operator } from './operators';
import { daysAfter, defined, isRecord, number, record, text, time, url } from './read';
import { failed, named, type State } from './state';
import { succeededWith } from './task';

/** The operators document the field as required, and Kie refuses a blank one. */
const NO_CALLBACK = 'https://example.com/no-callback';

const ALREADY_EXISTS = /already exists/i;
const NO_SUCH_SONG = /does not exist|not found|is null/i;

/** Songs report their stages (`text`, `first`, `complete`) to the URL that they were ordered with. */
export const SONG: Callback = {
	kind: 'song',
	why: 'This is the callback of a song. The URL belongs to the music video, not to the song.',
};

const SOURCE_AUDIO: Meaning = { type: 'invalidRequest', reason: 'sourceAudio' };

/** Music videos at api.kie.ai. */
export const kieMusicVideo = createApi(KIE);

/** Music videos at api.sunoapi.org. */
export const sunoMusicVideo = createApi(SUNO_API);

/** `/api/v1/mp4` makes a video of one track of a song; both operators share the wire form. */
function createApi(company: Operator): TaskApi<MusicVideoJob> {
	const operator = withSong(company);
	return {
		provider: operator.provider,
		product: 'musicVideo',
		check,
		submit,
		readSubmission: (response) => readSubmission(operator, response),
		lookUp: ({ taskId }) => ({
			method: 'GET',
			path: '/api/v1/mp4/record-info',
			query: { taskId },
		}),
		readLookUp: (response, { taskId }) => readLookUp(operator, response, taskId),
		readCallback: (body) => readCallback(operator, body),
		...(operator.provider === 'kie' && { freshLink: kieFreshLink }),
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

function submit({ taskId, audioId, author, domainName, callbackUrl }: MusicVideoJob): ApiRequest {
	return {
		method: 'POST',
		path: '/api/v1/mp4/generate',
		body: defined({
			taskId,
			audioId,
			author,
			domainName,
			callBackUrl: callbackUrl ?? NO_CALLBACK,
		}),
	};
}

function readSubmission(operator: Operator, response: ApiResponse): Submission {
	const envelope = readEnvelope(response);
	const { code, message } = envelope;
	const isDuplicate = code !== 200 && ALREADY_EXISTS.test(message);
	const taskId = text(record(envelope.data).taskId);
	// There is one video per track; a second order is answered with the task of the first.
	if (taskId !== undefined && (code === 200 || isDuplicate)) {
		return {
			kind: 'accepted',
			task: {
				...named(operator.provider, 'musicVideo', taskId, response.body),
				status: 'submitted',
			},
		};
	}
	if (isDuplicate) {
		const duplicate: Meaning = { type: 'invalidRequest', reason: 'duplicate' };
		return { kind: 'refused', error: errorOf(duplicate, { code, message }) };
	}
	if (code === 422 && NO_SUCH_SONG.test(message)) {
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
	// Neither operator names the zone of its text times; they are read as UTC.
	const completedAt = time(data.completeTime, 'Z');
	return {
		kind: 'task',
		task: defined({
			...named(operator.provider, 'musicVideo', taskId, response.body),
			...readState(text(flag) ?? JSON.stringify(flag), data),
			createdAt: time(data.createTime, 'Z'),
			completedAt,
			expiresAt: daysAfter(completedAt, operator.retentionDays),
		}),
	};
}

/**
 * `CALLBACK_EXCEPTION` only says that the operator could not deliver its callback: without a video
 * it stays open until the time limit. Flags have been seen with a tail, as in `SUCCESS-Success`.
 */
function readState(flag: string, data: Readonly<Record<string, unknown>>): State {
	const videoUrl = url(record(data.response).videoUrl);
	const words = { code: number(data.errorCode), message: text(data.errorMessage) ?? flag };
	if (/^(SUCCESS|CALLBACK_EXCEPTION)/.test(flag) && videoUrl !== undefined) {
		return succeededWith([{ url: videoUrl }]);
	}
	if (/^(PENDING|CALLBACK_EXCEPTION)/.test(flag)) return { status: 'processing' };
	if (flag.startsWith('SUCCESS')) return failed(NO_VIDEO, words);
	if (/^(CREATE_TASK_FAILED|GENERATE_MP4_FAILED)/.test(flag)) return failed(GENERATION, words);
	return failed(UNDOCUMENTED, words);
}

function readCallback(operator: Operator, body: unknown): Callback {
	const { code: rawCode, msg, data: rawData } = record(body);
	const data = record(rawData);
	if (!isRecord(body)) return ignored('The body is no JSON object.');
	if (data.callbackType !== undefined) {
		return SONG;
	}
	const taskId = callbackId(body);
	const code = number(rawCode);
	if (typeof taskId !== 'string') return taskId;
	if (code === undefined) return ignored('The body has no code.');
	const videoUrl = url(data.video_url);
	const words = { code, message: text(msg) };
	return {
		kind: 'task',
		task: {
			...named(operator.provider, 'musicVideo', taskId, body),
			...(code !== 200
				? failed(meaningOfCallback(code, operator), words)
				: videoUrl === undefined
					? failed(NO_VIDEO, words)
					: succeededWith([{ url: videoUrl }])),
		},
	};
}

/** Why Kie's jobs say that a music video failed; the codes are those of its callbacks. */
export function kieMusicVideoError(code: number | undefined, message: string): TaskError {
	const meaning = code === undefined ? GENERATION : meaningOfCallback(code, withSong(KIE));
	return errorOf(meaning, { code, message });
}

/** 451 is about a file that could not be fetched, and the only one here is the song. */
function withSong({ codes, ...rest }: Operator): Operator {
	return { ...rest, codes: new Map([...codes, [451, SOURCE_AUDIO]]) };
}

/** 400 is the code of a malformed request elsewhere; a callback means its source audio. */
function meaningOfCallback(code: number, { codes }: Operator): Meaning {
	return code === 400 ? SOURCE_AUDIO : (codes.get(code) ?? UNDOCUMENTED);
}

function ignored(why: string): Callback {
	return { kind: 'notACallback', why };
}
