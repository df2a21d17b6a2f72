import type { INodeProperties } from 'n8n-workflow';

import { downloadFields, fileNameOption, maxDownloadSizeField } from './downloadFields';
import { includeRawField, shownWhere } from './options';
import { orderKeyField } from './orderKey';
import { spendingOptions } from './spendingFields';
import { testRunFields } from './testRuns';

/** Seconds between two look-ups: the providers recommend it. */
export const POLL_INTERVAL = 30;

/** Minutes that a run waits for its tasks. */
export const TIME_LIMIT = 20;

export const pollIntervalField: INodeProperties = {
	displayName: 'Poll Interval (Seconds)',
	name: 'pollInterval',
	type: 'number',
	typeOptions: { minValue: 1 },
	default: POLL_INTERVAL,
	description:
		'About how long to wait between two look-ups of a task; the providers recommend 30 seconds. From 10 seconds on, up to twice as long while a task is too young to be done. A 4K version is asked for every 10 seconds at most.',
};

export const timeLimitField: INodeProperties = {
	displayName: 'Time Limit (Minutes)',
	name: 'timeLimit',
	type: 'number',
	typeOptions: { minValue: 1 },
	default: TIME_LIMIT,
	description:
		'How long to wait at most. A task that is still running then is not lost: its task ID comes out.',
};

/** How the result comes into the workflow. */
export const waitFields: INodeProperties[] = [
	{
		displayName: 'Wait for Result',
		name: 'completion',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'By Callback',
				value: 'callback',
				// An agent waits for its tools in memory.
				displayOptions: { hide: { '@tool': [true] } },
				description:
					'Suspend the execution until the provider calls back; takes no worker and survives restarts',
			},
			{
				name: 'By Polling',
				value: 'poll',
				description: 'Wait in this node and ask the provider at intervals; works everywhere',
			},
			{
				name: "Don't Wait",
				value: 'submitOnly',
				description:
					'Return the task at once. Receive the result with Veo Trigger, or look it up later.',
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
		displayOptions: { show: { completion: ['callback'], outputs: ['combined'] } },
	},
	{
		displayName:
			'The provider must be able to reach this n8n from the internet (WEBHOOK_URL), and the workflow must save its executions. All items come out together, each on the output that says how it ended.',
		name: 'callbackSeparateNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { completion: ['callback'], outputs: ['separate'] } },
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
				description:
					'Succeeded, Failed and Timed Out, each item with its input item; one that failed does not end the run. By Callback it needs n8n 2.39.',
			},
		],
		default: 'combined',
		displayOptions: { show: { completion: ['callback', 'poll'] }, hide: { '@tool': [true] } },
		description: 'On which outputs the finished tasks leave the node',
	},
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
	...testRunFields,
];

/** How a task is completed after it was bought. */
export const completionFields: INodeProperties[] = [...downloadFields, ...waitFields];

/** What few need of all that buys, in its collection Options. */
export const completionOptions: INodeProperties[] = [
	fileNameOption,
	includeRawField,
	orderKeyField,
	...shownWhere({ '/completion': ['poll'] }, pollIntervalField),
	...shownWhere({ '/completion': ['callback', 'poll'] }, timeLimitField),
	...shownWhere({ '/download': [true] }, maxDownloadSizeField),
	...spendingOptions,
];

const SEPARATE = ['Succeeded', 'Failed', 'Timed Out'].map((displayName) => ({
	type: 'main',
	displayName,
}));

/** The outputs of a node with these fields, as n8n's editor and engine evaluate them. */
export const outputsExpression =
	`={{ $parameter["outputs"] === "separate" ? ${JSON.stringify(SEPARATE)} : ["main"] }}` as const;

/** What the editor shows at the node while its execution is suspended. */
export const waitingNodeTooltip =
	'Waiting for the provider to call back. The execution takes no worker and survives restarts.';
