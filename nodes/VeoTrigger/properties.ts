import type { INodeProperties } from 'n8n-workflow';

import { includeRawField, optionsCollection } from '../shared/options';

export const properties: INodeProperties[] = [
	{
		displayName: 'Provider',
		name: 'provider',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'Ace Data Cloud', value: 'aceData', description: 'Veo' },
			{ name: 'Kie.ai', value: 'kie', description: 'Veo and music videos' },
			{ name: 'sunoapi.org', value: 'sunoApi', description: 'Music videos' },
		],
		default: 'kie',
		description: 'Who calls back',
	},
	{
		displayName: 'Authentication',
		name: 'authentication',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'Callback Token',
				value: 'callbackToken',
				description:
					'The call must carry the callback token of the credential, which the nodes add',
			},
			{
				name: 'Kie Signature',
				value: 'kieSignature',
				displayOptions: { show: { provider: ['kie'] } },
				description: 'The call must be signed with the webhook HMAC key of the credential',
			},
			{
				name: 'None',
				value: 'none',
				description: 'Anyone who knows the URL can start the workflow',
			},
		],
		default: 'callbackToken',
		description: 'How the trigger knows that the call comes from the provider',
	},
	{
		displayName:
			'Without authentication anyone who learns the URL can start this workflow with made-up results',
		name: 'noAuthenticationNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { authentication: ['none'] } },
	},
	{
		displayName: 'Branches',
		name: 'branches',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'One per Error Type',
				value: 'errorType',
				description: 'Success, one output for each type of error, and Other',
			},
			{ name: 'Success and Failure', value: 'outcome', description: 'Two outputs' },
			{ name: 'Single', value: 'single', description: 'One output for everything' },
		],
		default: 'errorType',
		description: 'On which outputs the finished tasks leave the node',
	},
	optionsCollection([
		includeRawField,
		{
			displayName: 'Signature Max Age (Seconds)',
			name: 'signatureMaxAge',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: 300,
			displayOptions: { show: { '/authentication': ['kieSignature'] } },
			description: 'How old the timestamp of a signed call may be',
		},
	]),
];
