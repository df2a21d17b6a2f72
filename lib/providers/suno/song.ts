import type { ApiResponse, Callback, LookUp, SongJob, Submission, TaskApi } from '../api';
import { callbackId } from '../callbackId';
import { GENERATION, NO_TRACK, UNDOCUMENTED } from '../codes';
import { envelopeRefusal, readEnvelope } from '../envelope';
import { errorCodeOf, NO_CALLBACK, type Operator } from './operator';
import { SONG_WIRE } from './options';
import { daysAfter, defined, number, record, text, words } from '../read';
import { sampleSong } from './samples';
import { checkSong } from './songChecks';
import { songError } from './songErrors';
import { failed, named } from '../state';
import { tracksIn, tracksOf, type TrackList } from './tracks';
import type { KnownTask, SongStage } from '../../task';
import { toWire } from '../wire';

/** `/api/v1/generate` makes a song; both operators share the wire format. */
export function songOf(operator: Operator): TaskApi<SongJob> {
	const { provider } = operator;
	const source = tracksOf(operator);
	return {
		provider,
		product: 'song',
		check: (job) => checkSong(job, SONG_WIRE[provider]),
		submit: {
			request: (job) => ({
				method: 'POST',
				path: '/api/v1/generate',
				body: { callBackUrl: NO_CALLBACK, ...toWire(SONG_WIRE[provider], 'create', job) },
			}),
			read: (response) => readSubmission(operator, response),
		},
		lookUp: {
			request: ({ taskId }) => source.request(taskId),
			read: (response, { taskId }) => songLookUp(operator, taskId, source.read(response, taskId)),
		},
		readCallback: (body) => readCallback(operator, body),
		sample: (job) => sampleSong(operator, job),
	};
}

function readSubmission(operator: Operator, response: ApiResponse): Submission {
	const envelope = readEnvelope(response);
	const taskId = text(record(envelope.data).taskId);
	if (envelope.code !== 200 || taskId === undefined) {
		return envelopeRefusal(envelope, operator.codes);
	}
	const task = named(operator.provider, 'song', taskId, response.body);
	return { kind: 'accepted', task: { ...task, status: 'submitted' }, ref: { taskId } };
}

/** What is known of a song beside its name. */
type Known = Omit<Extract<TrackList, { kind: 'tracks' }>, 'kind'> &
	Pick<KnownTask, 'completedAt' | 'creditsUsed'>;

/** The record of a song, from the answer that tells its tracks. @param more what else it tells */
export function songLookUp(
	operator: Operator,
	taskId: string,
	list: TrackList,
	more: Pick<Known, 'completedAt' | 'creditsUsed'> = {},
): LookUp {
	if (list.kind !== 'tracks') return list;
	return { kind: 'task', task: songTask(operator, taskId, { ...list, ...more }) };
}

/** The record of a song; a success without a sound file is none. */
function songTask(
	{ provider, retentionDays }: Operator,
	taskId: string,
	{ status, stage, tracks, error, createdAt, completedAt, creditsUsed, raw }: Known,
): KnownTask {
	const [first] = tracks;
	const isSilent = tracks.every(({ audioUrl }) => audioUrl === undefined);
	const isEmpty = status === 'succeeded' && isSilent;
	return defined({
		...named(provider, 'song', taskId, raw),
		...(isEmpty ? { ...failed(NO_TRACK), stage: 'error' as const } : { status, stage, error }),
		...(tracks.length > 0 && { audioId: first.audioId, audioUrl: first.audioUrl, tracks }),
		creditsUsed,
		createdAt,
		completedAt,
		expiresAt:
			status === 'succeeded' ? daysAfter(completedAt ?? createdAt, retentionDays) : undefined,
	});
}

const STAGES: readonly unknown[] = ['text', 'first', 'complete'] satisfies SongStage[];

/** Whether a callback's body is about a song; only those name their stage. */
export function isSongCallback(body: unknown): boolean {
	return record(record(body).data).callbackType !== undefined;
}

/** A song calls back at every stage, with the tracks that are there by then. */
function readCallback(operator: Operator, body: unknown): Callback {
	const { code: rawCode, msg, data: rawData } = record(body);
	const data = record(rawData);
	if (!isSongCallback(body)) return { kind: 'notACallback', why: 'The body has no callbackType.' };
	const taskId = callbackId(body);
	if (typeof taskId !== 'string') return taskId;
	const code = number(rawCode);
	if (code === undefined) return { kind: 'notACallback', why: 'The body has no code.' };
	const about = { tracks: tracksIn(data.data), raw: body };
	if (code === 200 && data.callbackType !== 'error') {
		const stage = STAGES.find((one) => one === data.callbackType) as SongStage | undefined;
		const status = stage === 'complete' ? 'succeeded' : 'processing';
		return { kind: 'task', task: songTask(operator, taskId, { ...about, status, stage }) };
	}
	const why = { code: errorCodeOf(code), message: words(msg) };
	const error = songError(operator, why, why.code === undefined ? GENERATION : UNDOCUMENTED);
	const state = { status: 'failed', stage: 'error', error } as const;
	return { kind: 'task', task: songTask(operator, taskId, { ...about, ...state }) };
}
