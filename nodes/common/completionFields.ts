import type { INodeProperties } from 'n8n-workflow';

import { downloadFields } from './downloadFields';

export const pollIntervalField: INodeProperties = {
	displayName: 'Poll Interval (Seconds)',
	name: 'pollInterval',
	type: 'number',
	typeOptions: { minValue: 1 },
	default: 30,
	description:
		'About how long to wait between two look-ups of a task; the providers recommend 30 seconds. From 10 seconds on, up to twice as long while a task is too young to be done. A 4K version is asked for every 10 seconds at most.',
};

export const timeLimitField: INodeProperties = {
	displayName: 'Time Limit (Minutes)',
	name: 'timeLimit',
	type: 'number',
	typeOptions: { minValue: 1 },
	default: 20,
	description:
		'How long to wait at most. A task that is still running then is not lost: its task ID comes out.',
};

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
				description: 'Wait in this node and ask the provider at intervals; works everywhere',
			},
			{
				name: 'Submit Only',
				value: 'submitOnly',
				description:
					'Return the task at once. Receive the result with Veo Trigger, or look it up later.',
			},
			{
				name: 'Wait for Callback',
				value: 'callback',
				description:
					'Suspend the execution until the provider calls back; takes no worker and survives restarts',
			},
		],
		default: 'poll',
		description: 'How the result comes into the workflow',
	},
	{
		displayName:
			'The provider must be able to reach this n8n from the internet (WEBHOOK_URL), and the workflow must save its executions. All items come out together, failed ones too: look at the field status.',
		name: 'callbackNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { completion: ['callback'] } },
	},
	{
		displayName: 'Outputs',
		name: 'outputs',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'Combined',
				value: 'combined',
				description: 'All items on one output, in the order of the input',
			},
			{
				name: 'Separate',
				value: 'separate',
				description: 'Succeeded, Failed and Timed Out; needs n8n 2.39',
			},
		],
		default: 'combined',
		displayOptions: { show: { completion: ['callback'] } },
		description: 'On which outputs the finished tasks leave the node',
	},
	{ ...pollIntervalField, displayOptions: { show: { completion: ['poll'] } } },
	{ ...timeLimitField, displayOptions: { show: { completion: ['callback', 'poll'] } } },
	{
		displayName: 'Callback URL',
		name: 'callbackUrl',
		type: 'string',
		default: '',
		placeholder: 'e.g. https://n8n.example.com/webhook/…/veo',
		displayOptions: { show: { completion: ['submitOnly'] } },
		description:
			'Where the provider sends the result, usually the production URL of a Veo Trigger. The callback token of the credential is added to it where it leads to this n8n.',
	},
	...downloadFields({ completion: ['callback', 'poll'] }),
];

const SEPARATE = ['Succeeded', 'Failed', 'Timed Out'].map((displayName) => ({
	type: 'main',
	displayName,
}));

/** The outputs of a node with these fields, as n8n's editor and engine evaluate them. */
export const outputsExpression =
	`={{ $parameter["completion"] === "callback" && $parameter["outputs"] === "separate" ? ${JSON.stringify(SEPARATE)} : ["main"] }}` as const;

/** What the editor shows at the node while its execution is suspended. */
export const waitingNodeTooltip =
	'Waiting for the provider to call back. The execution takes no worker and survives restarts.';
