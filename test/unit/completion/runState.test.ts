import { runState } from '../../../completion/runState';
import { sharedLookUps } from '../../../completion/sharedLookUps';
import type { LookUp, TaskRef } from '../../../providers/api';
import { taskError } from '../../../providers/errors';

const refs: TaskRef[] = ['a', 'b', 'c', 'd', 'e'].map((taskId) => ({ taskId }));

/** A provider at which these tasks are finished; it counts what it is asked. */
function provider(...finished: string[]) {
	const done = new Set(finished);
	const asked: string[][] = [];
	const lookUp = (some: TaskRef[]): Promise<LookUp[]> => {
		asked.push(some.map(({ taskId }) => taskId));
		return Promise.resolve(some.map(({ taskId }) => answerOf(taskId, done.has(taskId))));
	};
	return { asked, lookUp, finish: (taskId: string) => done.add(taskId) };
}

function answerOf(taskId: string, isDone: boolean): LookUp {
	const status = isDone ? 'succeeded' : 'processing';
	return { kind: 'task', task: { provider: 'kie', product: 'veo', taskId, status } };
}

describe('runState', () => {
	it('asks for the named task alone while that is open', async () => {
		const { asked, lookUp } = provider('b');
		expect(await runState(refs, 'a', lookUp)).toEqual({ kind: 'open' });
		expect(asked).toEqual([['a']]);
	});

	it('stops at the first other task that is open, from the last one submitted', async () => {
		const { asked, lookUp } = provider('a', 'b', 'c', 'd');
		expect(await runState(refs, 'a', lookUp)).toEqual({ kind: 'open' });
		expect(asked).toEqual([['a'], ['e']]);
	});

	it('knows every task once all are finished', async () => {
		const { asked, lookUp } = provider('a', 'b', 'c', 'd', 'e');
		const state = await runState(refs, 'c', lookUp);
		expect(state).toMatchObject({ kind: 'finished' });
		expect(state.kind === 'finished' && [...state.tasks.keys()].sort()).toEqual([
			'a',
			'b',
			'c',
			'd',
			'e',
		]);
		expect(asked.flat().sort()).toEqual(['a', 'b', 'c', 'd', 'e']);
	});

	it('counts a task that two items share once', async () => {
		const { asked, lookUp } = provider('a');
		const twice = [{ taskId: 'a' }, { taskId: 'a' }];
		expect(await runState(twice, 'a', lookUp)).toMatchObject({ kind: 'finished' });
		expect(asked).toEqual([['a']]);
	});

	it.each<LookUp>([
		{ kind: 'unreadable', error: taskError('service') },
		{ kind: 'notFound', error: taskError('invalidRequest') },
	])('is unclear where a look-up is $kind', async (answer) => {
		const state = await runState(refs, 'a', () => Promise.resolve([answer]));
		expect(state).toEqual({ kind: 'unclear', answer });
	});
});

describe('sharedLookUps', () => {
	it('asks for a final task once, and for an open one each time', async () => {
		const { asked, lookUp, finish } = provider('a');
		const shared = sharedLookUps('run 1', lookUp);
		await shared([{ taskId: 'a' }, { taskId: 'b' }]);
		await shared([{ taskId: 'a' }, { taskId: 'b' }]);
		finish('b');
		const [, b] = await shared([{ taskId: 'a' }, { taskId: 'b' }]);
		expect(b).toEqual(answerOf('b', true));
		expect(asked).toEqual([['a', 'b'], ['b'], ['b']]);
	});

	it('does not believe an open answer that was on its way before', async () => {
		const { lookUp, finish } = provider();
		let release = () => {};
		const gate = new Promise<void>((resolve) => {
			release = resolve;
		});
		let sent = () => {};
		const isSent = new Promise<void>((resolve) => {
			sent = resolve;
		});
		const slow = async (some: TaskRef[]) => {
			const answers = await lookUp(some);
			sent();
			await gate;
			return answers;
		};
		const shared = sharedLookUps('run 2', slow);
		const first = shared([{ taskId: 'a' }]);
		await isSent;
		finish('a');
		const second = shared([{ taskId: 'a' }]);
		release();
		expect(await first).toEqual([answerOf('a', false)]);
		expect(await second).toEqual([answerOf('a', true)]);
	});

	it('keeps runs apart, and survives a look-up that throws', async () => {
		const { lookUp } = provider('a');
		const broken = sharedLookUps('run 3', () => Promise.reject(new Error('no credential')));
		await expect(broken([{ taskId: 'a' }])).rejects.toThrow('no credential');
		const [answer] = await sharedLookUps('run 3', lookUp)([{ taskId: 'a' }]);
		expect(answer).toEqual(answerOf('a', true));
		const other = provider();
		const [open] = await sharedLookUps('run 4', other.lookUp)([{ taskId: 'a' }]);
		expect(open).toEqual(answerOf('a', false));
	});
});
