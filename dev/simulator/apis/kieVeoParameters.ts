import { readMarks } from '../marks';
import { demand } from './envelope';
import { REJECTED_BY_FLOW } from './kieVeoFailures';
import { isText } from './providerRouter';

export const SURCHARGES: Record<string, number> = { '720p': 0, '1080p': 5, '4k': 120 };

const MAX_IMAGES: Record<string, number> = {
	TEXT_2_VIDEO: 0,
	FIRST_AND_LAST_FRAMES_2_VIDEO: 2,
	REFERENCE_2_VIDEO: 3,
};

type Parameters = Record<string, unknown>;

/** The parameters of `generate` as Kie accepted them, its defaults filled in. */
export function acceptedParameters(request: Parameters): Parameters {
	const { aspect_ratio, aspectRatio, watermark, ...rest } = request;
	return {
		enableTranslation: true,
		enableFallback: false,
		model: 'veo3_fast',
		resolution: '720p',
		...rest,
		...(watermark !== undefined && { waterMark: watermark }),
		aspectRatio: aspect_ratio ?? aspectRatio ?? '16:9',
	};
}

/** @throws Refusal with the code and text of the first parameter that Kie would not take */
export function checkGenerate(body: Parameters): void {
	const { aspectRatio, imageUrls, generationType, model, resolution, duration, seeds } = {
		duration: 8,
		seeds: 10000,
		...acceptedParameters(body),
	} as Parameters;
	demand(isText(body.prompt), 422, 'Please enter prompt');
	demand(!readMarks(body.prompt).has('submit rejected'), 422, REJECTED_BY_FLOW);
	demand(['veo3', 'veo3_fast', 'veo3_lite'].includes(String(model)), 422, 'Model error');
	demand(['16:9', '9:16', 'Auto'].includes(String(aspectRatio)), 422, 'Ratio error');
	demand(Object.hasOwn(SURCHARGES, String(resolution)), 422, 'Resolution error');
	demand(
		[4, 6, 8].some((seconds) => seconds === duration),
		422,
		'Duration error',
	);
	demand(isSeed(seeds), 422, 'Seeds error');
	demand(
		imageUrls === undefined || (Array.isArray(imageUrls) && imageUrls.every(isHttpUrl)),
		422,
		'imageUrls is invalid',
	);
	const images = Array.isArray(imageUrls) ? imageUrls.length : 0;
	const type = String(
		generationType ?? (images === 0 ? 'TEXT_2_VIDEO' : 'FIRST_AND_LAST_FRAMES_2_VIDEO'),
	);
	demand(Object.hasOwn(MAX_IMAGES, type), 422, 'generationType error');
	demand(type === 'TEXT_2_VIDEO' || images > 0, 422, 'Please enter imageUrls');
	demand(images <= MAX_IMAGES[type], 422, 'imageUrls is invalid');
	if (type === 'REFERENCE_2_VIDEO') {
		demand(model !== 'veo3', 422, 'Model error');
		demand(aspectRatio !== 'Auto', 422, 'Ratio error');
		demand(duration === 8, 422, 'Duration error');
	}
	checkCallbackUrl(body.callBackUrl);
}

export function isSeed(value: unknown): boolean {
	return Number.isInteger(value) && Number(value) >= 10000 && Number(value) <= 99999;
}

function isHttpUrl(value: unknown): boolean {
	return typeof value === 'string' && URL.canParse(value) && /^https?:/i.test(value);
}

/** @throws Refusal when the callback URL is there and not a URL */
export function checkCallbackUrl(value: unknown): void {
	demand(value === undefined || value === '' || isHttpUrl(value), 422, 'callBackUrl is invalid');
}
