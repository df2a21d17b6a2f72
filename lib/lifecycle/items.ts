import type {
	IBinaryKeyData,
	IDataObject,
	IExecuteFunctions,
	INodeExecutionData,
} from 'n8n-workflow';

import { NO_FIELDS, type Task } from '../task';
import { masked } from '../http/mask';
import { defined } from '../providers/read';
import { reportsFailures, shown, toNodeError, type FailedRecord } from './failures';

/**
 * A record as an item's JSON, without secrets; `raw` stays only where the user asked for it. What one
 * looks for comes first, for a table shows the first columns.
 */
export function toJson(record: object, includeRaw: boolean): IDataObject {
	const { raw } = record as IDataObject;
	const { status, videoUrl, taskId, ...rest } = shown(record) as IDataObject;
	return {
		...defined({ status, videoUrl, taskId }),
		...rest,
		...(includeRaw && raw !== undefined && { raw: masked(raw) }),
	};
}

/** What an item takes besides its record. */
interface ItemOptions {
	binary?: IBinaryKeyData;
	/** Whether the user wants the provider's own answer with the item. */
	includeRaw?: boolean;
}

/** The item of a record, linked to the input item that it came from. */
export function toItem(
	record: object,
	itemIndex: number,
	{ binary, includeRaw = false }: ItemOptions = {},
): INodeExecutionData {
	const json = toJson(record, includeRaw);
	return { json, ...(binary && { binary }), pairedItem: { item: itemIndex } };
}

/**
 * The item of something that came to nothing: its whole record, on the error output or the regular
 * one as the node's setting On Error says.
 * @param others gives the other tasks of the run; the thrown error names them, so that none is lost
 * @throws NodeApiError where the node does not continue on fail and is no agent's tool
 */
export function toFailedItem(
	context: IExecuteFunctions,
	record: FailedRecord,
	itemIndex: number,
	{ others, ...options }: ItemOptions & { others?: () => Array<Partial<Task>> } = {},
): INodeExecutionData {
	if (!reportsFailures(context)) throw toNodeError(context, record, itemIndex, others?.());
	const item = toItem(record, itemIndex, options);
	// n8n sends an item that has an error to the error output, but then puts the error's message in
	// place of its JSON. It copies the item in between, and the copy lacks what is not enumerable.
	if (context.getNode().onError === 'continueErrorOutput') {
		const value = toNodeError(context, record, itemIndex);
		Object.defineProperty(item, 'error', { value, enumerable: false });
		// n8n also lays the record over the input item, whose task ID would pass for the record's.
		item.json = { ...NO_FIELDS, ...item.json };
	}
	return item;
}
