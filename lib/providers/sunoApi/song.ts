import type { SongJob, TaskApi } from '../api';
import { songOf } from '../suno/song';
import { SUNO_API } from './operator';

/** Songs at api.sunoapi.org. */
export const sunoSong: TaskApi<SongJob> = songOf(SUNO_API);
