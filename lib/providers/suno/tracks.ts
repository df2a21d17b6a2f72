import type { ApiResponse, Endpoint, LookUp } from '../api';
import { notFound, UNDOCUMENTED } from '../codes';
import { envelopeUnreadable, isUnknownTask, readEnvelope } from '../envelope';
import type { TaskError } from '../../error';
import { errorCodeOf, TEXT_ZONE, type Operator } from './operator';
import { defined, isRecord, number, record, text, time, url, words } from '../read';
import { songError } from './songErrors';
import type { SongStage, TaskStatus, Track } from '../../task';

/** What a question for the tracks came to. */
export type TrackList =
	| {
			kind: 'tracks';
			status: Extract<TaskStatus, 'processing' | 'succeeded' | 'failed'>;
			stage?: SongStage;
			/** Those that are known so far. */
			tracks: Track[];
			error?: TaskError;
			/** ISO 8601, where the record says it. */
			createdAt?: string;
			/** The provider's untouched body. */
			raw: unknown;
	  }
	| Exclude<LookUp, { kind: 'task' }>;

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
	const { sunoData } = record(data.response);
	const tracks = tracksIn(sunoData);
	return defined({
		kind: 'tracks' as const,
		...readStatus(status, data, { tracks, operator }),
		tracks,
		createdAt: createdAtIn(sunoData),
		raw: response.body,
	});
}

const STAGES: ReadonlyMap<string, SongStage> = new Map([
	['TEXT_SUCCESS', 'text'],
	['FIRST_SUCCESS', 'first'],
]);

function readStatus(
	status: string,
	{ errorCode, errorMessage }: Readonly<Record<string, unknown>>,
	{ tracks, operator }: { tracks: Track[]; operator: Operator },
): { status: 'processing' | 'succeeded' | 'failed'; stage?: SongStage; error?: TaskError } {
	const stage = STAGES.get(status);
	if (status === 'SUCCESS') return { status: 'succeeded', stage: 'complete' };
	if (status === 'PENDING' || stage !== undefined) return { status: 'processing', stage };
	const code = errorCodeOf(errorCode);
	// Only the operator's own callback failed, at whatever stage; the tracks tell how far the song is.
	if (status === 'CALLBACK_EXCEPTION') {
		const reached = stageOf(tracks);
		if (reached === 'complete') return { status: 'succeeded', stage: reached };
		if (code === undefined) return { status: 'processing', stage: reached };
	}
	const message = words(errorMessage) ?? words(status);
	const error = songError(operator, { code, message, status }, UNDOCUMENTED);
	return { status: 'failed', stage: 'error', error };
}

/** One order makes two tracks, as a rule. */
const USUAL_TRACKS = 2;

/** How far a song is whose record does not say it: a record lists one track before the other. */
function stageOf(tracks: Track[]): SongStage | undefined {
	if (tracks.length === 0) return undefined;
	const ready = tracks.filter(({ audioUrl }) => audioUrl !== undefined).length;
	if (ready === tracks.length && ready >= USUAL_TRACKS) return 'complete';
	return ready > 0 ? 'first' : 'text';
}

/** A record has no time of its own, but each of its tracks has. */
function createdAtIn(sunoData: unknown): string | undefined {
	const first: unknown = Array.isArray(sunoData) ? sunoData[0] : undefined;
	return time(record(first).createTime, TEXT_ZONE);
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
			lyrics: text(track.prompt),
			audioUrl: url(track.audioUrl ?? track.audio_url),
			streamAudioUrl: url(track.streamAudioUrl ?? track.stream_audio_url),
			imageUrl: url(track.imageUrl ?? track.image_url),
			model: text(track.modelName ?? track.model_name),
		}),
	];
}
