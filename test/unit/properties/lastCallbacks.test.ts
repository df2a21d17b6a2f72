import fc from 'fast-check';

import { patientLookUps } from '../../../lib/lifecycle/patience';
import { runState, type RunState } from '../../../lib/lifecycle/runState';
import { realClock } from '../../../lib/clock';
import type { LookUp, TaskRef } from '../../../lib/providers/api';
import { taskError } from '../../../lib/error';
import type { KnownTask } from '../../../lib/task';

/** Few compared with other properties, for each takes as long as all its look-ups. */
const RUNS = 2000;
const TIME_LIMIT = 120_000;

/** Milliseconds that a call may take until it is answered; its sender gives up after 15 s. */
const CALL_LIMIT = 14_000;

/** One task of a run, whose callback comes once. */
interface Story {
	/** When its callback comes, and how much later its record is final; milliseconds. */
	calledAt: number;
	lag: number;
	/** Which process of n8n takes the callback. */
	process: number;
	/** How many of the first look-ups fail, and how long each one takes. */
	failures: number;
	latency: number;
}

const story: fc.Arbitrary<Story> = fc.record({
	calledAt: fc.oneof(fc.constantFrom(0, 1000), fc.integer({ min: 0, max: 20_000 })),
	lag: fc.oneof(fc.constant(0), fc.integer({ min: -5000, max: 5000 })),
	process: fc.integer({ min: 0, max: 2 }),
	failures: fc.integer({ min: 0, max: 1 }),
	latency: fc.integer({ min: 1, max: 400 }),
});

/** Once, the first call waited for what the others had planned, until its sender had given up. */
const LATE_PLANS: Story[] = [
	{ calledAt: 7752, lag: 1313, process: 1, failures: 1, latency: 312 },
	{ calledAt: 0, lag: 3003, process: 1, failures: 1, latency: 1 },
	{ calledAt: 7659, lag: 0, process: 1, failures: 1, latency: 359 },
];

let runs = 0;

/** Lets everything happen, and tells what each callback came to. */
async function play(stories: Story[], isOneTask: boolean) {
	const run = runs++;
	const begin = Date.now();
	const refs: TaskRef[] = stories.map((_, index) =>
		isOneTask ? { taskId: 'a', operation: 'get_4k', videoIndex: index } : { taskId: `${index}` },
	);
	const failed = stories.map(() => 0);
	const taskAt = (index: number, isFinal: boolean): KnownTask => ({
		provider: 'kie',
		product: 'veo',
		taskId: refs[index].taskId,
		status: isFinal ? 'succeeded' : 'processing',
		...(isFinal && { videoUrl: `https://files.example/${index}.mp4` }),
	});
	/** What the provider says at this moment; the answer arrives later. */
	const lookUpOne = async (ref: TaskRef): Promise<LookUp> => {
		const index = refs.indexOf(ref);
		const { calledAt, lag, failures, latency } = stories[index];
		const isFinal = Date.now() - begin >= calledAt + lag;
		const isFailure = isFinal && failed[index]++ < failures;
		await realClock.sleep(latency);
		return isFailure
			? { kind: 'unreadable', error: taskError('service') }
			: { kind: 'task', task: taskAt(index, isFinal) };
	};
	const results = stories.map(async ({ calledAt, process }, index) => {
		await realClock.sleep(calledAt);
		const lookUp = patientLookUps(
			`run ${run} process ${process}`,
			async (some) => await Promise.all(some.map(lookUpOne)),
		);
		const state = await runState(refs, taskAt(index, true), lookUp);
		return { state, took: Date.now() - begin - calledAt };
	});
	const ended = Promise.all(results);
	await jest.advanceTimersByTimeAsync(60_000);
	return await ended;
}

beforeEach(() => {
	jest.useFakeTimers();
});
afterEach(() => {
	jest.useRealTimers();
});

describe.each([
	['tasks of their own', false],
	['versions under one ID', true],
])('the last callbacks of a run, of %s', (_, isOneTask) => {
	it(
		'find it finished, whenever and wherever they come',
		async () => {
			await fc.assert(
				fc.asyncProperty(fc.array(story, { minLength: 1, maxLength: 5 }), async (stories) => {
					const ends = await play(stories, isOneTask);
					const kinds = ends.map(({ state }): RunState['kind'] => state.kind);
					expect(kinds).not.toContain('unclear');
					expect(kinds).toContain('finished');
					expect(Math.max(...ends.map(({ took }) => took))).toBeLessThan(CALL_LIMIT);
				}),
				{ numRuns: RUNS, examples: [[LATE_PLANS]] },
			);
		},
		TIME_LIMIT,
	);
});
