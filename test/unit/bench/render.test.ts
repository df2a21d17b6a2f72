import { figuresTable, figureText, medianText, pageOf } from '../../../dev/bench/render';
import type { Results, Rows } from '../../../dev/bench/results';
import type { Suite, TableSpec } from '../../../dev/bench/spec';

const TABLE: TableSpec = {
	key: 'speed',
	title: 'How fast',
	about: 'Two ways.',
	head: 'Way',
	ratios: [{ column: 'seconds', against: 'theirs', title: 'Time, ×' }],
	columns: [
		{ key: 'seconds', title: 'Time, s', digits: 1 },
		{ key: 'memory', title: 'Memory, MiB' },
	],
	goals: [
		{ title: 'Time', row: 'ours', column: 'seconds', atMost: 2, missed: 'Work | more work.' },
		{ title: 'Memory', row: 'ours', column: 'memory', atLeast: 5, missed: '', digits: 0 },
		{
			title: 'Speed',
			row: 'ours',
			column: 'seconds',
			atMost: 1,
			missed: (rows) => `It takes ${medianText(rows, 'ours', 'seconds', 1)} s.`,
		},
	],
	limits: 'The thread.',
};
const ROWS: Rows = {
	theirs: { seconds: [1, 1, 1], memory: [7] },
	ours: { seconds: [4, 2, 3] },
};
const suite = (name: string): Suite => ({
	name,
	rounds: 1,
	tables: [TABLE],
	run: () => Promise.resolve({}),
});
const RESULTS: Results = {
	fast: {
		at: '2026-11-21T18:30:00.000Z',
		seconds: 90,
		surroundings: {
			n8n: '2.40.7',
			node: '24.1.0',
			package: '0.1.0',
			commit: 'abc+',
			cpu: 'CPU',
			cores: 2,
			memory: 24,
			system: 'Linux 6',
			load: 0.5,
		},
		tables: { speed: ROWS },
	},
};

const linesOf = (text: string) => text.split('\n');

it('a table has the ratios first, and says what was not measured', () => {
	expect(linesOf(figuresTable(TABLE, ROWS))).toEqual([
		'| Way | Time, × | Time, s | Memory, MiB | Rounds |',
		'| --- | --: | --: | --: | --: |',
		'| theirs | 1 | 1.0 | 7 | 3 |',
		'| ours | 3.00 (2.00–4.00) | 3.0 (2.0–4.0) | – | 3 |',
	]);
});

it.each([
	[undefined, '–'],
	[{ median: 2, min: 1, max: 3, rounds: 1 }, '2.0'],
	[{ median: 2, min: 1.99, max: 2.01, rounds: 3 }, '2.0'],
	[{ median: 2, min: 1, max: 3, rounds: 3 }, '2.0 (1.0–3.0)'],
])('a figure as text: %j', (figure, text) => {
	expect(figureText(figure, 1)).toBe(text);
});

it('the page has every goal with its outcome, a missed one with its reason', () => {
	const page = pageOf([suite('fast'), suite('later')], RESULTS, 'images/plot.svg');
	expect(linesOf(page)).toEqual(
		expect.arrayContaining([
			'![Benchmarks](images/plot.svg)',
			'| Time: at most 2 | 3.00 | **no.** Work \\| more work. | [fast](#fast) |',
			'| Memory: at least 5 | not measured |  | [fast](#fast) |',
			'| Speed: at most 1 | 3.00 | **no.** It takes 3.0 s. | [fast](#fast) |',
			'| Time: at most 2 | not measured |  | [later](#later) |',
		]),
	);
});

it('the page says of every suite when, where and with what it was measured, and what limits it', () => {
	const page = pageOf([suite('fast'), suite('later')], RESULTS, 'images/plot.svg');
	expect(page).toContain(
		'2026-11-21 18:30 UTC, in 1.5 minutes: n8n 2.40.7 on Node 24.1.0, package 0.1.0 (abc+); ' +
			'2 cores of CPU, 24 GiB, Linux 6; load before the start 0.50.',
	);
	expect(page).toContain('**What limits it.** The thread.');
	expect(page).toContain('## later\n\nNot measured yet: `npm run bench -- later`.');
});
