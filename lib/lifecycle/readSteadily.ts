import type { LookUp, TaskRef, Unreadable } from '../providers/api';
import { grantedPause, realClock, withJitter, type Clock } from '../clock';

/** How often a read is tried while its answers are unreadable, and the milliseconds between. */
const TRIES = 3;
const PAUSE = 2000;

/** Reads once; an answer that says nothing, but may do so in a moment, is asked for again. */
export async function readSteadily<Reading>(
	read: () => Promise<Reading | Unreadable>,
	{ signal, clock = realClock }: { signal?: AbortSignal; clock?: Clock } = {},
): Promise<Reading | Unreadable> {
	let reading = await read();
	for (let tries = 1; tries < TRIES && isWorthAsking(reading) && !signal?.aborted; tries++) {
		await clock.sleep(grantedPause(reading.retryAfterMs) || withJitter(PAUSE), signal);
		reading = await read();
	}
	return reading;
}

/** Looks one task up, as above. */
export async function lookUpSteadily(
	lookUp: (refs: TaskRef[]) => Promise<LookUp[]>,
	ref: TaskRef,
	signal?: AbortSignal,
): Promise<LookUp> {
	return await readSteadily(async () => (await lookUp([ref]))[0], { signal });
}

function isWorthAsking(reading: unknown): reading is Unreadable {
	const { kind, error } = reading as Partial<Unreadable>;
	return kind === 'unreadable' && error?.retryable !== false;
}
