import type { ApiVersion, Issue, LookUp, VeoJob, VeoOperation } from '../api';
import {
	chosenModel,
	firstOf,
	FRAMES_HINT,
	httpUrl,
	images,
	integerIn,
	oneOf,
	REFERENCES_HINT,
} from '../checks';
import { promptText, required, unavailable, type Check } from '../checks';
import type { TaskError } from '../../error';
import { KIE_WIRE } from './options';
import { notOnWire } from '../wire';

/** Where an option may be missing, by the operation that it is missing from. */
const WITHOUT_IT: Readonly<Record<VeoOperation, string>> = {
	text2video: 'when a video is made from text at Kie.ai',
	image2video: 'when a video is made from images at Kie.ai',
	reference2video: 'when a video is made from reference images at Kie.ai',
	extend: 'when a video is extended',
	get_1080p: 'when a finished video is upscaled',
	get_4k: 'when a finished video is upscaled',
};

const CLASSIC_ONLY = "Remove it, or set 'API Form' of the credential to Classic.";

/** The first thing that Kie's Veo cannot take, in the API version in which it is spoken to. */
export function checkKieVeo(job: VeoJob, version: ApiVersion = 'classic'): Check {
	return (
		chosenModel(job) ??
		checkOperation(job, version) ??
		notOnWire(KIE_WIRE[version], job.operation, job, WITHOUT_IT[job.operation])
	);
}

function checkOperation(job: VeoJob, version: ApiVersion): Check {
	switch (job.operation) {
		case 'get_1080p':
		case 'get_4k':
			return checkUpscale(job, version);
		case 'extend':
			return firstOf(
				checkSource(job),
				promptText(job.prompt, 'Describe how the video goes on.'),
				seeds(job),
				httpUrl('callbackUrl', job.callbackUrl),
			);
		default:
			return checkGeneration(job, version);
	}
}

function checkUpscale(job: VeoJob, version: ApiVersion): Check {
	return firstOf(
		checkSource(job),
		integerIn('videoIndex', job.videoIndex, 0),
		version === 'unified' && job.videoIndex !== undefined && job.videoIndex > 0
			? {
					field: 'videoIndex',
					message: "must be 0 in Kie.ai's unified API",
					fix: "Set it to 0, or set 'API Form' of the credential to Classic.",
				}
			: undefined,
		version === 'classic' && job.operation === 'get_1080p'
			? unavailable(
					job,
					['callbackUrl'],
					'when Kie.ai upscales a video to 1080p',
					"Kie.ai sends no callback for it. Set 'Wait for Result' to By Polling.",
				)
			: undefined,
		httpUrl('callbackUrl', job.callbackUrl),
	);
}

function checkGeneration(job: VeoJob, version: ApiVersion): Check {
	const fromReferences = job.operation === 'reference2video';
	return firstOf(
		promptText(job.prompt, 'Describe the video.'),
		job.operation === 'image2video' ? images(job, 2, FRAMES_HINT) : undefined,
		fromReferences ? images(job, 3, REFERENCES_HINT) : undefined,
		oneOf('aspectRatio', job.aspectRatio, ['16:9', '9:16', ...(fromReferences ? [] : ['Auto'])]),
		oneOf('resolution', job.resolution, ['720p', '1080p', '4k']),
		oneOf('duration', job.duration, fromReferences ? [8] : [4, 6, 8]),
		fromReferences ? checkReferenceModel(job) : undefined,
		version === 'unified'
			? unavailable(job, ['seeds'], "in Kie.ai's unified API", CLASSIC_ONLY)
			: seeds(job),
		checkFallback(job),
		httpUrl('callbackUrl', job.callbackUrl),
	);
}

/** Why no upscaled version can be had of a task's video, as far as the look-up of the task tells. */
export function sourceRefusal(source: LookUp): Issue | TaskError | undefined {
	if (source.kind === 'notFound') return source.error;
	if (source.kind === 'unreadable') return undefined;
	const { status, error, fallbackUsed } = source.task;
	if (status === 'failed') {
		return {
			field: 'taskId',
			message: `names a task that failed: ${error?.message ?? status}`,
			fix: 'Give the ID of a task that has succeeded. Nothing was bought.',
		};
	}
	return fallbackUsed
		? {
				field: 'taskId',
				message: 'names a video of the fallback model, which cannot be upscaled',
				fix: 'Use the video as it is: it is 1080p already. Nothing was bought.',
			}
		: undefined;
}

function checkSource({ taskId }: VeoJob): Check {
	return required('taskId', taskId, 'Give the ID of the task that made the video.');
}

function seeds(job: VeoJob): Check {
	return integerIn('seeds', job.seeds, 10_000, 99_999);
}

function checkReferenceModel({ model }: VeoJob): Check {
	if (model !== 'veo3') return undefined;
	return {
		field: 'referenceModel',
		message: 'cannot be Veo 3.1 Quality when a video is made from reference images',
		fix: 'Choose Veo 3.1 Fast or Veo 3.1 Lite.',
	};
}

function checkFallback({ enableFallback, aspectRatio = '16:9' }: VeoJob): Check {
	if (enableFallback !== true || aspectRatio === '16:9') return undefined;
	return {
		field: 'enableFallback',
		message: `works with the aspect ratio 16:9 only, not with ${aspectRatio}`,
		fix: 'Switch it off, or set Aspect Ratio to 16:9.',
	};
}
