import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import type { TaskWithFiles } from './attachFiles';
import { toJson } from './items';
import type { RunItem } from './operation';
import type { Task } from '../task';

/** Numbers of the outputs where each outcome has its own. */
const OUTPUT = { succeeded: 0, failed: 1, timedOut: 2 };

/** What its input item adds to a result. */
export interface ResultItem extends Pick<RunItem<never>, 'includeRaw'> {
	/**
	 * JSON of the input item, only where each outcome has its own output: a resumed item loses its
	 * link to the input on all outputs but the first, and the record is the same however it came.
	 */
	input?: IDataObject;
}

/** The input item of a result, where the result has to carry it. */
export function inputOf(
	{ json }: INodeExecutionData,
	separateOutputs: boolean,
): Pick<ResultItem, 'input'> {
	return separateOutputs ? { input: json } : {};
}

/** The items of a run by output, in the order of the input. */
export function toOutputs<Item extends ResultItem>(
	{ items, separateOutputs }: { items: Item[]; separateOutputs: boolean },
	resultOf: (item: Item, itemIndex: number) => TaskWithFiles,
): INodeExecutionData[][] {
	const outputs: INodeExecutionData[][] = separateOutputs ? [[], [], []] : [[]];
	for (const [itemIndex, item] of items.entries()) {
		const { task, binary } = resultOf(item, itemIndex);
		const { includeRaw, input } = item;
		outputs[separateOutputs ? outputOf(task) : 0].push({
			json: { ...toJson(task, includeRaw), ...(input && { input }) },
			...(binary && { binary }),
			pairedItem: { item: itemIndex },
		});
	}
	return outputs;
}

function outputOf({ status, error }: Task): number {
	if (status === 'timedOut') return OUTPUT.timedOut;
	return status === 'failed' || error ? OUTPUT.failed : OUTPUT.succeeded;
}
