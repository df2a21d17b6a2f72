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

	describe('of many tasks', () => {
		const many = (count: number) =>
			open(...Array.from({ length: count }, (_, index) => `task-${index}`));

		/** When each request was sent, and about which tasks; nothing ever ends. */
		function watched(answer: (taskId: string, request: number) => LookUp = processing) {
			const clock = new VirtualClock();
			const requests: Array<{ at: number; taskIds: string[] }> = [];
			const lookUp = (refs: TaskRef[]): Promise<LookUp[]> => {
				const taskIds = refs.map(({ taskId }) => taskId);
				requests.push({ at: clock.now(), taskIds });
				return Promise.resolve(taskIds.map((taskId) => answer(taskId, requests.length)));
			};
			return { clock, requests, lookUp };
		}

		const pausesOf = (requests: ReturnType<typeof watched>['requests'], one: string) => {
			const times = requests.filter(({ taskIds }) => taskIds.includes(one)).map(({ at }) => at);
			return times.slice(1).map((at, index) => at - times[index]);
		};

		it.each([false, true])(
			'spreads the look-ups over the interval; tasks of earlier: %p',
			async (startAtOnce) => {
				const { clock, requests, lookUp } = watched();
				const options = { interval: 30 * SECOND, timeLimit: 10 * MINUTE, startAtOnce, clock };
				await poll(many(60), lookUp, options);
				const steady = requests.filter(({ at }) => at > 0 && at < 10 * MINUTE);
				for (let from = 0; from < 9.5 * MINUTE; from += 3 * SECOND) {
					const inWindow = steady.filter(({ at }) => at >= from && at < from + 3 * SECOND);
					// Six, were it not for the jitter.
					expect(inWindow.flatMap(({ taskIds }) => taskIds).length).toBeLessThanOrEqual(18);
				}
				for (const pause of pausesOf(steady, 'task-7')) {
					expect(pause).toBeGreaterThanOrEqual(30 * SECOND);
					expect(pause).toBeLessThanOrEqual(33 * SECOND);
				}
			},
		);

		it('asks about all that are open when the time limit is over', async () => {
			const { clock, requests, lookUp } = watched();
			await poll(many(20), lookUp, { interval: 30 * SECOND, timeLimit: MINUTE, clock });
			expect(requests.at(-1)?.at).toBe(MINUTE);
			expect(requests.at(-1)?.taskIds).toHaveLength(20);
		});

		it('keeps together what one request may be about', async () => {
			const { clock, requests, lookUp } = watched();
			const options = { interval: 30 * SECOND, timeLimit: 10 * MINUTE, perRequest: 50, clock };
			await poll(many(120), lookUp, options);
			expect(requests.slice(0, 3).map(({ taskIds }) => taskIds.length)).toEqual([50, 50, 20]);
			expect(pausesOf(requests, 'task-0').length).toBeLessThanOrEqual(21);
		});

		it('asks about the others, though one is throttled for ever', async () => {
			const asked: string[] = [];
			const lookUp = async (refs: TaskRef[]): Promise<LookUp[]> => {
				asked.push(...refs.map(({ taskId }) => taskId));
				const answer = ({ taskId }: TaskRef) =>
					taskId === 'a' ? { ...unreadable, retryAfterMs: MINUTE } : succeeded(taskId);
				return await Promise.resolve(refs.map(answer));
			};
			await poll(open('a', 'b'), lookUp, {
				interval: 15 * SECOND,
				timeLimit: 10 * MINUTE,
				clock: new VirtualClock(),
			});
			expect(asked.slice(0, 2)).toEqual(['a', 'b']);
		});

		it('keeps them apart on a clock that rings a moment early', async () => {
			class EarlyClock extends VirtualClock {
				override async sleep(milliseconds: number): Promise<void> {
					await super.sleep(Math.max(0.1, Math.floor(milliseconds) - 1));
				}
			}
			const sizes: number[] = [];
			const lookUp = async (refs: TaskRef[]): Promise<LookUp[]> => {
				sizes.push(refs.length);
				return await Promise.resolve(refs.map(({ taskId }) => processing(taskId)));
			};
			const ids = Array.from({ length: 10 }, (_, index) => `task-${index}`);
			const [interval, timeLimit] = [20 * SECOND, MINUTE];
			await poll(open(...ids), lookUp, { interval, timeLimit, clock: new EarlyClock() });
			// All of them are asked once more at the time limit.
			expect(sizes.slice(0, -1).every((size) => size > 0 && size <= 3)).toBe(true);
			expect(sizes.at(-1)).toBe(ids.length);
		});

		it('asks about none while the provider wants a pause', async () => {
			const { clock, requests, lookUp } = watched((taskId, request) =>
				request === 3 ? { ...unreadable, retryAfterMs: 2 * MINUTE } : processing(taskId),
			);
			await poll(many(10), lookUp, { interval: 30 * SECOND, timeLimit: 10 * MINUTE, clock });
			expect(requests[3].at - requests[2].at).toBeGreaterThanOrEqual(2 * MINUTE);
			// Nor about all at once afterwards.
			expect(requests[3].taskIds).toHaveLength(1);
		});
	});

	describe('of a task that is young for its kind', () => {
		const askedAt = async (interval: number, minutes: number, startAtOnce = false) => {
			const times: number[] = [];
			const clock = new VirtualClock();
			const lookUp = () => {
				times.push(clock.now() / SECOND);
				return Promise.resolve([processing('a')]);
			};
			const usualTime = () => minutes * MINUTE;
			const timeLimit = 10 * MINUTE;
			await poll(open('a'), lookUp, { interval, timeLimit, usualTime, startAtOnce, clock });
			return times;
		};

		it('asks half as often, until it may be done', async () => {
			const [first, second, third, fourth] = await askedAt(30 * SECOND, 2.5);
			expect([first, second - first].every((pause) => pause >= 60 && pause <= 66)).toBe(true);
			expect([third - second, fourth - third].every((pause) => pause <= 33)).toBe(true);
		});

		it('asks as often as ever where it may be done by the next time', async () => {
			const [first] = await askedAt(60 * SECOND, 1);
			expect(first).toBeLessThanOrEqual(66);
		});

		it('spreads the look-ups of many, also as they become due', async () => {
			const clock = new VirtualClock();
			const times: number[] = [];
			const lookUp = (refs: TaskRef[]) => {
				times.push(...refs.map(() => clock.now() / SECOND));
				return Promise.resolve(refs.map(({ taskId }) => processing(taskId)));
			};
			const tasks = open(...Array.from({ length: 60 }, (_, index) => `task-${index}`));
			const options = { interval: 30 * SECOND, timeLimit: 2 * MINUTE, usualTime: () => MINUTE };
			await poll(tasks, lookUp, { ...options, clock });
			for (let from = 0; from < 110; from += 3) {
				const inWindow = times.filter((time) => time >= from && time < from + 3);
				expect(inWindow.length).toBeLessThanOrEqual(18);
			}
		});

		it.each([
			['who asks every few seconds is in a hurry', 9, false],
			['its age is not known', 30, true],
		])('keeps to the interval where %s', async (_, seconds, startAtOnce) => {
			const times = await askedAt(seconds * SECOND, 5, startAtOnce);
			const pauses = times.slice(1).map((time, index) => time - times[index]);
			expect(Math.max(...pauses)).toBeLessThanOrEqual(1.1 * seconds);
		});
	});
});
