import type { INodeProperties } from 'n8n-workflow';

import { providersOf } from '../../lib/providers';
import { isFinal, type SongStage, type Task } from '../../lib/task';

/** The stages of a song before its end, in their order. */
const PROGRESS: readonly SongStage[] = ['text', 'first'];

export const STAGES: readonly SongStage[] = [...PROGRESS, 'complete', 'error'];

/** Which callbacks of a song start the workflow. */
export const songStagesField: INodeProperties = {
	displayName: 'Song Stages',
	name: 'songStages',
	type: 'multiOptions',
	noDataExpression: true,
	options: [
		{ name: 'Complete', value: 'complete', description: 'All tracks are there' },
		{ name: 'Error', value: 'error', description: 'The song has failed' },
		{
			name: 'First Track',
			value: 'first',
			description: 'The first track is there; leaves on the output Progress',
		},
		{
			name: 'Text',
			value: 'text',
			description: 'The lyrics are there; leaves on the output Progress',
		},
	],
	default: ['complete', 'error'],
	displayOptions: { show: { provider: providersOf('song') } },
	description: 'Which of the calls about a song start the workflow; the others are answered only',
};

/** Whether a task that is so far may start the workflow. @param stages those that may */
export function isWanted(task: Task, stages: readonly SongStage[]): boolean {
	return task.stage === undefined ? isFinal(task) : stages.includes(task.stage);
}

/** Whether a record is as far as the call that announces it. */
export function isAsFar(known: Task, said: Task): boolean {
	if (isFinal(known)) return true;
	return said.stage !== undefined && rank(known) >= rank(said);
}

/** Before its first stage a song has none. */
function rank({ stage }: Task): number {
	return stage === undefined ? -1 : STAGES.indexOf(stage);
}

/** Whether there are outputs for what is not finished. */
export function hasProgress(stages: readonly SongStage[]): boolean {
	return stages.some((stage) => PROGRESS.includes(stage));
}
