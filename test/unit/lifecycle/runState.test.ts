import { patientLookUps, type PatientLookUps } from '../../../lib/lifecycle/patience';
import { runState } from '../../../lib/lifecycle/runState';
import type { LookUp, TaskRef } from '../../../lib/providers/api';
import { keyOf } from '../../../lib/providers/api';
import { taskError } from '../../../lib/error';
import type { KnownTask } from '../../../lib/task';
import { VirtualClock } from './virtualClock';

const refs: TaskRef[] = ['a', 'b', 'c', 'd', 'e'].map((taskId) => ({ taskId }));

const task = (taskId: string, status: KnownTask['status'], videoUrl?: string): KnownTask => ({
	provider: 'kie',
	product: 'veo',
	taskId,
	status,
	...(videoUrl !== undefined && { videoUrl }),
});
const said = (taskId: string) => task(taskId, 'succeeded');
const unreadable: LookUp = { kind: 'unreadable', error: taskError('service') };
const notFound: LookUp = { kind: 'notFound', error: taskError('invalidRequest') };

let scopes = 0;

/** A provider at which these tasks are finished; it counts what it is asked. */
function provider(...finished: string[]) {
	const clock = new VirtualClock();
	const asked: string[][] = [];
	/** Answers that come instead, one for each question. */
	const instead = new Map<string, LookUp[]>();
	const answer = ({ taskId }: TaskRef): LookUp =>
		instead.get(taskId)?.shift() ?? {
			kind: 'task',
			task: task(taskId, finished.includes(taskId) ? 'succeeded' : 'processing'),
		};
	const lookUp: PatientLookUps = patientLookUps(
		`run ${scopes++}`,
		(some) => {
			asked.push(some.map(({ taskId }) => taskId));
			return Promise.resolve(some.map(answer));
		},
		clock,
	);
	return { clock, asked, instead, lookUp };
}

describe('runState', () => {
	it('asks for the named task alone, for as long as a call lasts', async () => {
		const { asked, lookUp, clock } = provider('b');
		expect(await runState(refs, said('a'), lookUp)).toMatchObject({ kind: 'unclear' });
		expect(new Set(asked.flat())).toEqual(new Set(['a']));
		expect(clock.now()).toBe(10_000);
	});

	it('does not wait where the callback itself says that the task still runs', async () => {
		const { lookUp, clock } = provider('b');
		expect(await runState(refs, task('a', 'processing'), lookUp)).toEqual({ kind: 'open' });
		expect(clock.pauses).toEqual([]);
	});

	it('stops at the first other task that is open, from the last one submitted', async () => {
		const { asked, lookUp, clock } = provider('a', 'b', 'c', 'd');
		expect(await runState(refs, said('a'), lookUp)).toEqual({ kind: 'open' });
		expect(asked).toEqual([['a'], ['e']]);
		expect(clock.pauses).toEqual([]);
	});

	it('knows every task once all are finished', async () => {
		const { asked, lookUp } = provider('a', 'b', 'c', 'd', 'e');
		const state = await runState(refs, said('c'), lookUp);
		expect(state).toMatchObject({ kind: 'finished' });
		const tasks = state.kind === 'finished' ? state.tasks : new Map<string, KnownTask>();
		expect(refs.map((ref) => tasks.get(keyOf(ref))?.taskId)).toEqual(['a', 'b', 'c', 'd', 'e']);
		expect(asked.flat().sort()).toEqual(['a', 'b', 'c', 'd', 'e']);
	});

	it('counts a task that two items share once', async () => {
		const { asked, lookUp } = provider('a');
		const twice = [{ taskId: 'a' }, { taskId: 'a' }];
		expect(await runState(twice, said('a'), lookUp)).toMatchObject({ kind: 'finished' });
		expect(asked).toEqual([['a']]);
	});

	it.each([unreadable, notFound])('asks again where a look-up is $kind', async (answer) => {
		const { lookUp, instead } = provider('a', 'b', 'c', 'd', 'e');
		instead.set('a', [answer, answer]);
		instead.set('d', [answer, answer, answer]);
		expect(await runState(refs, said('a'), lookUp)).toMatchObject({ kind: 'finished' });
	});

	it('does not wait for a task that cannot be read while another is open', async () => {
		const { lookUp, instead, clock } = provider('a', 'c', 'd', 'e');
		instead.set('d', [unreadable]);
		expect(await runState(refs, said('a'), lookUp)).toEqual({ kind: 'open' });
		expect(clock.pauses).toEqual([]);
	});

	it.each(['a', 'd'])('is unclear where %s cannot be read at all', async (taskId) => {
		const { lookUp, instead } = provider('a', 'b', 'c', 'd', 'e');
		instead.set(taskId, Array<LookUp>(20).fill(unreadable));
		expect(await runState(refs, said('a'), lookUp)).toEqual({
			kind: 'unclear',
			why: unreadable.kind === 'unreadable' && unreadable.error.message,
		});
	});
});

describe('versions of a video under one ID', () => {
	const versions: TaskRef[] = [0, 1].map((videoIndex) => ({
		taskId: 'a',
		operation: 'get_4k',
		videoIndex,
		sourceTaskId: 'a',
	}));
	const file = (index: number) => `https://files.example/${index}.mp4`;

	/** The versions with these indexes are finished. */
	function upscaled(...finished: number[]) {
		const clock = new VirtualClock();
		const lookUp = patientLookUps(
			`run ${scopes++}`,
			(some) =>
				Promise.resolve(
					some.map(({ videoIndex = 0 }) => ({
						kind: 'task',
						task: finished.includes(videoIndex)
							? task('a', 'succeeded', `${file(videoIndex)}?signed=again`)
							: task('a', 'processing'),
					})),
				),
			clock,
		);
		return { clock, lookUp };
	}

	it('one that is final settles its own callback', async () => {
		const { clock, lookUp } = upscaled(0);
		const own = task('a', 'succeeded', file(0));
		expect(await runState(versions, own, lookUp)).toEqual({ kind: 'open' });
		expect(clock.pauses).toEqual([]);
	});

	it.each([
		['success', task('a', 'succeeded', file(1))],
		['failure', task('a', 'failed')],
	])('one that is final does not settle the %s of another', async (_, other) => {
		const { clock, lookUp } = upscaled(0);
		expect(await runState(versions, other, lookUp)).toMatchObject({ kind: 'unclear' });
		expect(clock.now()).toBe(10_000);
	});

	it('all of them are told apart in the end', async () => {
		const { lookUp } = upscaled(0, 1);
		const state = await runState(versions, task('a', 'succeeded', file(1)), lookUp);
		const tasks = state.kind === 'finished' ? state.tasks : new Map<string, KnownTask>();
		expect(versions.map((ref) => tasks.get(keyOf(ref))?.videoUrl)).toEqual([
			`${file(0)}?signed=again`,
			`${file(1)}?signed=again`,
		]);
	});

	it('a callback that names the source finds a version with an ID of its own', async () => {
		const { lookUp } = upscaled(0);
		const own = [{ ...versions[0], taskId: 'b' }];
		const state = await runState(own, task('a', 'succeeded', file(0)), lookUp);
		expect(state).toMatchObject({ kind: 'finished' });
	});
});
