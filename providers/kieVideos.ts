import { defined, text, urls } from './read';
import type { Video } from './task';

/**
 * The videos in one of Kie's results, whichever of its spellings it uses. Only the named fields are
 * read: other parts of an answer hold the input images and the video before upscaling.
 * @param resolution where the result itself names none
 */
export function readVideos(
	result: Readonly<Record<string, unknown>>,
	resolution?: string,
): Video[] {
	const originals = urls(result.originUrls ?? result.origin_urls);
	// An extension has its own part in `resultUrls`, and the whole film here.
	const whole = urls(result.fullResultUrls ?? result.full_result_urls);
	const own = urls(result.resultUrls ?? result.result_urls);
	return (whole.length > 0 ? whole : own).map((url, index): Video =>
		defined({
			url,
			resolution: text(result.resolution) ?? resolution,
			originalUrl: originals[index],
		}),
	);
}
