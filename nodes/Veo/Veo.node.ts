import type {
	IExecuteFunctions,
	INodeType,
	INodeTypeDescription,
	IWebhookFunctions,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { veoApi } from '../../providers';
import { outputsExpression, waitingNodeTooltip } from '../shared/completionFields';
import { run, subtitleExpression, toProperties } from '../shared/operation';
import { resume, resumeWebhooks } from '../shared/resume';
import { providerField } from './actions/provider';
import { resources } from './actions/resources';

/** Makes AI videos with Veo through Kie.ai or Ace Data Cloud. */
export class Veo implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Veo',
		name: 'veo',
		icon: { light: 'file:veo.svg', dark: 'file:veo.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: subtitleExpression(resources),
		description: 'Make AI videos with Veo through Kie.ai or Ace Data Cloud',
		defaults: { name: 'Veo' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: outputsExpression,
		waitingNodeTooltip,
		webhooks: resumeWebhooks,
		// `hide`, because n8n hides the field Provider itself where it alone shows all credentials.
		credentials: [
			{
				name: 'aceDataApi',
				required: true,
				displayOptions: { hide: { provider: ['kie'] } },
			},
			{
				name: 'kieApi',
				required: true,
				displayOptions: { hide: { provider: ['aceData'] } },
			},
		],
		properties: [providerField, ...toProperties(resources, 'video')],
	};

	async execute(this: IExecuteFunctions) {
		return await run(this, resources);
	}

	async webhook(this: IWebhookFunctions) {
		return await resume(this, veoApi);
	}
}
