import type { MusicVideoJob, TaskApi } from '../api';
import { GENERATION, UNDOCUMENTED } from '../codes';
import type { TaskError } from '../../error';
import { musicVideoOf } from '../suno/musicVideo';
import { musicVideoError, withSong } from '../suno/musicVideoErrors';
import { kieFreshLink } from './freshLink';
import { KIE } from './operator';

/** Music videos at api.kie.ai in its classic API. */
export const kieMusicVideo: TaskApi<MusicVideoJob> = {
	...musicVideoOf(KIE),
	freshLink: kieFreshLink,
};

/** Why Kie's jobs say that a music video failed; the codes are those of its callbacks. */
export function kieMusicVideoError(code: number | undefined, message: string): TaskError {
	const flag = code === undefined ? GENERATION : UNDOCUMENTED;
	return musicVideoError(withSong(KIE), { code, message }, flag);
}
