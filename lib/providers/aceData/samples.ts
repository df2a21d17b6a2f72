import type { VeoJob } from '../api';
import { SAMPLE, sampleTimes } from '../sample';
import { succeededWith, type KnownTask } from '../../task';

/** As `record.ts` reads a record; that of an upscaled video does not say when it was complete. */
export function sampleVeo({ operation, resolution }: VeoJob): Partial<KnownTask> {
	const isUpscaled = operation === 'get_1080p';
	const { completedAt, ...times } = sampleTimes();
	const asked = isUpscaled ? '1080p' : resolution;
	const video = {
		url: SAMPLE.video,
		id: 'sample-video',
		...(asked !== undefined && { resolution: asked }),
	};
	return {
		...succeededWith([video]),
		traceId: 'sample-trace',
		...times,
		...(!isUpscaled && { completedAt }),
	};
}
