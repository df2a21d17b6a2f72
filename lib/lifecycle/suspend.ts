import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { suspendExecution, type SuspendedRun } from './suspended';
import { timedOut } from './poll';
import type { ApiVersion } from '../providers/api';
import { attachAllFiles } from './attachFiles';
import { openItems, type PaidOperation, type RunItem } from './operation';
import { inputOf, toOutputs } from './outputs';

/** How a run is suspended; all of it is known before the first purchase. */
export interface Suspension {
	resumeUrl: string;
	/** Milliseconds. */
	timeLimit: number;
	separateOutputs: boolean;
	/** In which the tasks are bought, so in which they have to be looked up. */
	apiVersion: ApiVersion;
}

/**
 * Suspends the execution until the callbacks of its tasks have come or the time limit is over. Where
 * no task is open there is nothing to wait for, and the items are returned at once.
 */
export async function suspend<Job>(
	context: IExecuteFunctions,
	operation: PaidOperation<Job>,
	items: Array<RunItem<Job>>,
	{ resumeUrl, timeLimit, separateOutputs, apiVersion }: Suspension,
): Promise<INodeExecutionData[][]> {
	const inputs = context.getInputData();
	// What was polled and is not final has an error: its look-ups are hopeless, and nobody will call.
	const open = new Set<RunItem<Job>>(openItems(items).filter(({ task }) => !task.error));
	const run: SuspendedRun = {
		provider: operation.api.provider,
		apiVersion,
		separateOutputs,
		items: items.map((item, itemIndex) => {
			const { task, ref, download, includeRaw } = item;
			return {
				task,
				...(open.has(item) && { ref }),
				...(download && { download }),
				includeRaw,
				...inputOf(inputs[itemIndex], separateOutputs),
			};
		}),
	};
	if (open.size === 0) {
		const results = await attachAllFiles(context, operation, items);
		return toOutputs(run, (_, itemIndex) => results[itemIndex]);
	}
	if (!context.getExecutionCancelSignal()?.aborted) {
		await suspendExecution(context, run, {
			until: new Date(Date.now() + timeLimit),
			resumeUrl,
			timedOut: toOutputs(run, ({ task, ref }) => ({
				task: ref ? timedOut({ ...task, taskId: ref.taskId }, timeLimit) : task,
			})),
		});
	}
	// While the run is suspended, the editor shows these, without errors: for an error n8n's Retry On
	// Fail would run the node again, on the items that wait for the time limit in place of its input.
	return toOutputs(run, ({ task: { error, ...task } }) => ({ task }));
}
