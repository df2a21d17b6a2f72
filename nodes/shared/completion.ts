import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { parametersOf } from './parameters';

export type Completion =
	{ mode: 'poll'; interval: number; timeLimit: number } | { mode: 'submitOnly' };

/** How a task is completed after it was bought. */
export const completionFields: INodeProperties[] = [
	{
		displayName: 'Completion',
		name: 'completion',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'Poll Until Done',
				value: 'poll',
				description: 'Wait in this node and ask the provider at intervals; best for short waits',
			},
			{
				name: 'Submit Only',
				value: 'submitOnly',
				description:
					'Return the task at once. Receive the result with Veo Trigger, or look it up later.',
			},
		],
		default: 'poll',
		description: 'How the result comes into the workflow',
	},
	{
		displayName: 'Poll Interval (Seconds)',
		name: 'pollInterval',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 15,
		displayOptions: { show: { completion: ['poll'] } },
		description: 'How long to wait between two look-ups; the providers recommend 5 to 30 seconds',
	},
	{
		displayName: 'Time Limit (Minutes)',
		name: 'timeLimit',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 20,
		displayOptions: { show: { completion: ['poll'] } },
		description:
			'How long to wait at most. A task that is still running then is not lost: its task ID is in the message.',
	},
	{
		displayName: 'Callback URL',
		name: 'callbackUrl',
		type: 'string',
		default: '',
		placeholder: 'e.g. https://n8n.example.com/webhook/…/veo',
		displayOptions: { show: { completion: ['submitOnly'] } },
		description:
			'Where the provider sends the result, usually the production URL of a Veo Trigger. The callback token of the credential is added to it.',
	},
];

/**
 * The completion of the whole run, read from the first item.
 * @throws NodeOperationError before anything is bought, where interval or limit make no sense
 */
export function completionOf(context: IExecuteFunctions): Completion {
	const { text, number } = parametersOf(context, 0);
	const mode = text('completion');
	if (mode === 'submitOnly') return { mode };
	if (mode !== 'poll') {
		throw new NodeOperationError(context.getNode(), `'Completion' has no choice "${mode}"`, {
			description: 'Choose Poll Until Done or Submit Only.',
		});
	}
	const interval = number('pollInterval');
	const timeLimit = number('timeLimit');
	if (!(interval >= 1)) throw unusable(context, 'Poll Interval (Seconds)', 'at least 1');
	if (!(timeLimit > 0)) throw unusable(context, 'Time Limit (Minutes)', 'greater than 0');
	return { mode, interval: interval * 1000, timeLimit: timeLimit * 60_000 };
}

function unusable(context: IExecuteFunctions, field: string, limit: string): NodeOperationError {
	return new NodeOperationError(context.getNode(), `'${field}' must be a number ${limit}`, {
		description: 'Nothing was bought. Correct the field and run again.',
	});
}
