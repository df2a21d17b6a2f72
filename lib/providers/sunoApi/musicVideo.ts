import type { MusicVideoJob, TaskApi } from '../api';
import { musicVideoOf } from '../suno/musicVideo';
import { SUNO_API } from './operator';

/** Music videos at api.sunoapi.org. */
export const sunoMusicVideo: TaskApi<MusicVideoJob> = musicVideoOf(SUNO_API);
