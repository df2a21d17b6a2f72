import { OperationalError } from 'n8n-workflow';

import { keyOf, type LookUp, type TaskRef } from '../providers/api';
import { taskError } from '../error';
import { isFinal } from '../task';
import { realClock, type Clock } from '../clock';

/**
 * Looks tasks up, again and again while that may help.
 * @param isEnough whether the answers need no further reading; by default, all must be final
 * @returns one answer per task, in order: the first that are enough, else the last in time
 */
export type PatientLookUps = (
	refs: TaskRef[],
	isEnough?: (answers: LookUp[]) => boolean,
) => Promise<LookUp[]>;

/** Milliseconds from the begin of a call; its sender gives up after 15 s. */
const LAST_READING = 10_000;
const END = 12_000;

/** What one reading may take, in milliseconds: one that hangs must leave time for another. */
const TIMEOUT = { most: 6_000, least: 2_000 };

/** Milliseconds between two readings of a task; the last pause stays. */
const PAUSES = [1_000, 2_000, 3_000];

/** How many outcomes this process keeps; the oldest go first. */
const KEPT = 2000;

// All by scope and task.
/** Look-ups of final tasks, for a final task stays as it is. */
const outcomes = new Map<string, LookUp>();
/** Requests that are on their way to the provider. */
const underWay = new Map<string, Promise<unknown>>();
/** Readings that are yet to begin; whoever asks until then shares them. */
const planned = new Map<string, { at: number; answer: Promise<LookUp> }>();

/**
 * Look-ups for one call of a provider, to be made when the call comes in. A record may be a moment
 * behind the call that announces it, and some providers call but once; so what settles nothing is
 * asked again for as long as the caller waits.
 *
 * All calls of a scope that this process handles share their readings: a task is read by one request
 * at a time, and not more often because many call. An answer that was on its way when a call came
 * in counts for it only where the task is final, for it may be older than what the call is about.
 * @param scope tells one suspended run, or one trigger, from another
 * @param lookUp sends one look-up of several tasks, and gives up after `timeout` milliseconds
 */
export function patientLookUps(
	scope: string,
	lookUp: (refs: TaskRef[], timeout: number) => Promise<LookUp[]>,
	clock: Clock = realClock,
): PatientLookUps {
	const begin = clock.now();
	const lastReading = begin + LAST_READING;
	const keyIn = (ref: TaskRef) => `${scope} ${keyOf(ref)}`;

	/** What is settled, and the next reading of the rest: one that others have planned, or a new one. */
	function read(refs: TaskRef[], pause: number): Array<Promise<LookUp>> {
		const mine: TaskRef[] = [];
		const answers = Promise.resolve().then(() => readTogether(mine, pause));
		return refs.map((ref) => {
			const key = keyIn(ref);
			const outcome = outcomes.get(key);
			if (outcome) return Promise.resolve(outcome);
			const next = planned.get(key);
			// A later call may have planned its next reading for when this one must be answered.
			if (next && next.at <= Math.max(clock.now(), lastReading)) return next.answer;
			const index = mine.push(ref) - 1;
			const answer = answers.then((all) => all[index]);
			planned.set(key, { at: clock.now() + pause, answer });
			return answer;
		});
	}

	async function readTogether(refs: TaskRef[], pause: number): Promise<LookUp[]> {
		if (pause > 0) await clock.sleep(pause);
		await Promise.all(refs.map(async (ref) => await underWay.get(keyIn(ref))));
		for (const ref of refs) planned.delete(keyIn(ref));
		const open = refs.filter((ref) => !outcomes.has(keyIn(ref)));
		const request = ask(open);
		for (const ref of open) underWay.set(keyIn(ref), request);
		const answers = await request;
		open.forEach((ref, index) => {
			underWay.delete(keyIn(ref));
			keep(keyIn(ref), answers[index]);
		});
		return refs.map((ref) => outcomes.get(keyIn(ref)) ?? answers[open.indexOf(ref)]);
	}

	async function ask(refs: TaskRef[]): Promise<LookUp[]> {
		if (refs.length === 0) return [];
		const left = begin + END - clock.now();
		const timeout = Math.max(TIMEOUT.least, Math.min(TIMEOUT.most, left));
		try {
			const answers = lookUp(refs, timeout);
			// What comes too late for this call need not be asked for again by the next one.
			void answers.then(
				(late) => refs.forEach((ref, index) => keep(keyIn(ref), late[index])),
				ignore,
			);
			return await Promise.race([answers, over(timeout)]);
		} catch (error) {
			const message = error instanceof Error ? error.message : String(error);
			const why = taskError('service', { reason: 'noAnswer', message });
			return refs.map(() => ({ kind: 'unreadable', error: why }));
		}
	}

	return async (refs, isEnough = (answers) => answers.every(isSettled)) => {
		let pause = 0;
		for (let round = 0; ; round++) {
			const answers = await Promise.all(read(refs, pause));
			const left = lastReading - clock.now();
			const isNextTooLate = refs.some((ref) => (planned.get(keyIn(ref))?.at ?? 0) > lastReading);
			if (isEnough(answers) || left <= 0 || isNextTooLate) return answers;
			const wanted = PAUSES[Math.min(round, PAUSES.length - 1)];
			pause = Math.min(left, Math.max(wanted, ...answers.map(retryAfter)));
		}
	};
}

/** For a failure that is handled elsewhere. */
function ignore(): void {}

/** Fails when the time is over: a connection that does not come about has no time-out of its own. */
async function over(milliseconds: number): Promise<never> {
	const signal = AbortSignal.timeout(milliseconds);
	await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
	throw new OperationalError('No answer came in time');
}

/** Drops what is kept of a scope that nobody will ask about any more. */
export function forgetOutcomes(scope: string): void {
	for (const key of outcomes.keys()) {
		if (key.startsWith(`${scope} `)) outcomes.delete(key);
	}
}

function isSettled(answer: LookUp): boolean {
	return answer.kind === 'task' && isFinal(answer.task);
}

function keep(key: string, answer: LookUp): void {
	if (!isSettled(answer)) return;
	outcomes.set(key, answer);
	const [oldest] = outcomes.keys();
	if (outcomes.size > KEPT) outcomes.delete(oldest);
}

function retryAfter(answer: LookUp): number {
	return answer.kind === 'unreadable' ? (answer.retryAfterMs ?? 0) : 0;
}
