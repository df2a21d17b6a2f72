import type { VeoJob } from '../api';
import {
	chosenModel,
	firstOf,
	FRAMES_HINT,
	httpUrl,
	images,
	oneOf,
	REFERENCES_HINT,
} from '../checks';
import { promptText, required, type Check } from '../checks';
import { ACE_DATA_WIRE } from './options';
import { notOnWire } from '../wire';

/** The first thing that Ace Data Cloud's Veo endpoint cannot take. */
export function checkAceDataVeo(job: VeoJob): Check {
	return chosenModel(job) ?? checkOperation(job);
}

function checkOperation(job: VeoJob): Check {
	if (job.operation === 'get_4k' || job.operation === 'extend') {
		return {
			field: 'operation',
			message: 'is not available at Ace Data Cloud',
			fix: 'Choose another operation, or the provider Kie.ai.',
		};
	}
	if (job.operation === 'get_1080p') {
		return firstOf(
			required(
				'videoId',
				job.videoId ?? job.taskId,
				'Give the ID of the video, or that of the task that made it.',
			),
			notOnWire(ACE_DATA_WIRE, job.operation, job, 'when Ace Data Cloud upscales a video'),
			httpUrl('callbackUrl', job.callbackUrl),
		);
	}
	return firstOf(
		promptText(job.prompt, 'Describe the video.'),
		job.operation === 'image2video' ? images(job, 2, FRAMES_HINT) : undefined,
		job.operation === 'reference2video' ? images(job, 3, REFERENCES_HINT) : undefined,
		notOnWire(ACE_DATA_WIRE, job.operation, job, 'at Ace Data Cloud'),
		oneOf('aspectRatio', job.aspectRatio, ['16:9', '9:16']),
		oneOf('resolution', job.resolution, ['1080p', '4k', 'gif']),
		checkFourK(job),
		httpUrl('callbackUrl', job.callbackUrl),
	);
}

/** Any other combination is accepted, paid for and fails while the video is made. */
function checkFourK({ operation, model, resolution }: VeoJob): Check {
	if (resolution !== '4k' || (operation === 'text2video' && model === 'veo31')) return undefined;
	return {
		field: 'resolution',
		message: 'can be 4k only when a text becomes a video with the model veo31',
		fix: 'Choose 1080p, or the operation Text to Video with the model veo31.',
	};
}
