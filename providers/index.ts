import { aceDataVeo } from './aceDataVeo';
import type { ApiForm, Callback, MusicVideoJob, TaskApi, VeoJob } from './api';
import { isJobCallback } from './kieJobs';
import { kieMusicVideoJobs, kieVeoJobs, readKieJobCallback } from './kieJobsApis';
import { kieVeo } from './kieVeo';
import { kieMusicVideo, sunoMusicVideo } from './musicVideo';
import { record } from './read';
import type { Provider } from './task';

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

/** Kie's callbacks do not name their product; only music has these fields, even when it failed. */
function isAboutMusic(body: unknown): boolean {
	const data = record(record(body).data);
	return 'video_url' in data || 'callbackType' in data;
}
