import { forgetOutcomes, patientLookUps } from '../../../lib/lifecycle/patience';
import type { LookUp, TaskRef } from '../../../lib/providers/api';
import { taskError } from '../../../lib/error';
import { VirtualClock } from './virtualClock';

const a: TaskRef = { taskId: 'a' };
const b: TaskRef = { taskId: 'b' };

const task = (taskId: string, isFinal: boolean): LookUp => {
	const status = isFinal ? 'succeeded' : 'processing';
	return { kind: 'task', task: { provider: 'kie', product: 'veo', taskId, status } };
};
const open = task('a', false);
const final = task('a', true);
const unreadable = (retryAfterMs?: number): LookUp => ({
	kind: 'unreadable',
	error: taskError('service'),
	...(retryAfterMs !== undefined && { retryAfterMs }),
});
const notFound: LookUp = { kind: 'notFound', error: taskError('invalidRequest') };

let scopes = 0;
const newScope = () => `scope ${scopes++}`;

/** Gives the answers in turn, to whatever is asked; the last one stays. */
function provider(...answers: Array<LookUp | Error>) {
	const asked: TaskRef[][] = [];
	const timeouts: number[] = [];
	const lookUp = (refs: TaskRef[], timeout: number): Promise<LookUp[]> => {
		const answer = answers[Math.min(asked.length, answers.length - 1)];
		asked.push(refs);
		timeouts.push(timeout);
		return answer instanceof Error
			? Promise.reject(answer)
			: Promise.resolve(refs.map(() => answer));
	};
	return { asked, timeouts, lookUp };
}

/** A provider whose answers come when the test says so. */
function slowProvider() {
	const requests: Array<{ refs: TaskRef[]; answer: (answer: LookUp) => void }> = [];
	const lookUp = (refs: TaskRef[]) =>
		new Promise<LookUp[]>((resolve) => {
			requests.push({ refs, answer: (answer) => resolve(refs.map(() => answer)) });
		});
	return { requests, lookUp };
}

const turns = async () => await new Promise((resolve) => setImmediate(resolve));

describe('patientLookUps', () => {
	it.each<[string, Array<LookUp | Error>, number[]]>([
		['a final task', [final], []],
		['a record that lags', [open, open, final], [1000, 2000]],
		['a record that is not there yet', [notFound, final], [1000]],
		['an answer that says nothing', [unreadable(), final], [1000]],
		['a request that fails', [new Error('the database is busy'), final], [1000]],
		['a provider that asks for more time', [unreadable(2500), final], [2500]],
	])('%s is read until it is final', async (_, answers, pauses) => {
		const clock = new VirtualClock();
		const { lookUp } = provider(...answers);
		expect(await patientLookUps(newScope(), lookUp, clock)([a])).toEqual([final]);
		expect(clock.pauses).toEqual(pauses);
	});

	it('gives up after ten seconds, with a reading at their end', async () => {
		const clock = new VirtualClock();
		const { lookUp, timeouts } = provider(open);
		expect(await patientLookUps(newScope(), lookUp, clock)([a])).toEqual([open]);
		expect(clock.now()).toBe(10_000);
		expect(clock.pauses).toEqual([1000, 2000, 3000, 3000, 1000]);
		expect(timeouts.at(-1)).toBe(2000);
		expect(timeouts[0]).toBe(6000);
	});

	it('does not let the provider ask for more time than there is', async () => {
		const clock = new VirtualClock();
		const { lookUp } = provider(unreadable(60_000), final);
		expect(await patientLookUps(newScope(), lookUp, clock)([a])).toEqual([final]);
		expect(clock.now()).toBe(10_000);
	});

	it('counts the ten seconds from the begin of the call, over all its look-ups', async () => {
		const clock = new VirtualClock();
		const { lookUp, asked } = provider(open);
		const patient = patientLookUps(newScope(), lookUp, clock);
		await patient([a]);
		expect(await patient([b])).toEqual([open]);
		expect(clock.now()).toBe(10_000);
		expect(asked.at(-1)).toEqual([b]);
	});

	it('asks once where one answer is enough', async () => {
		const clock = new VirtualClock();
		const { lookUp } = provider(open);
		expect(await patientLookUps(newScope(), lookUp, clock)([a], () => true)).toEqual([open]);
		expect(clock.pauses).toEqual([]);
	});

	it('asks again for those that are open only', async () => {
		const { lookUp, asked } = provider(final, open);
		const patient = patientLookUps(newScope(), lookUp, new VirtualClock());
		await patient([a]);
		await patient([a, b], () => true);
		expect(asked).toEqual([[a], [b]]);
	});

	it('ends a request that gets no answer', async () => {
		const timeout = jest.spyOn(AbortSignal, 'timeout').mockReturnValue(AbortSignal.timeout(20));
		const clock = new VirtualClock();
		const { requests, lookUp } = slowProvider();
		const reading = patientLookUps(newScope(), lookUp, clock)([a]);
		await turns();
		timeout.mockRestore();
		await new Promise((resolve) => setTimeout(resolve, 40));
		requests[1].answer(final);
		expect(await reading).toEqual([final]);
	});
});

describe('calls of one scope', () => {
	it('share a reading that has not begun, and what is final', async () => {
		const { lookUp, asked } = provider(final);
		const scope = newScope();
		const all = await Promise.all([1, 2, 3].map(() => patientLookUps(scope, lookUp)([a])));
		await patientLookUps(scope, lookUp)([a]);
		expect(all).toEqual([[final], [final], [final]]);
		expect(asked).toEqual([[a]]);
	});

	it('share the later readings of a call that is patient already', async () => {
		const scope = newScope();
		let calls: Array<Promise<LookUp[]>> = [];
		const { lookUp, asked } = provider(open, open, final);
		const clock = new VirtualClock((time) => {
			if (time !== 1000) return;
			calls = Array.from({ length: 50 }, () => patientLookUps(scope, lookUp, clock)([a]));
		});
		expect(await patientLookUps(scope, lookUp, clock)([a])).toEqual([final]);
		expect(await Promise.all(calls)).toEqual(Array(50).fill([final]));
		expect(asked).toHaveLength(3);
	});

	it('do not believe an open answer that was on its way before, and ask once for all of them', async () => {
		const { requests, lookUp } = slowProvider();
		const scope = newScope();
		const once = () => patientLookUps(scope, lookUp)([a], () => true);
		const first = once();
		await turns();
		const later = [once(), once()];
		await turns();
		expect(requests).toHaveLength(1);
		requests[0].answer(open);
		expect(await first).toEqual([open]);
		await turns();
		expect(requests).toHaveLength(2);
		requests[1].answer(final);
		expect(await Promise.all(later)).toEqual([[final], [final]]);
	});

	it('believe a final answer that was on its way before', async () => {
		const { requests, lookUp } = slowProvider();
		const scope = newScope();
		const readings = [patientLookUps(scope, lookUp)([a])];
		await turns();
		readings.push(patientLookUps(scope, lookUp)([a, b]));
		requests[0].answer(final);
		await turns();
		requests[1].answer(final);
		expect(await Promise.all(readings)).toEqual([[final], [final, final]]);
		expect(requests.map(({ refs }) => refs)).toEqual([[a], [b]]);
	});

	it('know of a final answer that came too late for the call that asked', async () => {
		const timeout = jest.spyOn(AbortSignal, 'timeout').mockReturnValue(AbortSignal.timeout(20));
		const { requests, lookUp } = slowProvider();
		const scope = newScope();
		const [answer] = await patientLookUps(scope, lookUp, new VirtualClock())([a], () => true);
		timeout.mockRestore();
		expect(answer.kind).toBe('unreadable');
		requests[0].answer(final);
		expect(await patientLookUps(scope, lookUp)([a])).toEqual([final]);
		expect(requests).toHaveLength(1);
	});

	it('are each as patient as if they were alone', async () => {
		const scope = newScope();
		let second: Promise<LookUp[]> | undefined;
		const clock = new VirtualClock((time) => {
			if (time === 6000) second = patientLookUps(scope, provider(open).lookUp, clock)([a]);
		});
		await patientLookUps(scope, provider(open).lookUp, clock)([a]);
		expect(clock.now()).toBeGreaterThanOrEqual(10_000);
		await second;
		expect(clock.now()).toBe(16_000);
	});

	it('keep versions of a video apart that share the id of their task', async () => {
		const { lookUp, asked } = provider(final);
		const versions: TaskRef[] = [
			{ taskId: 'a', operation: 'get_4k', videoIndex: 0 },
			{ taskId: 'a', operation: 'get_4k', videoIndex: 1 },
			{ taskId: 'a' },
		];
		await patientLookUps(newScope(), lookUp)(versions);
		expect(asked).toEqual([versions]);
	});

	it('know nothing of other scopes, and forget when told to', async () => {
		const { lookUp, asked } = provider(final);
		await patientLookUps('run 1', lookUp)([a]);
		await patientLookUps('run 10', lookUp)([a]);
		forgetOutcomes('run 1');
		await patientLookUps('run 10', lookUp)([a]);
		expect(asked).toHaveLength(2);
		await patientLookUps('run 1', lookUp)([a]);
		expect(asked).toHaveLength(3);
	});
});
