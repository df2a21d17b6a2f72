import { poll } from '../../../lib/lifecycle/poll';
import type { LookUp, TaskRef } from '../../../lib/providers/api';
import { taskError } from '../../../lib/error';
import type { KnownTask } from '../../../lib/task';
import { VirtualClock } from './virtualClock';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

function open(...taskIds: string[]): Parameters<typeof poll>[0][number][] {
	return taskIds.map((taskId) => ({ ref: { taskId }, task: task(taskId, 'submitted') }));
}

function task(taskId: string, status: KnownTask['status']): KnownTask {
	return { provider: 'kie', product: 'veo', taskId, status };
}

const succeeded = (taskId: string): LookUp => ({ kind: 'task', task: task(taskId, 'succeeded') });
const processing = (taskId: string): LookUp => ({ kind: 'task', task: task(taskId, 'processing') });
const unreadable: Extract<LookUp, { kind: 'unreadable' }> = {
	kind: 'unreadable',
	error: taskError('service'),
};
const badKey: Extract<LookUp, { kind: 'unreadable' }> = {
	kind: 'unreadable',
	error: taskError('account', { reason: 'unauthorized' }),
};
const unknown: Extract<LookUp, { kind: 'notFound' }> = {
	kind: 'notFound',
	error: taskError('invalidRequest', { reason: 'unknownTask' }),
};

/** Answers each round of look-ups with the next entry; the last one stays. */
function answers(...rounds: Array<(taskId: string) => LookUp>) {
	const asked: string[][] = [];
	const lookUp = (refs: TaskRef[]): Promise<LookUp[]> => {
		const round = rounds[Math.min(asked.length, rounds.length - 1)];
		asked.push(refs.map(({ taskId }) => taskId));
		return Promise.resolve(refs.map(({ taskId }) => round(taskId)));
	};
	return { asked, lookUp };
}

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
			tell: (message) => told.push(message),
		});
		expect(told).toEqual([
			'look-up 1, still processing: 0 of 2 finished, next try in 10 s',
			expect.stringMatching(/^look-up 2, .*; the provider asks to slow down, next try in 20 s$/),
			'look-up 3, still processing: 1 of 2 finished, next try in 10 s',
			'look-up 4, finished',
		]);
	});

	it('asks at intervals and only for the tasks that are open', async () => {
		const clock = new VirtualClock();
		const { asked, lookUp } = answers(
			(id) => (id === 'b' ? succeeded(id) : processing(id)),
			processing,
			succeeded,
		);
		const tasks = await poll(open('a', 'b', 'c'), lookUp, {
			interval: 10 * SECOND,
			timeLimit: 5 * MINUTE,
			clock,
		});
		expect(tasks.map(({ taskId, status }) => [taskId, status])).toEqual([
			['a', 'succeeded'],
			['b', 'succeeded'],
			['c', 'succeeded'],
		]);
		expect(asked).toEqual([
			['a', 'b', 'c'],
			['a', 'c'],
			['a', 'c'],
		]);
		for (const pause of clock.pauses) {
			expect(pause).toBeGreaterThanOrEqual(10 * SECOND);
			expect(pause).toBeLessThanOrEqual(11 * SECOND);
		}
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
		expect(error?.advice).toContain('Get');
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
