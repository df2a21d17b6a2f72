import { cell, outcomeOf, ratio } from '../../../dev/bench/figures';
import type { Rows } from '../../../dev/bench/results';
import type { Goal } from '../../../dev/bench/spec';

const ROWS: Rows = {
	ours: { seconds: [2, 9, 3], once: [5] },
	theirs: { seconds: [1, 6, 2], once: [4, 10, 100] },
};

it('a figure is the median of its rounds, with the least and the greatest', () => {
	expect(cell(ROWS, 'ours', 'seconds')).toEqual({ median: 3, min: 2, max: 9, rounds: 3 });
});

it.each([
	['row', 'nobody', 'seconds'],
	['column', 'ours', 'metres'],
])('an unknown %s has no figure', (_, row, column) => {
	expect(cell(ROWS, row, column)).toBeUndefined();
});

it('a ratio is taken round by round, so that a slow round does not count for one side alone', () => {
	expect(ratio(ROWS, 'ours', 'theirs', 'seconds')).toEqual({
		median: 1.5,
		min: 1.5,
		max: 2,
		rounds: 3,
	});
});

it('a ratio is that of the medians where one side has fewer rounds', () => {
	expect(ratio(ROWS, 'ours', 'theirs', 'once')).toMatchObject({ median: 0.5, rounds: 1 });
	expect(ratio(ROWS, 'ours', 'nobody', 'once')).toBeUndefined();
});

const goal = (more: Partial<Goal>): Goal => ({
	title: 'Seconds',
	row: 'ours',
	column: 'seconds',
	missed: 'It is late.',
	...more,
});

it.each<[string, Partial<Goal>, number, boolean]>([
	['at most, reached exactly', { atMost: 3 }, 3, true],
	['at most, missed', { atMost: 2.9 }, 3, false],
	['at least, reached exactly', { atLeast: 3 }, 3, true],
	['at least, missed', { atLeast: 3.1 }, 3, false],
	['a ratio, met', { against: 'theirs', atMost: 1.5 }, 1.5, true],
	['a ratio, missed', { against: 'theirs', atMost: 1.4 }, 1.5, false],
])('a goal: %s', (_, more, measured, isMet) => {
	expect(outcomeOf(ROWS, goal(more))).toEqual({ measured, isMet });
});

it('a goal of which nothing was measured is neither met nor missed', () => {
	expect(outcomeOf({}, goal({ atMost: 3 }))).toBeUndefined();
});
