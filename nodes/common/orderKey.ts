import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import type { Issue } from '../../lib/providers/api';
import type { Parameters } from './parameters';

/** Option of every operation that buys. */
export const orderKeyField: INodeProperties = {
	displayName: 'Order Key',
	name: 'orderKey',
	type: 'string',
	default: '',
	placeholder: 'e.g. {{ $json.row_id }}',
	description:
		'The same key in this node is the same purchase, in whichever execution: where it has bought before, the task that it has bought comes out, and nothing is bought',
};

/**
 * The order key of an item. An expression that comes to nothing is an issue: who has asked for a key
 * does not want to buy without.
 */
export function orderKeyOf(
	context: IExecuteFunctions,
	{ text }: Parameters,
): string | Issue | undefined {
	const key = text('options.orderKey');
	// What n8n makes of a sum with something missing is the same for every such item.
	if (key !== '' && key !== 'NaN') return key;
	const { options } = context.getNode().parameters;
	const given = (options as { orderKey?: unknown } | undefined)?.orderKey ?? '';
	if (typeof given === 'string' && given.trim() === '') return undefined;
	return {
		field: 'orderKey',
		message: 'is empty for this item, or neither text nor a number',
		fix: "Correct its expression, or take the option 'Order Key' away.",
	};
}
