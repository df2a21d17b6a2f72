import type { ApiResponse, Callback, LookUp, SongJob, TaskApi } from '../api';
import { callbackId } from '../callbackId';
import { number, record, time } from '../read';
import { SONG_WIRE } from '../suno/options';
import { TEXT_ZONE } from '../suno/operator';
import { songLookUp, songOf } from '../suno/song';
import { checkSong } from '../suno/songChecks';
import type { TrackList } from '../suno/tracks';
import { toWire } from '../wire';
import { kieFreshLink } from './freshLink';
import { jobLookUp, jobRequest } from './jobs';
import { KIE } from './operator';
import { sampleSongJob } from './samples';
import { jobTracks, readJobTracks, SONG_MODEL } from './tracks';

/** Songs at api.kie.ai in its classic API. */
export const kieSong: TaskApi<SongJob> = { ...songOf(KIE), freshLink: kieFreshLink };

/** Songs at api.kie.ai in its unified API version. */
export const kieSongJobs: TaskApi<SongJob> = {
	...kieSong,
	check: (job) => checkSong(job, SONG_WIRE.unified),
	submit: {
		...kieSong.submit,
		request: (job) =>
			jobRequest(SONG_MODEL, toWire(SONG_WIRE.unified, 'create', job), job.callbackUrl),
	},
	lookUp: {
		request: jobLookUp,
		read: (response, { taskId }) => readSongJob(response, taskId),
	},
	readCallback: readSongJobCallback,
	sample: sampleSongJob,
};

/** Reads the record of a job that made a song. */
export function readSongJob(response: ApiResponse, taskId: string): LookUp {
	return lookUpOf(response.body, taskId, readJobTracks(response));
}

/** Reads the callback of a job that made a song: one, when it has ended. */
export function readSongJobCallback(body: unknown): Callback {
	const taskId = callbackId(body);
	if (typeof taskId !== 'string') return taskId;
	const found = lookUpOf(body, taskId, jobTracks(body));
	return found.kind === 'task' ? found : { kind: 'notACallback', why: 'The body is of no song.' };
}

function lookUpOf(body: unknown, taskId: string, list: TrackList): LookUp {
	const data = record(record(body).data);
	return songLookUp(KIE, taskId, list, {
		completedAt: time(data.completeTime, TEXT_ZONE),
		creditsUsed: number(data.creditsConsumed ?? data.consumeCredits),
	});
}
