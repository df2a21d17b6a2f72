import type {
	IExecuteFunctions,
	INodeType,
	INodeTypeDescription,
	IWebhookFunctions,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { providersOf } from '../../lib/providers';
import { outputsExpression, waitingNodeTooltip } from '../common/completionFields';
import { hints } from '../common/hints';
import { run, subtitleExpression, toProperties } from '../common/operation';
import { credentialsOf } from '../common/provider';
import { resume, resumeWebhooks } from '../../lib/lifecycle/resume';
import { apiOf, providerField } from './actions/provider';
import { resources } from './actions/resources';
import { searchTracks } from './actions/track/findTracks';

/** Makes songs with Suno, and music videos of their tracks, through sunoapi.org or Kie.ai. */
export class MusicVideo implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Music Video',
		name: 'musicVideo',
		icon: { light: 'file:musicVideo.svg', dark: 'file:musicVideo.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: subtitleExpression(resources),
		description:
			'Make songs with Suno and turn them into music videos through sunoapi.org or Kie.ai',
		defaults: { name: 'Music Video' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: outputsExpression,
		waitingNodeTooltip,
		hints,
		webhooks: resumeWebhooks,
		credentials: credentialsOf('musicVideo'),
		properties: [providerField, ...toProperties(resources, providersOf('musicVideo'))],
	};

	methods = { listSearch: { searchTracks } };

	async execute(this: IExecuteFunctions) {
		return await run(this, resources);
	}

	async webhook(this: IWebhookFunctions) {
		return await resume(this, apiOf);
	}
}
