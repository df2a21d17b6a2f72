import type { IExecuteFunctions } from 'n8n-workflow';

import { musicVideoApi } from '../../../lib/providers';
import type { MusicVideoJob, TaskApi } from '../../../lib/providers/api';
import { chosenApi as chosen, providerField as field } from '../../common/provider';

export const providerField = field('musicVideo', {
	default: 'sunoApi',
	description: 'Who made the song; a track of one provider is unknown to the other',
});

/** @throws NodeOperationError where the chosen provider has no music videos */
export async function chosenApi(context: IExecuteFunctions): Promise<TaskApi<MusicVideoJob>> {
	return await chosen(context, 'musicVideo', musicVideoApi);
}
