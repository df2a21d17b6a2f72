import type { VeoJob, VeoOperation } from '../api';
import { NOT_SENT, under, type WireTable } from '../wire';

const NEW = ['text2video', 'image2video', 'reference2video'] as const;

/** What Ace Data Cloud calls the fields of a Veo job. */
export const ACE_DATA_WIRE: WireTable<VeoJob, VeoOperation> = {
	model: under('model', ...NEW, 'get_1080p'),
	prompt: under('prompt', ...NEW),
	imageUrls: under('image_urls', 'image2video', 'reference2video'),
	imageBinaryProperties: under(NOT_SENT, 'image2video', 'reference2video'),
	// The video's own ID is looked up by them.
	taskId: under(NOT_SENT, 'get_1080p'),
	videoIndex: under(NOT_SENT, 'get_1080p'),
	videoId: under('video_id', 'get_1080p'),
	aspectRatio: under('aspect_ratio', ...NEW),
	resolution: under('resolution', ...NEW),
	duration: {},
	seeds: {},
	watermark: {},
	enableTranslation: under('translation', ...NEW),
	enableFallback: {},
	callbackUrl: under('callback_url', ...NEW, 'get_1080p'),
};
