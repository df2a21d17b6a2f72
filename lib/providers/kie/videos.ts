import { NO_VIDEO } from '../codes';
import { boolean, defined, number, text, urls } from '../read';
import { failed, type State } from '../state';
import { succeededWith, type Video } from '../../task';

/** A result as Kie writes it: the fields are named in camel or in snake case. */
export type Result = Readonly<Record<string, unknown>>;

/** What is known of a result from elsewhere. */
export interface Circumstances {
	/** What the job asked for; the result's own word goes before it. */
	resolution?: string;
	/** Whether a video was extended; absent where nobody says. */
	isExtension?: boolean;
	/** Whether the originals are what the user had before: an upscaled version, made on its own. */
	isUpscale?: boolean;
	/** ISO 8601. */
	completedAt?: string;
	/** When Kie answered, by its own clock, in milliseconds since 1970. */
	answeredAt?: number;
	/** Kie's words, for a result without a video. */
	message?: string;
}

/** The 1080p or 4K version of a new video may come minutes after the video itself is done. */
const UPSCALING_TAKES = 15 * 60_000;

/**
 * How far a task is that Kie calls done. Where there is only the video before upscaling or cropping,
 * the result is still on its way; it is given out in the end, for it is paid for.
 */
export function readResult(result: Result, circumstances: Circumstances): State {
	const videos = readVideos(result, circumstances);
	if (videos.length > 0) return succeededWith(videos);
	const { resolution, isUpscale, message } = circumstances;
	if (hasOriginals(result)) {
		if (mayStillCome(circumstances)) return { status: 'processing' };
		if (!isUpscale) return succeededWithOriginals(result, resolution ?? text(result.resolution));
	}
	return failed(NO_VIDEO, { code: 200, message });
}

/**
 * The videos in one of Kie's results. Only the named fields are read: other parts of an answer hold
 * the input images.
 */
export function readVideos(
	result: Result,
	{ isExtension = true, ...known }: Circumstances = {},
): Video[] {
	const resolution = text(result.resolution) ?? known.resolution;
	const own = urls(result.resultUrls ?? result.result_urls);
	// Of an extension this is the whole film, and the others are what was added to it.
	const whole = urls(result.fullResultUrls ?? result.full_result_urls);
	const [first, second] = isExtension ? [whole, own] : [own, whole];
	const originals = originalsOf(result);
	const stills = resolution === '4k' ? urls(result.imageUrls ?? result.image_urls) : [];
	const sounds = listOf(result.hasAudioList);
	const seeds = listOf(result.seeds);
	return numbered(
		Array.from({ length: Math.max(own.length, whole.length) }, (_, index) => {
			const url = first[index] ?? second[index];
			const clip = isExtension && own[index] !== url ? own[index] : undefined;
			return (
				url && {
					url,
					resolution,
					originalUrl: originals[index],
					clipUrl: clip,
					stillUrl: stills[index],
					hasAudio: boolean(sounds[index]),
					seed: number(seeds[index]),
				}
			);
		}),
	);
}

/** Whether the video before upscaling or cropping is there. */
export function hasOriginals(result: Result): boolean {
	return originalsOf(result).some((url) => url !== undefined);
}

function originalsOf(result: Result): Array<string | undefined> {
	return urls(result.originUrls ?? result.origin_urls);
}

function mayStillCome({ completedAt, answeredAt }: Circumstances): boolean {
	if (completedAt === undefined || answeredAt === undefined) return false;
	return answeredAt - Date.parse(completedAt) < UPSCALING_TAKES;
}

const LATER = 'Look the task up again later with the operation Get of the resource Task.';

/** @param wanted the resolution that did not come */
function succeededWithOriginals(result: Result, wanted: string | undefined): State {
	const isUpscaled = wanted === '1080p' || wanted === '4k';
	const resolution = isUpscaled ? '720p' : wanted;
	return {
		...succeededWith(numbered(originalsOf(result).map((url) => url && { url, resolution }))),
		note: isUpscaled
			? `Kie.ai has not given out the ${wanted} version: this is the video before it was upscaled. ${LATER}`
			: `Kie.ai has given out only the video before it was cropped. ${LATER}`,
	};
}

/** The videos without the holes; where those were, each keeps its number at Kie. */
function numbered(places: Array<Omit<Video, 'index'> | '' | undefined>): Video[] {
	const videos: Video[] = [];
	for (const [index, video] of places.entries()) {
		if (video) videos.push(defined({ ...video, ...(index !== videos.length && { index }) }));
	}
	return videos;
}

function listOf(value: unknown): unknown[] {
	return Array.isArray(value) ? value : [];
}
