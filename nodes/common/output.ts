import type { IBinaryKeyData, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { reportsFailures, type FailedRecord } from '../../lib/lifecycle/failures';
import * as items from '../../lib/lifecycle/items';
import type { Task } from '../../lib/task';

/** Whether the user wants the provider's own answer with this item. */
export function wantsRaw(context: IExecuteFunctions, itemIndex: number): boolean {
	return context.getNodeParameter('options.includeRaw', itemIndex, false) === true;
}

/** As in lifecycle/items.ts, with the raw answer where the item's parameters ask for it. */
export function toItem(
	context: IExecuteFunctions,
	record: object,
	itemIndex: number,
	binary?: IBinaryKeyData,
): INodeExecutionData {
	const includeRaw = wantsRaw(context, itemIndex);
	return items.toItem(record, itemIndex, { binary, includeRaw });
}

/** As in lifecycle/items.ts, with the raw answer where the item's parameters ask for it. */
export function toFailedItem(
	context: IExecuteFunctions,
	record: FailedRecord,
	itemIndex: number,
	others?: () => Array<Partial<Task>>,
): INodeExecutionData {
	// An error has no raw answer, and must come out whatever the parameters say.
	const includeRaw = reportsFailures(context) && wantsRaw(context, itemIndex);
	return items.toFailedItem(context, record, itemIndex, { includeRaw, others });
}
