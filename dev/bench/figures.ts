import type { Rows } from './results';
import type { Goal } from './spec';
import { max, median, min } from './statistics';

/** A median over rounds, and how far they lie apart. */
export interface Figure {
	median: number;
	min: number;
	max: number;
	rounds: number;
}

/** @throws Error when there is no sample */
export function figureOf(samples: number[]): Figure {
	return {
		median: median(samples),
		min: min(samples),
		max: max(samples),
		rounds: samples.length,
	};
}

/** The cell of a table; undefined where nothing was measured. */
export function cell(rows: Rows, row: string, column: string): Figure | undefined {
	const samples = rows[row]?.[column] ?? [];
	return samples.length === 0 ? undefined : figureOf(samples);
}

/**
 * A cell as a multiple of the same column of another row: round by round where both have as many, for
 * the machine's mood is the same within a round, else by the medians alone.
 */
export function ratio(rows: Rows, row: string, against: string, column: string) {
	const own = rows[row]?.[column] ?? [];
	const others = rows[against]?.[column] ?? [];
	if (own.length === 0 || others.length === 0) return undefined;
	return figureOf(
		own.length === others.length
			? own.map((value, round) => value / others[round])
			: [median(own) / median(others)],
	);
}

/** What became of a goal; undefined where nothing was measured. */
export interface Outcome {
	measured: number;
	isMet: boolean;
}

export function outcomeOf(rows: Rows, goal: Goal): Outcome | undefined {
	const { row, column, against, atMost = Infinity, atLeast = -Infinity } = goal;
	const figure = against ? ratio(rows, row, against, column) : cell(rows, row, column);
	if (!figure) return undefined;
	const measured = figure.median;
	return { measured, isMet: measured <= atMost && measured >= atLeast };
}
