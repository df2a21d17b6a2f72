import type { ApiVersion, MusicVideoJob } from '../api';
import { NOT_SENT, under, type WireTable } from '../wire';

/** What the operators call the fields of a music video, in each of Kie's API versions. */
export const MUSIC_VIDEO_WIRE: Readonly<Record<ApiVersion, WireTable<MusicVideoJob, 'create'>>> = {
	classic: {
		taskId: under('taskId', 'create'),
		audioId: under('audioId', 'create'),
		author: under('author', 'create'),
		domainName: under('domainName', 'create'),
		callbackUrl: under('callBackUrl', 'create'),
	},
	unified: {
		taskId: under('task_id', 'create'),
		audioId: under('audio_id', 'create'),
		author: under('author', 'create'),
		domainName: under('domain_name', 'create'),
		// Beside the input, not in it.
		callbackUrl: under(NOT_SENT, 'create'),
	},
};
