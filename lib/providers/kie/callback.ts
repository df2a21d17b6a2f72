import type { Callback } from '../api';
import { record, text } from '../read';
import { isJobCallback } from './jobs';
import { isSongCallback } from '../suno/song';
import { kieMusicVideo } from './musicVideo';
import { kieSong } from './song';
import { readKieJobCallback } from './unified';
import { kieVeo } from './veo';

/** Reads a callback of Kie, whichever of its products and API versions it is about. */
export function readCallback(body: unknown): Callback {
	if (isJobCallback(body)) return readKieJobCallback(body);
	if (isSongCallback(body)) return kieSong.readCallback(body);
	return (isAboutMusic(body) ? kieMusicVideo : kieVeo).readCallback(body);
}

const MUSIC_FIELDS = ['video_url'];
const VEO_FIELDS = ['info', 'resultUrls', 'result_urls', 'fallbackFlag', 'promptJson'];
const MUSIC_WORDS = /\b(music|mp4|song)\b|音乐/i;
const VEO_WORDS = /\b(veo|veo3|4k|1080p|flow)\b/i;

/**
 * Kie's classic callbacks do not name their product, and some failures say hardly anything: then the
 * message tells, and last of all how the task ID is spelt.
 */
function isAboutMusic(body: unknown): boolean {
	const { msg, data: rawData } = record(body);
	const data = record(rawData);
	if (MUSIC_FIELDS.some((field) => field in data)) return true;
	if (VEO_FIELDS.some((field) => field in data)) return false;
	const words = (text(msg) ?? '').slice(0, 1000);
	if (MUSIC_WORDS.test(words) !== VEO_WORDS.test(words)) return MUSIC_WORDS.test(words);
	return 'task_id' in data;
}
