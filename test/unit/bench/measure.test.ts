import { checkDelivery, reachedAfter } from '../../../dev/bench/jobs';
import { cpuSecondsIn, memoryIn } from '../../../dev/bench/meter';
import { addRound, type Rows } from '../../../dev/bench/results';
import { inTurn } from '../../../dev/bench/spec';

it('reads the memory that Linux keeps of a process', () => {
	const status = 'Name:\tnode\nVmPeak:\t 900000 kB\nVmHWM:\t  204800 kB\nVmRSS:\t  102400 kB\n';
	expect(memoryIn(status)).toEqual({ peak: 200, memory: 100 });
	expect(() => memoryIn('Name:\tnode\n')).toThrow('has no VmHWM');
});

it('reads the CPU time of a process, whatever its name', () => {
	const stat = '42 (a ) b) S 1 42 42 0 -1 4194304 100 0 0 0 150 50 7 8 20 0 11 0 12345';
	expect(cpuSecondsIn(stat)).toBe(2);
});

it('adds a round to the samples', () => {
	const rows: Rows = {};
	addRound(rows, 'ours', { seconds: 1, memory: 10 });
	addRound(rows, 'ours', { seconds: 2 });
	expect(rows).toEqual({ ours: { seconds: [1, 2], memory: [10] } });
});

it('lets another begin in every round', () => {
	expect([0, 1, 2, 3].map((round) => inTurn(['a', 'b', 'c'], round).join(''))).toEqual([
		'abc',
		'bca',
		'cab',
		'abc',
	]);
});

describe('what was bought against what was delivered', () => {
	const all = { bought: 2, delivered: 2 };

	it('is right where every job has come out once', () => {
		expect(() => checkDelivery(['1', '2'], ['2', '1'], all)).not.toThrow();
		expect(() => checkDelivery(['1', '2'], ['2'], { bought: 2, delivered: 1 })).not.toThrow();
	});

	it.each([
		['one was never bought', ['1'], ['1']],
		['one was bought besides', ['1', '2', '3'], ['1', '2']],
		['one has not come out', ['1', '2'], ['1']],
		['one has come out twice', ['1', '2'], ['1', '1']],
		['a strange one has come out', ['1', '2'], ['1', '9']],
		['one came out without its task', ['1', '2'], ['1', undefined]],
	])('is wrong where %s', (_, bought, delivered) => {
		expect(() => checkDelivery(bought, delivered, all)).toThrow('The work was not done');
	});
});

it('the next node of an execution began when its last run began', () => {
	const execution = { status: 'success', startedAt: 0, stoppedAt: 9 };
	const runData = { After: [{ startTime: 3 }, { startTime: 5 }] };
	expect(reachedAfter({ ...execution, runData })).toBe(5);
	expect(() => reachedAfter({ ...execution, runData: {} })).toThrow('has not reached After');
});
