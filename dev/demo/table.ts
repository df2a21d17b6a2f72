import Table from 'cli-table3';

/** What became of one example. */
export interface Row {
	workflow: string;
	outcome: string;
	asExpected: boolean;
	seconds: number;
	files: string[];
}

/** The demo's last word: one line per example. */
export function table(rows: Row[]): string {
	// Without colours and with wrapping, so that it reads the same in a terminal and in a log file.
	const result = new Table({
		head: ['Workflow', 'Outcome', 'Seconds', 'File'],
		style: { head: [], border: [] },
		colAligns: ['left', 'left', 'right', 'left'],
	});
	for (const { workflow, outcome, asExpected, seconds, files } of rows) {
		result.push([
			workflow,
			`${asExpected ? '✓' : '✗'} ${outcome}`,
			seconds.toFixed(1),
			files.join('\n'),
		]);
	}
	return result.toString();
}
