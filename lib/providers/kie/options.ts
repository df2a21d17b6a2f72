import type { ApiVersion, VeoJob, VeoOperation } from '../api';
import { NOT_SENT, under, type WireTable } from '../wire';

const NEW = ['text2video', 'image2video', 'reference2video'] as const;
const FROM_IMAGES = ['image2video', 'reference2video'] as const;
const UPSCALED = ['get_1080p', 'get_4k'] as const;

/** What Kie calls the fields of a Veo job, in each of its API versions. */
export const KIE_WIRE: Readonly<Record<ApiVersion, WireTable<VeoJob, VeoOperation>>> = {
	classic: {
		model: under('model', ...NEW, 'extend'),
		prompt: under('prompt', ...NEW, 'extend'),
		imageUrls: under('imageUrls', ...FROM_IMAGES),
		imageBinaryProperties: under(NOT_SENT, ...FROM_IMAGES),
		taskId: under('taskId', 'extend', ...UPSCALED),
		videoIndex: under('index', ...UPSCALED),
		videoId: {},
		aspectRatio: under('aspectRatio', ...NEW),
		resolution: under('resolution', ...NEW),
		duration: under('duration', ...NEW),
		seeds: under('seeds', ...NEW, 'extend'),
		watermark: under('watermark', ...NEW, 'extend'),
		enableTranslation: under('enableTranslation', ...NEW),
		enableFallback: under('enableFallback', ...NEW),
		// The 1080p version is ready when it is asked for; nobody is called back about it.
		callbackUrl: under('callBackUrl', ...NEW, 'extend', 'get_4k'),
	},
	unified: {
		model: under('model', ...NEW, 'extend'),
		prompt: under('prompt', ...NEW, 'extend'),
		imageUrls: under('image_urls', ...FROM_IMAGES),
		imageBinaryProperties: under(NOT_SENT, ...FROM_IMAGES),
		// The one model whose input is not in snake case.
		taskId: { ...under('task_id', 'extend', 'get_4k'), get_1080p: 'taskId' },
		// Always the first video, which the check sees to.
		videoIndex: under(NOT_SENT, ...UPSCALED),
		videoId: {},
		aspectRatio: under('aspect_ratio', ...NEW),
		resolution: under('resolution', ...NEW),
		duration: under('duration', ...NEW),
		seeds: under('seeds', 'extend'),
		watermark: under('watermark', ...NEW, 'extend'),
		enableTranslation: under('enable_translation', ...NEW),
		enableFallback: under('enable_fallback', ...NEW),
		// Beside the input, not in it.
		callbackUrl: under(NOT_SENT, ...NEW, 'extend', ...UPSCALED),
	},
};
