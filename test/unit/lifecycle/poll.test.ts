import { poll } from '../../../lib/lifecycle/poll';
import type { LookUp, TaskRef } from '../../../lib/providers/api';
import { taskError } from '../../../lib/error';
import {
	SECOND,
	MINUTE,
	open,
	succeeded,
	processing,
	unreadable,
	badKey,
	unknown,
	answers,
} from './pollAnswers';
import { VirtualClock } from './virtualClock';

describe('poll', () => {
	it('tells what each look-up has found, and when the next one comes', async () => {
		const clock = new VirtualClock();
		const told: string[] = [];
		const slowDown: LookUp = { ...unreadable, retryAfterMs: 20 * SECOND };
		const { lookUp } = answers(
			processing,
			() => slowDown,
			(id) => (id === 'b' ? succeeded(id) : processing(id)),
			succeeded,
		);
		await poll(open('a', 'b'), lookUp, {
			interval: 10 * SECOND,
			timeLimit: 5 * MINUTE,
			clock,
			perRequest: 2,
			tell: (message) => told.push(message),
		});
		expect(told).toEqual([
			expect.stringMatching(/^look-up 1, still processing: 0 of 2 finished, next try in 1\d s$/),
			expect.stringMatching(/^look-up 2, .*; the provider asks to slow down, next try in 20 s$/),
			expect.stringMatching(/^look-up 3, still processing: 1 of 2 finished, next try in 1\d s$/),
			'look-up 4, finished',
		]);
	});

	it('asks at intervals, and only until a task is final', async () => {
		const clock = new VirtualClock();
		const { asked, lookUp } = answers(processing, processing, succeeded);
		const [{ status }] = await poll(open('a'), lookUp, {
			interval: 10 * SECOND,
			timeLimit: 5 * MINUTE,
			clock,
		});
		expect(status).toBe('succeeded');
		expect(asked).toEqual([['a'], ['a'], ['a']]);
		for (const pause of clock.pauses) {
			expect(pause).toBeGreaterThanOrEqual(10 * SECOND);
			expect(pause).toBeLessThanOrEqual(11 * SECOND);
		}
	});

	it('returns the tasks in order, whichever is final first', async () => {
		const lookUp = (refs: TaskRef[]) =>
			Promise.resolve(
				refs.map(({ taskId }) => (taskId === 'b' ? succeeded(taskId) : processing(taskId))),
			);
		const tasks = await poll(open('a', 'b', 'c'), lookUp, {
			interval: 10 * SECOND,
			timeLimit: MINUTE,
			clock: new VirtualClock(),
		});
		expect(tasks.map(({ taskId, status }) => [taskId, status])).toEqual([
			['a', 'timedOut'],
			['b', 'succeeded'],
			['c', 'timedOut'],
		]);
	});

	it('does not let unreadable answers fail a task', async () => {
		const { lookUp } = answers(...Array<() => LookUp>(20).fill(() => unreadable), succeeded);
		const [{ status, error }] = await poll(open('a'), lookUp, {
			interval: SECOND,
			timeLimit: 5 * MINUTE,
			clock: new VirtualClock(),
		});
		expect({ status, error }).toEqual({ status: 'succeeded', error: undefined });
	});

	it('waits as long as the provider asks for', async () => {
		const clock = new VirtualClock();
		const { lookUp } = answers(() => ({ ...unreadable, retryAfterMs: 45 * SECOND }), succeeded);
		await poll(open('a'), lookUp, { interval: SECOND, timeLimit: 5 * MINUTE, clock });
		expect(clock.pauses[1]).toBeGreaterThanOrEqual(45 * SECOND);
	});

	it.each([
		['a day', 24 * 60 * MINUTE],
		['more than a timer can count', 2 ** 40],
		['for ever', Infinity],
	])('asks again after five minutes where the provider asks for %s', async (_, retryAfterMs) => {
		const clock = new VirtualClock();
		const { lookUp } = answers(() => ({ ...unreadable, retryAfterMs }), succeeded);
		await poll(open('a'), lookUp, { interval: SECOND, timeLimit: 60 * MINUTE, clock });
		expect(clock.pauses[1]).toBeGreaterThanOrEqual(5 * MINUTE);
		expect(clock.pauses[1]).toBeLessThanOrEqual(5.5 * MINUTE);
	});

	it.each([NaN, -1000, -Infinity])('keeps to the interval where it asks for %p', async (asked) => {
		const clock = new VirtualClock();
		const { lookUp } = answers(() => ({ ...unreadable, retryAfterMs: asked }), succeeded);
		await poll(open('a'), lookUp, { interval: SECOND, timeLimit: 60 * MINUTE, clock });
		expect(clock.pauses[1]).toBeGreaterThanOrEqual(SECOND);
		expect(clock.pauses[1]).toBeLessThanOrEqual(1.1 * SECOND);
	});

	it('reports a task as timed out with its id and the way to pick it up', async () => {
		const clock = new VirtualClock();
		const { lookUp } = answers(processing);
		const [{ taskId, status, error }] = await poll(open('a'), lookUp, {
			interval: 7 * SECOND,
			timeLimit: 2 * MINUTE,
			clock,
		});
		expect(clock.now()).toBe(2 * MINUTE);
		expect({ taskId, status }).toEqual({ taskId: 'a', status: 'timedOut' });
		expect(error).toMatchObject({ reason: 'timeLimit', retryable: false });
		expect(error?.message).toContain('2 minutes');
		expect(error?.advice).toContain('operation Wait');
	});

	it('sees a task that finishes in the last moment', async () => {
		const { lookUp } = answers(processing, succeeded);
		const [{ status }] = await poll(open('a'), lookUp, {
			interval: 45 * SECOND,
			timeLimit: MINUTE,
			clock: new VirtualClock(),
		});
		expect(status).toBe('succeeded');
	});

	it.each([
		['a refused key', badKey, 'account'],
		['an unknown id', unknown, 'invalidRequest'],
	])('gives up after five answers of %s in a row, with the id', async (_, answer, type) => {
		const { asked, lookUp } = answers(() => answer);
		const [{ taskId, status, error }] = await poll(open('a'), lookUp, {
			interval: SECOND,
			timeLimit: 60 * MINUTE,
			startAtOnce: true,
			clock: new VirtualClock(),
		});
		expect({ taskId, status, type: error?.type }).toEqual({
			taskId: 'a',
			status: 'submitted',
			type,
		});
		expect(asked).toHaveLength(5);
	});

	it.each([
		['a refused key', badKey],
		['an unknown id', unknown],
	])('%s says nothing in the first minute of a fresh task', async (_, answer) => {
		const clock = new VirtualClock();
		const { lookUp } = answers(...Array<() => LookUp>(15).fill(() => answer), succeeded);
		const options = { interval: 3 * SECOND, timeLimit: 60 * MINUTE, clock };
		const [{ status, error }] = await poll(open('a'), lookUp, options);
		expect({ status, error }).toEqual({ status: 'succeeded', error: undefined });
	});

	it.each([
		['a refused key', badKey],
		['an unknown id', unknown],
	])('gives up on a fresh task that stays hopeless: %s', async (_, answer) => {
		const clock = new VirtualClock();
		const { lookUp } = answers(() => answer);
		const options = { interval: 10 * SECOND, timeLimit: 60 * MINUTE, clock };
		expect(await poll(open('a'), lookUp, options)).toMatchObject([
			{ taskId: 'a', status: 'submitted', error: answer.error },
		]);
		expect(clock.now()).toBeGreaterThan(MINUTE);
		expect(clock.now()).toBeLessThan(3 * MINUTE);
	});

	it('says at the time limit why the last look-up came to nothing', async () => {
		const { lookUp } = answers(processing, () => unreadable);
		const [{ error }] = await poll(open('a'), lookUp, {
			interval: 10 * SECOND,
			timeLimit: MINUTE,
			clock: new VirtualClock(),
		});
		expect(error?.message).toContain(unreadable.error.message);
	});

	it.each([
		['waited for by its ID', {}, 'submitted', 'unknownTask'],
		['bought by this run', { raw: { code: 200 } }, 'timedOut', 'timeLimit'],
	])('at the time limit an unknown task %s is %j, %s', async (_, more, status, reason) => {
		const notFound: LookUp = {
			kind: 'notFound',
			error: taskError('invalidRequest', { reason: 'unknownTask', message: 'no such task' }),
		};
		const { lookUp } = answers(() => notFound);
		const [{ ref, task }] = open('a');
		const [found] = await poll([{ ref, task: { ...task, ...more } }], lookUp, {
			interval: 20 * SECOND,
			timeLimit: MINUTE,
			startAtOnce: true,
			clock: new VirtualClock(),
		});
		expect(found).toMatchObject({ taskId: 'a', status, error: { reason, retryable: false } });
	});

	it('a task that was seen is in the making at the time limit, whatever came last', async () => {
		const { lookUp } = answers(processing, () => unknown);
		const options = { interval: 20 * SECOND, timeLimit: MINUTE, startAtOnce: true };
		const clock = new VirtualClock();
		expect(await poll(open('a'), lookUp, { ...options, clock })).toMatchObject([
			{ status: 'timedOut', error: { reason: 'timeLimit' } },
		]);
	});

	it.each([
		['a refused key', badKey],
		['an unknown id', unknown],
	])('takes one answer of %s for a flicker', async (_, answer) => {
		const { lookUp } = answers(
			() => answer,
			processing,
			() => answer,
			succeeded,
		);
		const [{ status, error }] = await poll(open('a'), lookUp, {
			interval: SECOND,
			timeLimit: 60 * MINUTE,
			clock: new VirtualClock(),
		});
		expect({ status, error }).toEqual({ status: 'succeeded', error: undefined });
	});

	it('stops at once when the execution is cancelled', async () => {
		const cancel = new AbortController();
		const clock = new VirtualClock((time) => {
			if (time > 20 * SECOND) cancel.abort();
		});
		const { asked, lookUp } = answers(processing);
		const [{ status }] = await poll(open('a'), lookUp, {
			interval: 15 * SECOND,
			timeLimit: 60 * MINUTE,
			signal: cancel.signal,
			clock,
		});
		expect(status).toBe('processing');
		expect(asked).toHaveLength(1);
	});
});
