import type {
	IExecuteFunctions,
	INodeType,
	INodeTypeDescription,
	IWebhookFunctions,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { musicVideoApi } from '../../providers';
import { outputsExpression, waitingNodeTooltip } from '../shared/completionFields';
import { run, subtitleExpression, toProperties } from '../shared/operation';
import { resume, resumeWebhooks } from '../shared/resume';
import { providerField } from './actions/provider';
import { resources } from './actions/resources';

/** Turns Suno tracks into music videos through sunoapi.org or Kie.ai. */
export class MusicVideo implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Music Video',
		name: 'musicVideo',
		icon: { light: 'file:musicVideo.svg', dark: 'file:musicVideo.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: subtitleExpression(resources),
		description: 'Turn Suno tracks into music videos through sunoapi.org or Kie.ai',
		defaults: { name: 'Music Video' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: outputsExpression,
		waitingNodeTooltip,
		webhooks: resumeWebhooks,
		// `hide`, because n8n hides the field Provider itself where it alone shows all credentials.
		credentials: [
			{
				name: 'kieApi',
				required: true,
				displayOptions: { hide: { provider: ['sunoApi'] } },
			},
			{
				name: 'sunoApi',
				required: true,
				displayOptions: { hide: { provider: ['kie'] } },
			},
		],
		properties: [providerField, ...toProperties(resources, 'musicVideo')],
	};

	async execute(this: IExecuteFunctions) {
		return await run(this, resources);
	}

	async webhook(this: IWebhookFunctions) {
		return await resume(this, musicVideoApi);
	}
}
