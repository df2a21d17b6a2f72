import type { ApiRequest, ApiResponse, Callback, LookUp, MusicVideoJob } from '../api';
import type { TaskApi, TaskRef, VeoJob } from '../api';
import { isJobCallback, jobLookUp, jobRequest, modelOfJob } from './jobs';
import { readJobCallback, readJobLookUp, type JobKind } from './jobs';
import { kieFreshLink } from './freshLink';
import { GENERATION_TYPE, readSubmitted, usualTime, withRef } from './veo';
import { checkKieVeo, sourceRefusal } from './veoChecks';
import { kieVeoRefusal } from './veoErrors';
import { KIE_WIRE } from './options';
import { sampleMusicVideoJob, sampleVeoJob } from './samples';
import { readSongJob, readSongJobCallback } from './song';
import { kieMusicVideo, kieMusicVideoError } from './musicVideo';
import { MUSIC_VIDEO_WIRE } from '../suno/options';
import { toWire } from '../wire';

const VEO: JobKind = { product: 'veo', errorOf: kieVeoRefusal };

const MUSIC_VIDEO: JobKind = { product: 'musicVideo', errorOf: kieMusicVideoError };

const MUSIC_VIDEO_MODEL = 'ai-music-api/create-music-video';
const VEO_MODELS = /^veo[-/]/;
/** Songs, and all else that Suno makes. */
const MUSIC_MODELS = /^ai-music-api\//;

/** Veo 3.1 at api.kie.ai in its unified API version. */
export const kieVeoJobs: TaskApi<VeoJob> = {
	provider: 'kie',
	product: 'veo',
	check: (job) => checkKieVeo(job, 'unified'),
	looksUpAll: true,
	submit: {
		request: (job) => jobRequest(...veoInput(job), job.callbackUrl),
		read: (response, job) => withRef(readSubmitted(response), job),
	},
	lookUp: {
		request: jobLookUp,
		read: (response, ref) => readAnyJob(response, ref, VEO),
	},
	usualTime,
	readCallback: readKieJobCallback,
	refuseSource: sourceRefusal,
	freshLink: kieFreshLink,
	sample: sampleVeoJob,
};

/** Music videos at api.kie.ai in its unified API version. */
export const kieMusicVideoJobs: TaskApi<MusicVideoJob> = {
	...kieMusicVideo,
	submit: { ...kieMusicVideo.submit, request: musicVideoRequest },
	lookUp: {
		request: jobLookUp,
		read: (response, ref) => readAnyJob(response, ref, MUSIC_VIDEO),
	},
	readCallback: readKieJobCallback,
	sample: sampleMusicVideoJob,
};

/** Market model and input. */
function veoInput(job: VeoJob): [model: string, input: Record<string, unknown>] {
	const input = toWire(KIE_WIRE.unified, job.operation, job);
	switch (job.operation) {
		case 'get_1080p':
			return ['veo/get-1080p-video', input];
		case 'get_4k':
			return ['veo/get-4k-video', input];
		case 'extend':
			return ['veo/extend', input];
		default:
			return ['veo-3-1', { ...input, generation_type: GENERATION_TYPE[job.operation] }];
	}
}

function musicVideoRequest(job: MusicVideoJob): ApiRequest {
	const input = toWire(MUSIC_VIDEO_WIRE.unified, 'create', job);
	return jobRequest(MUSIC_VIDEO_MODEL, input, job.callbackUrl);
}

/**
 * Reads the record of any job: the endpoint is that of all, and whoever asks may not know which kind
 * this one is of. @param kind of a job whose model says nothing
 */
function readAnyJob(response: ApiResponse, ref: TaskRef, kind: JobKind): LookUp {
	const { body } = response;
	if (isSong(body)) return readSongJob(response, ref.taskId);
	return readJobLookUp(response, ref, kindOf(body) ?? kind);
}

/** Reads a callback of Kie's unified API version, which names its product by its model. */
export function readKieJobCallback(body: unknown): Callback {
	if (!isJobCallback(body)) return { kind: 'notACallback', why: 'The body has no data.state.' };
	if (isSong(body)) return readSongJobCallback(body);
	return readJobCallback(body, kindOf(body) ?? VEO);
}

function kindOf(body: unknown): JobKind | undefined {
	if (isMusicVideo(body)) return MUSIC_VIDEO;
	return VEO_MODELS.test(modelOfJob(body) ?? '') ? VEO : undefined;
}

function isMusicVideo(body: unknown): boolean {
	return modelOfJob(body) === MUSIC_VIDEO_MODEL;
}

function isSong(body: unknown): boolean {
	return MUSIC_MODELS.test(modelOfJob(body) ?? '') && !isMusicVideo(body);
}
