import { always, type ProviderRow } from '../provider';
import { creditsOf } from '../suno/credits';
import { tracksOf } from '../suno/tracks';
import { sunoMusicVideo } from './musicVideo';
import { SUNO_API } from './operator';

/** sunoapi.org */
export const sunoApi: ProviderRow = {
	label: 'sunoapi.org',
	credential: 'sunoApi',
	musicVideo: always(sunoMusicVideo),
	readCallback: sunoMusicVideo.readCallback,
	pace: { size: 20, window: 11_000 },
	credits: creditsOf(SUNO_API),
	tracks: () => [tracksOf(SUNO_API)],
};
