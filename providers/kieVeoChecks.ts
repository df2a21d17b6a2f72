import type { VeoJob } from './api';
import { firstOf, frames, httpUrl, integerIn, oneOf, required, unavailable } from './checks';
import type { Check } from './checks';

const OPTIONS = [
	'aspectRatio',
	'resolution',
	'duration',
	'seeds',
	'watermark',
	'enableTranslation',
	'enableFallback',
] as const;

/** The first thing that Kie's Veo endpoints cannot take. */
export function checkKieVeo(job: VeoJob): Check {
	if (job.operation === 'get_1080p') {
		return firstOf(
			required('taskId', job.taskId, 'Give the ID of the task that made the video.'),
			integerIn('videoIndex', job.videoIndex, 0),
			unavailable(job, OPTIONS, 'when a finished video is upscaled'),
			unavailable(
				job,
				['callbackUrl'],
				'when Kie.ai upscales a video to 1080p',
				"Kie.ai sends no callback for it. Set 'Completion' to Poll Until Done.",
			),
		);
	}
	return firstOf(
		required('prompt', job.prompt, 'Describe the video.'),
		job.operation === 'image2video' ? frames('imageUrls', job.imageUrls) : undefined,
		oneOf('aspectRatio', job.aspectRatio, ['16:9', '9:16', 'Auto']),
		oneOf('resolution', job.resolution, ['720p', '1080p', '4k']),
		oneOf('duration', job.duration, [4, 6, 8]),
		integerIn('seeds', job.seeds, 10_000, 99_999),
		checkFallback(job),
		httpUrl('callbackUrl', job.callbackUrl),
	);
}

function checkFallback({ enableFallback, aspectRatio = '16:9' }: VeoJob): Check {
	if (enableFallback !== true || aspectRatio === '16:9') return undefined;
	return {
		field: 'enableFallback',
		problem: `works with the aspect ratio 16:9 only, not with ${aspectRatio}`,
		wayOut: 'Switch it off, or set Aspect Ratio to 16:9.',
	};
}
