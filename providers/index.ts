import { aceDataVeo } from './aceDataVeo';
import type { ApiForm, Callback, MusicVideoJob, TaskApi, VeoJob } from './api';
import { isJobCallback } from './kieJobs';
import { kieMusicVideoJobs, kieVeoJobs, readKieJobCallback } from './kieJobsApis';
import { kieVeo } from './kieVeo';
import { kieMusicVideo, sunoMusicVideo } from './musicVideo';
import { record, text } from './read';
import type { Provider, Task } from './task';

/** The APIs in both forms; only Kie has more than one. */
const VEO: Readonly<Record<ApiForm, ReadonlyArray<TaskApi<VeoJob>>>> = {
	classic: [kieVeo, aceDataVeo],
	unified: [kieVeoJobs, aceDataVeo],
};
const MUSIC_VIDEO: Readonly<Record<ApiForm, ReadonlyArray<TaskApi<MusicVideoJob>>>> = {
	classic: [kieMusicVideo, sunoMusicVideo],
	unified: [kieMusicVideoJobs, sunoMusicVideo],
};

/** The Veo API of a provider; absent where it has none. */
export function veoApi(provider: string, form: ApiForm = 'classic'): TaskApi<VeoJob> | undefined {
	return VEO[form].find((api) => api.provider === provider);
}

/** The music video API of a provider; absent where it has none. */
export function musicVideoApi(
	provider: string,
	form: ApiForm = 'classic',
): TaskApi<MusicVideoJob> | undefined {
	return MUSIC_VIDEO[form].find((api) => api.provider === provider);
}

/**
 * The APIs that may know a task of this provider, the likeliest first. Kie keeps the records of its
 * products and of its two forms apart, and its callbacks are not sure to tell which; the records of
 * the unified form name their product themselves.
 * @param form the one that the credential chooses
 */
export function apisFor(
	{ provider, product }: Pick<Task, 'provider' | 'product'>,
	form: ApiForm,
): Array<TaskApi<never>> {
	const likely = product === 'veo' ? veoApi : musicVideoApi;
	const other = product === 'veo' ? musicVideoApi : veoApi;
	const classic = [likely(provider), other(provider)];
	const unified = provider === 'kie' ? [kieVeoJobs] : [];
	const all = form === 'classic' ? [...classic, ...unified] : [...unified, ...classic];
	return all.filter((api) => api !== undefined);
}

/** Reads a callback of a provider, whichever of its products and forms it is about. */
export function readCallback(provider: Provider, body: unknown): Callback {
	switch (provider) {
		case 'aceData':
			return aceDataVeo.readCallback(body);
		case 'sunoApi':
			return sunoMusicVideo.readCallback(body);
		case 'kie':
			if (isJobCallback(body)) return readKieJobCallback(body);
			return (isAboutMusic(body) ? kieMusicVideo : kieVeo).readCallback(body);
	}
}

const MUSIC_FIELDS = ['video_url', 'callbackType'];
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
