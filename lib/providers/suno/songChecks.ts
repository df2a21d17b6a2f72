import type { SongJob } from '../api';
import { atMost, firstOf, httpUrl, integerIn, oneOf } from '../checks';
import { promptText, required, unavailable, type Check } from '../checks';
import { notOnWire, type WireTable } from '../wire';

/** What only custom mode has. */
const CUSTOM = ['style', 'title', 'personaId', 'personaModel', 'duration'] as const;

/** The first thing that an operator cannot take. @param wire its names of the fields */
export function checkSong(job: SongJob, wire: WireTable<SongJob, 'create'>): Check {
	return firstOf(
		notOnWire(wire, 'create', job, 'at this provider'),
		required('model', job.model, 'Choose the version of the music model.'),
		job.customMode ? checkCustom(job) : checkSimple(job),
		oneOf('vocalGender', job.vocalGender, ['m', 'f']),
		share('styleWeight', job.styleWeight),
		share('weirdnessConstraint', job.weirdnessConstraint),
		share('audioWeight', job.audioWeight),
		httpUrl('callbackUrl', job.callbackUrl),
	);
}

/** One document has 500 characters; where that still holds, the provider says so and sells nothing. */
function checkSimple(job: SongJob): Check {
	return firstOf(
		promptText(job.prompt, 'Describe the song.'),
		atMost('prompt', job.prompt, 3000),
		unavailable(job, CUSTOM, 'without Custom Mode', "Remove it, or switch 'Custom Mode' on."),
	);
}

/** V4 takes less than the models after it. */
function checkCustom(job: SongJob): Check {
	const { model, prompt, style, title, instrumental } = job;
	const isV4 = model === 'V4';
	return firstOf(
		instrumental ? undefined : promptText(prompt, "Write the lyrics, or switch 'Instrumental' on."),
		atMost('prompt', prompt, isV4 ? 3000 : 5000),
		required('style', style, 'Describe the style, e.g. calm piano jazz.'),
		atMost('style', style, isV4 ? 200 : 1000),
		required('title', title, 'Name the song.'),
		atMost('title', title, isV4 || model === 'V4_5ALL' ? 80 : 100),
		oneOf('personaModel', job.personaModel, ['style_persona', 'voice_persona']),
		integerIn('duration', job.duration, 10, 360),
	);
}

function share(field: string, value: number | undefined): Check {
	if (value === undefined || (value >= 0 && value <= 1)) return undefined;
	return { field, message: `cannot be ${value}`, fix: 'Use a number between 0 and 1.' };
}
