import type { ApiResponse, ApiVersion, Endpoint } from '../api';
import { errorOf, GENERATION, notFound } from '../codes';
import { envelopeUnreadable, isUnknownTask, readEnvelope } from '../envelope';
import { parsed, record, words } from '../read';
import { errorCodeOf } from '../suno/operator';
import { meaningOfSongCode, tracksIn, tracksOf, type TrackList } from '../suno/tracks';
import { jobLookUp, progressOf } from './jobs';
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

/** Reads the record of a job of Kie's unified API version. A job that made no song is unknown here. */
function readJobTracks(response: ApiResponse): TrackList {
	const envelope = readEnvelope(response);
	const { code, message } = envelope;
	if (isUnknownTask(envelope)) return notFound({ code, message });
	const data = record(envelope.data);
	const status = progressOf(data);
	if (code !== 200 || status === undefined) return envelopeUnreadable(envelope, KIE.codes);
	const tracks = tracksIn(record(parsed(data.resultJson)).data);
	const found = { kind: 'tracks' as const, status, tracks, raw: response.body };
	if (status === 'failed') {
		const failCode = errorCodeOf(data.failCode);
		const meaning = failCode === undefined ? GENERATION : meaningOfSongCode(failCode, KIE);
		return { ...found, error: errorOf(meaning, { code: failCode, message: words(data.failMsg) }) };
	}
	if (status === 'succeeded' && tracks.length === 0) {
		return notFound({ code, message: 'The task has made no song.' });
	}
	return found;
}
