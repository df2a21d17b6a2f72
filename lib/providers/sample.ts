import type { KnownTask } from '../task';
import { daysAfter } from './read';

/** Addresses that lead nowhere: the domain is reserved for examples. */
const FOLDER = 'https://example.com/sample';

export const SAMPLE = {
	video: `${FOLDER}.mp4`,
	original: `${FOLDER}-original.mp4`,
	clip: `${FOLDER}-clip.mp4`,
	still: `${FOLDER}.jpg`,
	/** @param number of the track, counted from 1 */
	sound: (number: number) => `${FOLDER}-${number}.mp3`,
	seed: 12345,
};

/** When a sample was made: now. @param days how long the provider would keep its files */
export function sampleTimes(
	days?: number,
): Pick<KnownTask, 'createdAt' | 'completedAt' | 'expiresAt'> {
	const now = new Date().toISOString();
	const expiresAt = days === undefined ? undefined : daysAfter(now, days);
	return { createdAt: now, completedAt: now, ...(expiresAt !== undefined && { expiresAt }) };
}
