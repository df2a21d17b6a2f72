import type {
	IHookFunctions,
	INodeType,
	INodeTypeDescription,
	IWebhookFunctions,
} from 'n8n-workflow';

import { checkActivation } from './activate';
import { MERGED_DESCRIPTION } from '../common/panel';
import { credentialsOf, providerLabel } from '../common/provider';
import { properties } from './properties';
import { receive } from './receive';
import { outputsExpression } from './route';
import { texts } from './texts';

/** Starts a workflow when a provider reports that a video or a song is finished. */
export class VeoTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Veo Trigger',
		name: 'veoTrigger',
		icon: { light: 'file:veoTrigger.svg', dark: 'file:veoTrigger.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: `={{ ${providerLabel} }}`,
		description: MERGED_DESCRIPTION,
		...texts,
		defaults: { name: 'Veo Trigger' },
		inputs: [],
		outputs: outputsExpression,
		// With Confirm on one is needed whatever the authentication, and n8n cannot say "or" here.
		credentials: credentialsOf(),
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
				return Promise.resolve(false);
			},
			async create(this: IHookFunctions): Promise<boolean> {
				await checkActivation(this);
				return true;
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
