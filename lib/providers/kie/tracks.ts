import type { ApiResponse, ApiVersion, Endpoint } from '../api';
import { GENERATION, notFound, UNDOCUMENTED } from '../codes';
import { envelopeUnreadable, isUnknownTask, readEnvelope } from '../envelope';
import { defined, parsed, record, time, words } from '../read';
import { errorCodeOf, TEXT_ZONE } from '../suno/operator';
import { songError } from '../suno/songErrors';
import { tracksIn, tracksOf, type TrackList } from '../suno/tracks';
import { jobLookUp, modelOfJob, progressOf } from './jobs';
import { KIE } from './operator';

/**
 * Where the tracks of a song may be, the likelier place first: Kie keeps the songs of its two API
 * versions apart, and an id does not say which one it is of.
 */
export function kieTracks(version: ApiVersion): Array<Endpoint<string, TrackList>> {
	const classic = tracksOf(KIE);
	const unified = { request: (taskId: string) => jobLookUp({ taskId }), read: readJobTracks };
	return version === 'unified' ? [unified, classic] : [classic, unified];
}

/** The market model that makes songs. */
export const SONG_MODEL = 'ai-music-api/generate';

/** Reads the record of a job of Kie's unified API version. A job that made no song is unknown here. */
export function readJobTracks(response: ApiResponse): TrackList {
	const envelope = readEnvelope(response);
	const { code, message } = envelope;
	if (isUnknownTask(envelope)) return notFound({ code, message });
	const status = progressOf(record(envelope.data));
	if (code !== 200 || status === undefined) return envelopeUnreadable(envelope, KIE.codes);
	const list = jobTracks(response.body);
	const isOther = modelOfJob(response.body) !== SONG_MODEL;
	return list.status === 'succeeded' && list.tracks.length === 0 && isOther
		? notFound({ code, message: 'The task has made no song.' })
		: list;
}

/** The tracks in a job's record, be it an answer or a callback. */
export function jobTracks(body: unknown): Extract<TrackList, { kind: 'tracks' }> {
	const data = record(record(body).data);
	const status = progressOf(data) ?? 'processing';
	const tracks = tracksIn(record(parsed(data.resultJson)).data);
	const createdAt = time(data.createTime, TEXT_ZONE);
	const found = defined({ kind: 'tracks' as const, status, tracks, createdAt, raw: body });
	if (status === 'processing') return found;
	if (status === 'succeeded') return { ...found, stage: 'complete' };
	const why = { code: errorCodeOf(data.failCode), message: words(data.failMsg) };
	const otherwise = why.code === undefined ? GENERATION : UNDOCUMENTED;
	return { ...found, stage: 'error', error: songError(KIE, why, otherwise) };
}
