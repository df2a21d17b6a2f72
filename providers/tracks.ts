import type { ApiRequest, ApiResponse, LookUp } from './api';
import { errorOf, GENERATION, notFound, UNDOCUMENTED, type CodeTable, type Meaning } from './codes';
import { envelopeUnreadable, isUnknownTask, readEnvelope } from './envelope';
import type { TaskError } from './errors';
import { errorCodeOf, OPERATORS, type Operator } from './operators';
import { defined, isRecord, number, record, text, url, words } from './read';
import type { TaskStatus } from './task';

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

/** Asks for the tracks of a music task; at most 3 times a second and task. */
export function listTracks(taskId: string): ApiRequest {
	return { method: 'GET', path: '/api/v1/generate/record-info', query: { taskId } };
}

/** Reads the answer to {@link listTracks}. The id of another kind of task is unknown here. */
export function readTracks(response: ApiResponse, provider: Operator['provider']): TrackList {
	const envelope = readEnvelope(response);
	const { code, message } = envelope;
	if (isUnknownTask(envelope)) return notFound({ code, message });
	const data = record(envelope.data);
	const status = text(data.status);
	if (code !== 200 || status === undefined) {
		return envelopeUnreadable(envelope, OPERATORS[provider].codes);
	}
	const list = record(data.response).sunoData;
	const tracks = Array.isArray(list) ? list.filter(isRecord).flatMap(readTrack) : [];
	return { kind: 'tracks', ...readStatus(status, data, tracks), tracks, raw: response.body };
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

function readTrack(track: Record<string, unknown>): Track[] {
	const audioId = text(track.id);
	if (audioId === undefined) return [];
	return [
		defined({
			audioId,
			title: text(track.title),
			duration: number(track.duration),
			tags: text(track.tags),
			audioUrl: url(track.audioUrl),
			streamAudioUrl: url(track.streamAudioUrl),
			imageUrl: url(track.imageUrl),
			model: text(track.modelName),
		}),
	];
}
