import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { taskError } from '../../lib/error';
import { thrownError } from '../../lib/http/thrownError';
import { dropOrders } from '../../lib/lifecycle/knownOrders';
import { unclaim } from '../../lib/lifecycle/orderClaims';
import type { Operation } from './operation';
import { toFailedItem, toItem } from './output';
import { parametersOf } from './parameters';

/** Frees an order key, so that it buys anew. */
export const forgetOrderKey: Operation = {
	option: {
		name: 'Forget Order Key',
		value: 'forgetOrderKey',
		action: 'Forget an order key',
		description: 'Let an order key buy anew, at every node of this workflow',
	},
	fields: [
		{
			displayName: 'Order Key',
			name: 'orderKey',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. {{ $json.row_id }}',
			description:
				'The key as the node that buys has it. Every node of this workflow forgets it: with the same key, each of them buys anew.',
		},
	],
	async execute(context) {
		const items: INodeExecutionData[] = [];
		for (let item = 0; item < context.getInputData().length; item++) {
			items.push(await forget(context, item));
		}
		return [items];
	},
};

async function forget(context: IExecuteFunctions, item: number): Promise<INodeExecutionData> {
	const orderKey = parametersOf(context, item).text('orderKey');
	if (orderKey === '') {
		const message = "'Order Key' is empty";
		const advice = 'Give the key as the node that buys has it.';
		const error = taskError('invalidRequest', { reason: 'badParameter', message, advice });
		return toFailedItem(context, { error }, item);
	}
	try {
		const wasTaken = (await unclaim(context, orderKey)) > 0;
		return toItem(context, { orderKey, wasTaken, taskIds: dropOrders(context, orderKey) }, item);
	} catch (thrown) {
		const message = `n8n cannot forget the order key: ${thrownError(thrown).message}`;
		const advice = 'Save the workflow, then run again.';
		const error = taskError('service', { message, advice });
		return toFailedItem(context, { error }, item);
	}
}
