import type { MusicVideoJob, SongJob } from '../api';
import { SAMPLE, sampleTimes } from '../sample';
import type { Operator } from './operator';
import { succeededWith, type KnownTask, type Track } from '../../task';

export function sampleMusicVideo(
	{ retentionDays }: Operator,
	{ audioId }: MusicVideoJob,
): Partial<KnownTask> {
	const made = succeededWith([{ url: SAMPLE.video }]);
	return { ...made, audioId, trackIndex: 0, ...sampleTimes(retentionDays) };
}

/** A song has two tracks, and its record does not say when it was complete. */
export function sampleSong({ retentionDays }: Operator, job: SongJob): Partial<KnownTask> {
	const tracks = [1, 2].map((number): Track => {
		const { title = 'Sample', style = 'sample', prompt = '', model } = job;
		const [audioUrl, streamAudioUrl] = [SAMPLE.sound(number), SAMPLE.sound(number)];
		return {
			audioId: `sample-track-${number}`,
			title,
			duration: 2,
			tags: style,
			lyrics: prompt,
			audioUrl,
			streamAudioUrl,
			imageUrl: SAMPLE.still,
			model,
		};
	});
	const [{ audioId, audioUrl }] = tracks;
	const { completedAt, ...times } = sampleTimes(retentionDays);
	return { stage: 'complete', audioId, audioUrl, tracks, ...times };
}
