import { cell, outcomeOf, ratio, type Figure } from './figures';
import type { Results, Rows, SuiteResult } from './results';
import type { Goal, Suite, TableSpec } from './spec';

/** The places of a ratio. */
const RATIO_DIGITS = 2;

const HEAD = `# Benchmarks

_Written by \`npm run bench\`; all samples are in [benchmarks.json](benchmarks.json). Do not edit._

One real n8n with the packed package, and one simulator in place of the providers, on one machine. Everything is measured in turns. A figure is the median of its rounds, in brackets the least and the greatest. The machine is shared by n8n, the simulator and the bench, so the ratios, which stand first, mean more than the seconds. A run ends in an error, and writes nothing, where a job was not delivered, was bought twice, or an execution failed.

To repeat it, on Linux: \`npm ci\`, then \`npm run bench\` for everything, \`npm run bench -- workers\` for one part (the others keep their figures and dates), \`npm run bench -- --rounds 5\` for more rounds.
`;

/**
 * The page with all that was measured, as Markdown.
 * @param plot the image's path, relative to the page
 */
export function pageOf(suites: readonly Suite[], results: Results, plot: string): string {
	const parts = suites.map((suite) => suiteText(suite, results[suite.name]));
	return [HEAD, `![Benchmarks](${plot})`, goalsOf(suites, results), ...parts].join('\n\n');
}

function suiteText({ name, tables }: Suite, result: SuiteResult | undefined): string {
	if (!result) return `## ${name}\n\nNot measured yet: \`npm run bench -- ${name}\`.`;
	const parts = tables.map((table) => tableText(table, result.tables[table.key] ?? {}));
	return [`## ${name}`, circumstances(result), ...parts].join('\n\n');
}

function circumstances({ at, seconds, surroundings: on }: SuiteResult): string {
	const minutes = (seconds / 60).toFixed(1);
	return (
		`${at.slice(0, 16).replace('T', ' ')} UTC, in ${minutes} minutes: n8n ${on.n8n} on Node ${on.node}, ` +
		`package ${on.package} (${on.commit}); ${on.cores} cores of ${on.cpu}, ${on.memory} GiB, ` +
		`${on.system}; load before the start ${on.load.toFixed(2)}.`
	);
}

function tableText(table: TableSpec, rows: Rows): string {
	const { title, about, limits } = table;
	return [`### ${title}`, about, figuresTable(table, rows), `**What limits it.** ${limits}`].join(
		'\n\n',
	);
}

/** The figures of a table, ratios first. */
export function figuresTable({ head, ratios, columns }: TableSpec, rows: Rows): string {
	const titles = [head, ...ratios.map(({ title }) => title), ...columns.map(({ title }) => title)];
	const lines = Object.keys(rows).map((row) => [
		row,
		...ratios.map(({ column, against }) =>
			row === against ? '1' : figureText(ratio(rows, row, against, column), RATIO_DIGITS),
		),
		...columns.map(({ key, digits = 0 }) => figureText(cell(rows, row, key), digits)),
		String(Math.max(...Object.values(rows[row]).map((samples) => samples.length))),
	]);
	return markdownTable([...titles, 'Rounds'], lines);
}

function goalsOf(suites: readonly Suite[], results: Results): string {
	const lines = suites.flatMap(({ name, tables }) =>
		tables.flatMap(({ key, goals }) =>
			goals.map((goal) => goalLine(goal, name, results[name]?.tables[key] ?? {})),
		),
	);
	return `## Goals\n\n${markdownTable(['Goal', 'Measured', 'Met', 'Part'], lines)}`;
}

function goalLine(goal: Goal, suite: string, rows: Rows): string[] {
	const outcome = outcomeOf(rows, goal);
	const { atMost, atLeast, digits = RATIO_DIGITS, missed } = goal;
	const reason = () => (typeof missed === 'string' ? missed : missed(rows));
	const bound = atMost === undefined ? `at least ${atLeast}` : `at most ${atMost}`;
	return [
		`${goal.title}: ${bound}`,
		outcome ? outcome.measured.toFixed(digits) : 'not measured',
		outcome ? (outcome.isMet ? 'yes' : `**no.** ${reason()}`) : '',
		`[${suite}](#${suite})`,
	];
}

/** The median of a cell, for a sentence. */
export function medianText(rows: Rows, row: string, column: string, digits = 0): string {
	return cell(rows, row, column)?.median.toFixed(digits) ?? '–';
}

/** A median with its spread, where there is more than one round. */
export function figureText(figure: Figure | undefined, digits: number): string {
	if (!figure) return '–';
	const text = (value: number) => value.toFixed(digits);
	const { median, min, max, rounds } = figure;
	const isSpread = rounds > 1 && text(min) !== text(max);
	return isSpread ? `${text(median)} (${text(min)}–${text(max)})` : text(median);
}

/** Columns are aligned by Prettier, which formats the page. */
function markdownTable(head: string[], lines: string[][]): string {
	const escaped = (text: string) => text.replaceAll('|', '\\|');
	const rule = head.map((_, column) => (column === 0 ? '---' : '--:'));
	return [head, rule, ...lines].map((cells) => `| ${cells.map(escaped).join(' | ')} |`).join('\n');
}
