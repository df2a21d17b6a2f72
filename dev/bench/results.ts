/** The samples of one thing that is measured, by column: one number per round. */
export type Samples = Record<string, number[]>;

/** The samples of one table, by row and column. */
export type Rows = Record<string, Samples>;

/** Where and with what a suite was measured. */
export interface Surroundings {
	n8n: string;
	/** That n8n runs on. */
	node: string;
	package: string;
	/** Of the package's source, with `+` where files were changed since. */
	commit: string;
	cpu: string;
	cores: number;
	/** GiB. */
	memory: number;
	system: string;
	/** Of the last minute, before the suite. */
	load: number;
}

/** What one run of a suite has found. */
export interface SuiteResult {
	/** ISO 8601. */
	at: string;
	/** That the suite took. */
	seconds: number;
	surroundings: Surroundings;
	/** By the key of the table. */
	tables: Record<string, Rows>;
}

/** `docs/benchmarks.json`: the last run of every suite, by its name. */
export type Results = Record<string, SuiteResult>;

/** Adds one round's measurements to the samples of a row. */
export function addRound(rows: Rows, row: string, values: Record<string, number>): void {
	const samples = (rows[row] ??= {});
	for (const [column, value] of Object.entries(values)) (samples[column] ??= []).push(value);
}
