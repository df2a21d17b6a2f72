import type { IExecuteFunctions } from 'n8n-workflow';

import { veoApi } from '../../../lib/providers';
import type { TaskApi, VeoJob } from '../../../lib/providers/api';
import { chosenApi as chosen, providerField as field } from '../../common/provider';

export const providerField = field('veo', {
	default: 'kie',
	description: 'Who makes the video and is paid for it',
});

/** @throws NodeOperationError where the chosen provider has no Veo */
export async function chosenApi(context: IExecuteFunctions): Promise<TaskApi<VeoJob>> {
	return await chosen(context, 'veo', veoApi);
}
