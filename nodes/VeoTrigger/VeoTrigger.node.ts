import type { INodeType, INodeTypeDescription, IWebhookFunctions } from 'n8n-workflow';

import { properties } from './properties';
import { receive } from './receive';
import { outputsExpression } from './branches';
import { texts } from './texts';

/** Starts a workflow when a provider reports that a video is finished. */
export class VeoTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Veo Trigger',
		name: 'veoTrigger',
		icon: { light: 'file:veoTrigger.svg', dark: 'file:veoTrigger.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle:
			'={{ ({ aceData: "Ace Data Cloud", kie: "Kie.ai", sunoApi: "sunoapi.org" })[$parameter["provider"]] }}',
		description: 'Starts the workflow when a provider calls back about a video',
		...texts,
		defaults: { name: 'Veo Trigger' },
		inputs: [],
		outputs: outputsExpression,
		// `hide`, because n8n hides the field Provider itself where it alone shows all credentials.
		// With Confirm on it is needed whatever the authentication, and n8n cannot say "or" here.
		credentials: [
			{
				name: 'aceDataApi',
				required: true,
				displayOptions: { show: { provider: ['aceData'] } },
			},
			{ name: 'kieApi', required: true, displayOptions: { show: { provider: ['kie'] } } },
			{ name: 'sunoApi', required: true, displayOptions: { show: { provider: ['sunoApi'] } } },
		],
		webhooks: [
			{
				name: 'default',
				httpMethod: 'POST',
				path: 'veo',
				responseMode: 'onReceived',
				// Without it n8n answers with the words "firstEntryJson".
				responseData: '',
			},
		],
		properties,
	};

	// Nothing is registered at the providers: each submit names its own callback URL.
	webhookMethods = {
		default: {
			checkExists(): Promise<boolean> {
				return Promise.resolve(true);
			},
			create(): Promise<boolean> {
				return Promise.resolve(true);
			},
			delete(): Promise<boolean> {
				return Promise.resolve(true);
			},
		},
	};

	async webhook(this: IWebhookFunctions) {
		return await receive(this);
	}
}
