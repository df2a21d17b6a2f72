import type { ApiRequest, Callback, MusicVideoJob, TaskApi, VeoJob } from './api';
import { isJobCallback, jobLookUp, jobRequest, modelOfJob } from './kieJobs';
import { readJobCallback, readJobLookUp, type JobKind } from './kieJobs';
import { kieFreshLink } from './kieLinks';
import { GENERATION_TYPE, readOrder } from './kieVeo';
import { checkKieVeo } from './kieVeoChecks';
import { kieVeoRefusal } from './kieVeoErrors';
import { KIE_WIRE } from './kieWire';
import { kieMusicVideo, SONG } from './musicVideo';
import { kieMusicVideoError } from './musicVideoErrors';
import { MUSIC_VIDEO_WIRE } from './musicVideoWire';
import { toWire } from './wire';

const VEO: JobKind = { product: 'veo', errorOf: kieVeoRefusal };

const MUSIC_VIDEO: JobKind = { product: 'musicVideo', errorOf: kieMusicVideoError };

const MUSIC_VIDEO_MODEL = 'ai-music-api/create-music-video';
/** Songs and everything else that is made of music. */
const MUSIC_MODELS = /^ai-music-api\//;

/** Veo 3.1 at api.kie.ai in its unified form. */
export const kieVeoJobs: TaskApi<VeoJob> = {
	provider: 'kie',
	product: 'veo',
	check: (job) => checkKieVeo(job, 'unified'),
	submit: (job) => jobRequest(...veoOrder(job), job.callbackUrl),
	readSubmission: (response) => readOrder(response),
	lookUp: jobLookUp,
	readLookUp: (response, ref) => readJobLookUp(response, ref, VEO),
	readCallback: readKieJobCallback,
	freshLink: kieFreshLink,
};

/** Music videos at api.kie.ai in its unified form. */
export const kieMusicVideoJobs: TaskApi<MusicVideoJob> = {
	...kieMusicVideo,
	submit: musicVideoRequest,
	lookUp: jobLookUp,
	readLookUp: (response, ref) => readJobLookUp(response, ref, MUSIC_VIDEO),
	readCallback: readKieJobCallback,
};

/** Market model and input. */
function veoOrder(job: VeoJob): [model: string, input: Record<string, unknown>] {
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

/** Reads a callback of Kie's unified form, which names its product by its model. */
export function readKieJobCallback(body: unknown): Callback {
	if (!isJobCallback(body)) return { kind: 'notACallback', why: 'The body has no data.state.' };
	const model = modelOfJob(body) ?? '';
	if (model === MUSIC_VIDEO_MODEL) return readJobCallback(body, MUSIC_VIDEO);
	return MUSIC_MODELS.test(model) ? SONG : readJobCallback(body, VEO);
}
