import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import type { MusicVideoJob, TaskApi } from '../../../providers/api';
import { musicVideoApi } from '../../../providers';
import { apiFormOf } from '../../../transport/request';

export const providerField: INodeProperties = {
	displayName: 'Provider',
	name: 'provider',
	type: 'options',
	noDataExpression: true,
	options: [
		{ name: 'Kie.ai', value: 'kie' },
		{ name: 'sunoapi.org', value: 'sunoApi' },
	],
	default: 'sunoApi',
	description: 'Who made the song; a track of one provider is unknown to the other',
};

/** @throws NodeOperationError where the chosen provider has no music videos */
export async function chosenApi(context: IExecuteFunctions): Promise<TaskApi<MusicVideoJob>> {
	const provider = context.getNodeParameter('provider', 0) as string;
	const api = musicVideoApi(provider, await apiFormOf(context, provider));
	if (api) return api;
	throw new NodeOperationError(context.getNode(), `'Provider' has no choice "${provider}"`, {
		description: 'Choose sunoapi.org or Kie.ai.',
	});
}
