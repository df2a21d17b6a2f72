import type { INodeProperties } from 'n8n-workflow';

import { includeRawField, optionsCollection } from '../common/options';
import { PROVIDERS, providersOf } from '../../lib/providers';
import type { Provider } from '../../lib/task';
import { songStagesField } from './stages';
import { downloadOption, fileOptions } from './videos';

function productsOf(provider: Provider): string {
	const { veo, song } = PROVIDERS[provider];
	if (veo) return song ? 'Veo, songs and music videos' : 'Veo';
	return 'Songs and music videos';
}

export const properties: INodeProperties[] = [
	{
		displayName: 'Provider',
		name: 'provider',
		type: 'options',
		noDataExpression: true,
		options: providersOf().map((value) => ({
			name: PROVIDERS[value].label,
			value,
			description: productsOf(value),
		})),
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
			'Veo and Music Video add the token to the callback URL themselves where they run in this n8n. Whatever else buys videos for this trigger adds the query parameter <code>token</code> to the Production URL, with the Callback Token of the credential as its value.',
		name: 'callbackTokenNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { authentication: ['callbackToken'] } },
	},
	{
		displayName:
			'The signature covers the task ID and the time, not the result. Keep Confirm With Provider on.',
		name: 'signatureNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { authentication: ['kieSignature'], confirm: [false] } },
	},
	{
		displayName:
			'Without authentication anyone who learns the URL can start this workflow with made-up results. Switch Confirm With Provider on, or choose another Authentication.',
		name: 'noAuthenticationNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { authentication: ['none'], confirm: [false] } },
	},
	{
		displayName:
			'Without authentication anyone who learns the URL can make this trigger look tasks up. Only true results start the workflow, and no 4K versions, which cannot be looked up.',
		name: 'onlyConfirmedNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { authentication: ['none'], confirm: [true] } },
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
	songStagesField,
	{
		displayName: 'Confirm With Provider',
		name: 'confirm',
		type: 'boolean',
		default: true,
		description:
			'Whether to look the task up at the provider before the workflow starts. The call then only says which task is meant, and the result of the look-up is the output.',
	},
	{
		displayName: 'Ignore Duplicates',
		name: 'ignoreDuplicates',
		type: 'boolean',
		default: true,
		description:
			'Whether to start the workflow once only for each outcome of a task, however often the provider repeats its call. The last 10,000 outcomes are remembered.',
	},
	optionsCollection([
		downloadOption,
		includeRawField,
		...fileOptions,
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
