import type { ProviderRow } from '../provider';
import { creditsOf } from '../suno/credits';
import { readCallback } from './callback';
import { kieMusicVideo } from './musicVideo';
import { KIE } from './operator';
import { kieSong, kieSongJobs } from './song';
import { kieTracks } from './tracks';
import { upload } from './upload';
import { kieMusicVideoJobs, kieVeoJobs } from './unified';
import { kieVeo } from './veo';

/** kie.ai */
export const kie: ProviderRow = {
	label: 'Kie.ai',
	credential: 'kieApi',
	veo: { classic: kieVeo, unified: kieVeoJobs },
	musicVideo: { classic: kieMusicVideo, unified: kieMusicVideoJobs },
	song: { classic: kieSong, unified: kieSongJobs },
	hasVersions: true,
	readCallback,
	// It takes 20 new tasks per 10 s and account and refuses the rest; a second more is for the way.
	pace: { size: 20, window: 11_000 },
	upload,
	credits: creditsOf(KIE),
	tracks: kieTracks,
};
