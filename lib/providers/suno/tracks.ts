import type { ApiResponse, Endpoint, LookUp } from '../api';
import {
	errorOf,
	GENERATION,
	notFound,
	UNDOCUMENTED,
	type CodeTable,
	type Meaning,
} from '../codes';
import { envelopeUnreadable, isUnknownTask, readEnvelope } from '../envelope';
import type { TaskError } from '../../error';
import { errorCodeOf, type Operator } from './operator';
import { defined, isRecord, number, record, text, url, words } from '../read';
import type { TaskStatus } from '../../task';

/** One track of a song; a music task usually has two. */
export interface Track {
	audioId: string;
	title?: string;
	/** Seconds. */
	duration?: number;
	/** Comma-separated styles. */
	tags?: string;
	audioUrl?: string;
	streamAudioUrl?: string;
	imageUrl?: string;
	/** The version of the music model. */
	model?: string;
}

/** What a question for the tracks came to. */
export type TrackList =
	| {
			kind: 'tracks';
			status: Extract<TaskStatus, 'processing' | 'succeeded' | 'failed'>;
			/** Those that are known so far. */
			tracks: Track[];
			error?: TaskError;
			/** The provider's untouched body. */
			raw: unknown;
	  }
	| Exclude<LookUp, { kind: 'task' }>;

/** `errorCode` of a music task, which differs from the codes of answers. */
const ERROR_CODES: CodeTable = new Map([
	[400, { type: 'contentRejected', reason: 'copyright' }],
	[408, { type: 'service', reason: 'upstreamTimeout' }],
	[413, { type: 'contentRejected', reason: 'copyright' }],
]);

const FAILURES: ReadonlyMap<string, Meaning> = new Map([
	['CREATE_TASK_FAILED', GENERATION],
	['GENERATE_AUDIO_FAILED', GENERATION],
	['SENSITIVE_WORD_ERROR', { type: 'contentRejected', reason: 'sensitiveWords' }],
]);

/**
 * Asks for the tracks of a song by the id of the task that made it. At most 3 times a second and task.
 */
export function tracksOf(operator: Operator): Endpoint<string, TrackList> {
	return {
		request: (taskId) => ({
			method: 'GET',
			path: '/api/v1/generate/record-info',
			query: { taskId },
		}),
		read: (response) => readTracks(response, operator),
	};
}

/** The id of another kind of task is unknown here. */
function readTracks(response: ApiResponse, operator: Operator): TrackList {
	const envelope = readEnvelope(response);
	const { code, message } = envelope;
	if (isUnknownTask(envelope)) return notFound({ code, message });
	const data = record(envelope.data);
	const status = text(data.status);
	if (code !== 200 || status === undefined) {
		return envelopeUnreadable(envelope, operator.codes);
	}
	const tracks = tracksIn(record(data.response).sunoData);
	return { kind: 'tracks', ...readStatus(status, data, tracks), tracks, raw: response.body };
}

/** What the code of a song that failed stands for; it differs from the codes of answers. */
export function meaningOfSongCode(code: number, { codes }: Operator): Meaning {
	return ERROR_CODES.get(code) ?? codes.get(code) ?? UNDOCUMENTED;
}

function readStatus(
	status: string,
	{ errorCode, errorMessage }: Readonly<Record<string, unknown>>,
	tracks: Track[],
): { status: 'processing' | 'succeeded' | 'failed'; error?: TaskError } {
	if (status === 'SUCCESS') return { status: 'succeeded' };
	if (/^(PENDING|TEXT_SUCCESS|FIRST_SUCCESS)$/.test(status)) return { status: 'processing' };
	const code = errorCodeOf(errorCode);
	// Only the operator's own callback failed; the song may be there.
	if (status === 'CALLBACK_EXCEPTION') {
		if (tracks.length > 0) return { status: 'succeeded' };
		if (code === undefined) return { status: 'processing' };
	}
	const meaning =
		(code === undefined ? undefined : ERROR_CODES.get(code)) ??
		FAILURES.get(status) ??
		UNDOCUMENTED;
	const message = words(errorMessage) ?? words(status);
	return { status: 'failed', error: errorOf(meaning, { code, message }) };
}

/** The tracks in a list of a provider; whatever else is in it is left out. */
export function tracksIn(list: unknown): Track[] {
	return Array.isArray(list) ? list.filter(isRecord).flatMap(readTrack) : [];
}

/** Records have their fields in camel case, jobs in snake case. */
function readTrack(track: Record<string, unknown>): Track[] {
	const audioId = text(track.id);
	if (audioId === undefined) return [];
	return [
		defined({
			audioId,
			title: text(track.title),
			duration: number(track.duration),
			tags: text(track.tags),
			audioUrl: url(track.audioUrl ?? track.audio_url),
			streamAudioUrl: url(track.streamAudioUrl ?? track.stream_audio_url),
			imageUrl: url(track.imageUrl ?? track.image_url),
			model: text(track.modelName ?? track.model_name),
		}),
	];
}
