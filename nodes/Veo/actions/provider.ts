import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import type { TaskApi, VeoJob } from '../../../providers/api';
import { veoApi } from '../../../providers';
import { apiFormOf } from '../../../transport/request';

export const providerField: INodeProperties = {
	displayName: 'Provider',
	name: 'provider',
	type: 'options',
	noDataExpression: true,
	options: [
		{ name: 'Ace Data Cloud', value: 'aceData' },
		{ name: 'Kie.ai', value: 'kie' },
	],
	default: 'kie',
	description: 'Who makes the video and is paid for it',
};

/** @throws NodeOperationError where the chosen provider has no Veo */
export async function chosenApi(context: IExecuteFunctions): Promise<TaskApi<VeoJob>> {
	const provider = context.getNodeParameter('provider', 0) as string;
	const api = veoApi(provider, await apiFormOf(context, provider));
	if (api) return api;
	throw new NodeOperationError(context.getNode(), `'Provider' has no choice "${provider}"`, {
		description: 'Choose Kie.ai or Ace Data Cloud.',
	});
}
