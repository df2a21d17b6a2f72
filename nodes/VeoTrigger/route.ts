import { ERROR_TYPES, type ErrorType } from '../../lib/error';
import { isFinal, type SongStage, type Task } from '../../lib/task';
import { hasProgress } from './stages';

/** How finished tasks are spread over the outputs. */
export type Branches = 'errorType' | 'outcome' | 'single';

const TYPES = Object.keys(ERROR_TYPES) as ErrorType[];

/** The last output, for what is not finished; it is there where the user wants to hear of that. */
const PROGRESS = 'Progress';

/** Names of the outputs; their order is fixed, for saved workflows connect by number. */
const OUTPUT_NAMES: Readonly<Record<Branches, string[]>> = {
	errorType: ['Success', ...TYPES.map((type) => ERROR_TYPES[type].outputName)],
	outcome: ['Success', 'Failure'],
	single: ['Finished'],
};

/** Whether a value names a way to spread the tasks. */
export function isBranches(value: unknown): value is Branches {
	return typeof value === 'string' && Object.hasOwn(OUTPUT_NAMES, value);
}

/** Names of the outputs. @param stages those of a song that start the workflow */
export function outputNames(branches: Branches, stages: readonly SongStage[]): string[] {
	const names = OUTPUT_NAMES[branches];
	return branches !== 'single' && hasProgress(stages) ? [...names, PROGRESS] : names;
}

const outputs = (names: string[]) => names.map((displayName) => ({ type: 'main', displayName }));

/**
 * The node's outputs as n8n's editor and engine evaluate them from the parameters Branches and Song
 * Stages.
 */
export const outputsExpression = `={{ (${JSON.stringify(
	Object.fromEntries(
		Object.entries(OUTPUT_NAMES).map(([branches, names]) => [branches, outputs(names)]),
	),
)})[$parameter["branches"]].concat($parameter["branches"] !== "single" && /text|first/.test($parameter["songStages"]) ? ${JSON.stringify(outputs([PROGRESS]))} : []) }}` as const;

/** The number of the output for a task; one whose video could not be fetched has failed. */
export function outputFor(task: Task, branches: Branches): number {
	if (branches !== 'single' && !isFinal(task)) return OUTPUT_NAMES[branches].length;
	if (branches === 'single' || (task.status === 'succeeded' && !task.error)) return 0;
	if (branches === 'outcome') return 1;
	return 1 + TYPES.indexOf(task.error?.type ?? 'unrecognized');
}
