import { aceDataVeo } from './aceDataVeo';
import type { Callback, MusicVideoJob, TaskApi, VeoJob } from './api';
import { kieVeo } from './kieVeo';
import { kieMusicVideo, sunoMusicVideo } from './musicVideo';
import { record } from './read';
import type { Provider } from './task';

const VEO = [kieVeo, aceDataVeo];
const MUSIC_VIDEO = [kieMusicVideo, sunoMusicVideo];

/** The Veo API of a provider; absent where it has none. */
export function veoApi(provider: string): TaskApi<VeoJob> | undefined {
	return VEO.find((api) => api.provider === provider);
}

/** The music video API of a provider; absent where it has none. */
export function musicVideoApi(provider: string): TaskApi<MusicVideoJob> | undefined {
	return MUSIC_VIDEO.find((api) => api.provider === provider);
}

/** Reads a callback of a provider, whichever of its products it is about. */
export function readCallback(provider: Provider, body: unknown): Callback {
	switch (provider) {
		case 'aceData':
			return aceDataVeo.readCallback(body);
		case 'sunoApi':
			return sunoMusicVideo.readCallback(body);
		case 'kie':
			return (isAboutMusic(body) ? kieMusicVideo : kieVeo).readCallback(body);
	}
}

/** Kie's callbacks do not name their product; only music has these fields, even when it failed. */
function isAboutMusic(body: unknown): boolean {
	const data = record(record(body).data);
	return 'video_url' in data || 'callbackType' in data;
}
