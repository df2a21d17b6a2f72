import type { MusicVideoJob, SongJob, VeoJob } from '../api';
import { sampleMusicVideo, sampleSong } from '../suno/samples';
import { SAMPLE, sampleTimes } from '../sample';
import { succeededWith, type KnownTask, type Video } from '../../task';
import { KIE } from './operator';

/** A sample costs nothing. */
const UNPAID = { creditsUsed: 0 };

const times = () => sampleTimes(KIE.retentionDays);

/** As `veoRecords.ts`, `upscale1080p.ts` and `upscale4k.ts` read the records of the classic API. */
export function sampleVeo(job: VeoJob): Partial<KnownTask> {
	const version = versionIn(job);
	if (version) {
		const { taskId, videoIndex = 0 } = job;
		const video = { ...upscaled(version), ...(version === '4k' && { stillUrl: SAMPLE.still }) };
		return { taskId, version, videoIndex, ...succeededWith([video]) };
	}
	const video: Video = {
		url: SAMPLE.video,
		resolution: job.resolution ?? '720p',
		...(job.operation === 'extend' && { clipUrl: SAMPLE.clip }),
		hasAudio: true,
		seed: job.seeds ?? SAMPLE.seed,
	};
	return { ...succeededWith([video]), fallbackUsed: false, ...times() };
}

/** As `jobs.ts` reads the records of the unified API. */
export function sampleVeoJob(job: VeoJob): Partial<KnownTask> {
	const version = versionIn(job);
	const { resolution } = job;
	const video = version
		? { ...upscaled(version), originalUrl: SAMPLE.original }
		: { url: SAMPLE.video, ...(resolution !== undefined && { resolution }) };
	return { ...succeededWith([video]), ...UNPAID, ...times() };
}

export function sampleMusicVideoJob(job: MusicVideoJob): Partial<KnownTask> {
	const { trackIndex, ...rest } = sampleMusicVideo(KIE, job);
	return { ...rest, ...UNPAID };
}

export function sampleSongJob(job: SongJob): Partial<KnownTask> {
	return { ...sampleSong(KIE, job), ...UNPAID, ...times() };
}

function versionIn({ operation }: VeoJob): '1080p' | '4k' | undefined {
	if (operation === 'get_1080p') return '1080p';
	return operation === 'get_4k' ? '4k' : undefined;
}

function upscaled(resolution: string): Video {
	return { url: SAMPLE.video, resolution };
}
