import type { Rows } from './results';
import type { Stage } from './stage';

/** One measured quantity of a table. */
export interface Column {
	key: string;
	/** With its unit. */
	title: string;
	/** Decimal places; none where absent. */
	digits?: number;
}

/** A quantity that is shown as a multiple of the same quantity in another row. */
export interface Ratio {
	column: string;
	/** The row that is 1. */
	against: string;
	title: string;
}

/** A bound for the median of one cell, or for its ratio to the same cell of another row. */
export interface Goal {
	title: string;
	row: string;
	column: string;
	/** The row whose cell is 1; without it the figure itself counts. */
	against?: string;
	atMost?: number;
	atLeast?: number;
	digits?: number;
	/** Why it is missed where it is, from what was measured. */
	missed: string | ((rows: Rows) => string);
}

export interface TableSpec {
	/** In the results. */
	key: string;
	title: string;
	/** What is measured, and how. Markdown. */
	about: string;
	/** What a row is. */
	head: string;
	ratios: Ratio[];
	columns: Column[];
	goals: Goal[];
	/** What limits the figures. Markdown. */
	limits: string;
}

/** A part of the benchmarks that can be run alone. */
export interface Suite {
	name: string;
	tables: TableSpec[];
	/** Where the command does not say. */
	rounds: number;
	/**
	 * Measures.
	 * @returns the samples by table
	 * @throws where the work that was to be measured was not done
	 */
	run(stage: Stage, rounds: number): Promise<Record<string, Rows>>;
}

/** The numbers of the rounds, for loops. */
export function countOf(rounds: number): number[] {
	return [...Array(rounds).keys()];
}

/** The values in an order that changes with the round, so that none always comes first. */
export function inTurn<Value>(values: readonly Value[], round: number): Value[] {
	const first = round % values.length;
	return [...values.slice(first), ...values.slice(0, first)];
}
