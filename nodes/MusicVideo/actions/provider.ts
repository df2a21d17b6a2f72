import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { musicVideoApi, songApi } from '../../../lib/providers';
import type { ApiVersion, MusicVideoJob, SongJob, TaskApi } from '../../../lib/providers/api';
import type { Product } from '../../../lib/task';
import { chosenApi as chosen, providerField as field } from '../../common/provider';

export const providerField = field('musicVideo', {
	default: 'sunoApi',
	description: 'Who makes the song; a track of one provider is unknown to the other',
});

/** What a task makes: the providers keep songs and music videos apart, and an ID does not tell. */
export const productField: INodeProperties = {
	displayName: 'Product',
	name: 'product',
	type: 'options',
	noDataExpression: true,
	options: [
		{ name: 'Music Video', value: 'musicVideo' },
		{ name: 'Song', value: 'song' },
	],
	default: 'musicVideo',
	description: 'What the task makes, as the field product of its output says',
};

/** @throws NodeOperationError where the chosen provider has no music videos */
export async function chosenApi(context: IExecuteFunctions): Promise<TaskApi<MusicVideoJob>> {
	return await chosen(context, 'musicVideo', musicVideoApi);
}

/** @throws NodeOperationError where the chosen provider has no songs */
export async function chosenSongApi(context: IExecuteFunctions): Promise<TaskApi<SongJob>> {
	return await chosen(context, 'song', songApi);
}

/**
 * The API of the tasks that the field Product names.
 * @throws NodeOperationError where the chosen provider does not have it
 */
export async function chosenTaskApi(context: IExecuteFunctions): Promise<TaskApi<never>> {
	const product = context.getNodeParameter('product', 0, 'musicVideo');
	return product === 'song' ? await chosenSongApi(context) : await chosenApi(context);
}

/** The API that made what a suspended run waits for. */
export function apiOf(
	provider: string,
	version: ApiVersion,
	product?: Product,
): TaskApi<never> | undefined {
	return (product === 'song' ? songApi : musicVideoApi)(provider, version);
}
