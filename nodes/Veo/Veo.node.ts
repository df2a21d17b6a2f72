import type {
	IExecuteFunctions,
	INodeType,
	INodeTypeDescription,
	IWebhookFunctions,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { providersOf, veoApi } from '../../lib/providers';
import { outputsExpression, waitingNodeTooltip } from '../common/completionFields';
import { hints } from '../common/hints';
import { MERGED_DESCRIPTION } from '../common/panel';
import { run, subtitleExpression, toProperties } from '../common/operation';
import { credentialsOf } from '../common/provider';
import { resume, resumeWebhooks } from '../../lib/lifecycle/resume';
import { providerField } from './actions/provider';
import { resources } from './actions/resources';
import { searchModels } from './actions/video/models';

/** Makes AI videos with Veo through Kie.ai or Ace Data Cloud. */
export class Veo implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Veo',
		name: 'veo',
		icon: { light: 'file:veo.svg', dark: 'file:veo.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: subtitleExpression(resources),
		description: MERGED_DESCRIPTION,
		defaults: { name: 'Veo' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: outputsExpression,
		waitingNodeTooltip,
		hints,
		webhooks: resumeWebhooks,
		credentials: credentialsOf('veo'),
		properties: [providerField, ...toProperties(resources, providersOf('veo'))],
	};

	methods = { listSearch: searchModels };

	async execute(this: IExecuteFunctions) {
		return await run(this, resources);
	}

	async webhook(this: IWebhookFunctions) {
		return await resume(this, veoApi);
	}
}
