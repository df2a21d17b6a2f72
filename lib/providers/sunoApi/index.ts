import { always, type ProviderRow } from '../provider';
import { creditsOf } from '../suno/credits';
import { isSongCallback } from '../suno/song';
import { tracksOf } from '../suno/tracks';
import { sunoMusicVideo } from './musicVideo';
import { SUNO_API } from './operator';
import { sunoSong } from './song';

/** sunoapi.org */
export const sunoApi: ProviderRow = {
	label: 'sunoapi.org',
	credential: 'sunoApi',
	musicVideo: always(sunoMusicVideo),
	song: always(sunoSong),
	readCallback: (body) => (isSongCallback(body) ? sunoSong : sunoMusicVideo).readCallback(body),
	pace: { size: 20, window: 11_000 },
	credits: creditsOf(SUNO_API),
	tracks: () => [tracksOf(SUNO_API)],
};
