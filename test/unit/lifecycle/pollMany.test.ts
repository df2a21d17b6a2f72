import { poll } from '../../../lib/lifecycle/poll';
import type { LookUp, TaskRef } from '../../../lib/providers/api';
import { SECOND, MINUTE, open, succeeded, processing, unreadable } from './pollAnswers';
import { VirtualClock } from './virtualClock';

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
		const last = requests.filter(({ at }) => at === MINUTE);
		expect(last.flatMap(({ taskIds }) => taskIds)).toHaveLength(20);
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
		const clock = new EarlyClock();
		const lookUp = async (refs: TaskRef[]): Promise<LookUp[]> => {
			// All of them are asked once more at the time limit.
			if (clock.now() < timeLimit) sizes.push(refs.length);
			return await Promise.resolve(refs.map(({ taskId }) => processing(taskId)));
		};
		const ids = Array.from({ length: 10 }, (_, index) => `task-${index}`);
		const [interval, timeLimit] = [20 * SECOND, MINUTE];
		await poll(open(...ids), lookUp, { interval, timeLimit, clock });
		expect(sizes.length).toBeGreaterThan(10);
		expect(sizes.every((size) => size > 0 && size <= 3)).toBe(true);
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

describe('of many tasks, at a provider that does not answer at once', () => {
	const ids = Array.from({ length: 100 }, (_, index) => `task-${index}`);

	/** Five look-ups at once; each takes as long as `seconds` says, and comes to what `answer` says. */
	async function polled(
		options: Partial<Parameters<typeof poll>[2]>,
		seconds: (at: number) => number,
		answer: (taskId: string, at: number) => LookUp = processing,
	) {
		const clock = new VirtualClock();
		const requests: Array<{ at: number; taskIds: string[] }> = [];
		const lookUp = async (refs: TaskRef[]): Promise<LookUp[]> => {
			const answers: LookUp[] = [];
			for (let from = 0; from < refs.length; from += 5) {
				const at = clock.now();
				const taskIds = refs.slice(from, from + 5).map(({ taskId }) => taskId);
				requests.push({ at, taskIds });
				await clock.sleep(seconds(at) * SECOND);
				answers.push(...taskIds.map((taskId) => answer(taskId, at)));
			}
			return answers;
		};
		await poll(open(...ids), lookUp, {
			interval: 30 * SECOND,
			timeLimit: 15 * MINUTE,
			clock,
			...options,
		});
		return { clock, requests };
	}

	/** The most tasks that were asked about within three seconds. */
	function busiest(requests: Awaited<ReturnType<typeof polled>>['requests'], from: number) {
		const times = requests
			.filter(({ at }) => at >= from && at < 15 * MINUTE)
			.flatMap(({ at, taskIds }) => taskIds.map(() => at));
		return Math.max(
			...times.map((at) => times.filter((time) => time >= at && time < at + 3 * SECOND).length),
		);
	}

	it('spreads the look-ups again after one that has hung', async () => {
		const hangs = (at: number) => (at > 3 * MINUTE && at < 3.1 * MINUTE ? 60 : 0.1);
		const { requests } = await polled({}, hangs);
		// Ten, were it not for the jitter.
		expect(busiest(requests, 5 * MINUTE)).toBeLessThanOrEqual(25);
	});

	it.each([false, true])(
		'sets them apart where all are told to slow down; tasks of earlier: %p',
		async (startAtOnce) => {
			const throttle = (taskId: string, at: number): LookUp =>
				at < 10 * SECOND ? { ...unreadable, retryAfterMs: MINUTE } : processing(taskId);
			const usualTime = () => 10 * MINUTE;
			const { requests } = await polled({ startAtOnce, usualTime }, () => 0.1, throttle);
			// What was bought earlier is asked about at once, then as everything else.
			const from = startAtOnce ? 2 * MINUTE : 30 * SECOND;
			expect(busiest(requests, from)).toBeLessThanOrEqual(25);
		},
	);

	it('counts a pause that the provider wants from its answer on', async () => {
		const wish = (taskId: string, at: number): LookUp =>
			at === 0 ? { ...unreadable, retryAfterMs: 30 * SECOND } : processing(taskId);
		const { requests } = await polled({ startAtOnce: true }, (at) => (at === 0 ? 40 : 0), wish);
		expect(requests[1].at).toBeGreaterThanOrEqual(70 * SECOND);
	});

	it('keeps to the time limit at one that hangs', async () => {
		const { clock } = await polled({}, () => 60);
		expect(clock.now()).toBeLessThanOrEqual((15 + 2) * MINUTE);
	});

	it('asks about each once more when the time limit is over', async () => {
		const { requests } = await polled({}, () => 0.1);
		const last = requests.filter(({ at }) => at + 100 >= 15 * MINUTE);
		expect(last.flatMap(({ taskIds }) => taskIds).sort()).toEqual([...ids].sort());
	});

	it.each([
		['at the start', true, () => 0.1],
		['at the end and after one that has hung', false, (at: number) => (at < MINUTE ? 60 : 0.1)],
	])('never asks faster than the provider takes orders: %s', async (_, startAtOnce, seconds) => {
		const pace = { size: 20, window: 11 * SECOND };
		const { requests } = await polled({ startAtOnce, pace, interval: MINUTE }, seconds);
		const times = requests.flatMap(({ at, taskIds }) => taskIds.map(() => at));
		expect(times.length).toBeGreaterThan(1000);
		for (const at of times) {
			const inWindow = times.filter((time) => time >= at && time < at + 11 * SECOND);
			expect(inWindow.length).toBeLessThanOrEqual(20);
		}
	});

	it('sends no more than those under way once it is cancelled', async () => {
		const cancel = new AbortController();
		const { requests } = await polled(
			{ startAtOnce: true, signal: cancel.signal },
			() => (cancel.abort(), 1),
		);
		expect(requests.flatMap(({ taskIds }) => taskIds)).toHaveLength(5);
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
