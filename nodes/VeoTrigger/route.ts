import { ERROR_TYPES, type ErrorType } from '../../lib/error';
import type { Task } from '../../lib/task';

/** How finished tasks are spread over the outputs. */
export type Branches = 'errorType' | 'outcome' | 'single';

const TYPES = Object.keys(ERROR_TYPES) as ErrorType[];

/** Names of the outputs; their order is fixed, for saved workflows connect by number. */
export const OUTPUT_NAMES: Readonly<Record<Branches, string[]>> = {
	errorType: ['Success', ...TYPES.map((type) => ERROR_TYPES[type].outputName)],
	outcome: ['Success', 'Failure'],
	single: ['Finished'],
};

/** The node's outputs as n8n's editor and engine evaluate them from the parameter Branches. */
export const outputsExpression = `={{ (${JSON.stringify(
	Object.fromEntries(
		Object.entries(OUTPUT_NAMES).map(([branches, names]) => [
			branches,
			names.map((displayName) => ({ type: 'main', displayName })),
		]),
	),
)})[$parameter["branches"]] }}` as const;

/** The number of the output for a finished task; one whose video could not be fetched has failed. */
export function outputFor(task: Task, branches: Branches): number {
	if (branches === 'single' || (task.status === 'succeeded' && !task.error)) return 0;
	if (branches === 'outcome') return 1;
	return 1 + TYPES.indexOf(task.error?.type ?? 'unrecognized');
}
