import type { ICredentialTestRequest, ICredentialType, Icon, INodeProperties } from 'n8n-workflow';

import { bearer } from './bearer';

import { advanced, baseUrl, callbackToken } from './fields';
import { refusedStatuses } from './testRules';

const NOT_ACCEPTED =
	'Ace Data Cloud does not accept this token. Copy the one of the service Veo from its page at platform.acedata.cloud, under Applications; platform tokens do not work';

/** Ace Data Cloud: Veo. */
export class AceDataApi implements ICredentialType {
	name = 'aceDataApi';

	displayName = 'Ace Data Cloud API';

	icon: Icon = { light: 'file:../icons/aceData.svg', dark: 'file:../icons/aceData.dark.svg' };

	documentationUrl = 'https://github.com/n8n-nodes-veo/n8n-nodes-veo#ace-data-cloud';

	properties: INodeProperties[] = [
		{
			displayName: 'Token',
			name: 'token',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description:
				'Made on the page of the service Veo, under Applications, at <a href="https://platform.acedata.cloud" target="_blank">platform.acedata.cloud</a>. Platform tokens do not work.',
		},
		callbackToken,
		...advanced(baseUrl('https://api.acedata.cloud')),
	];

	authenticate = bearer('token');

	// Reading an unknown task is free; a bad token is answered with a real HTTP status.
	test: ICredentialTestRequest = {
		request: {
			baseURL: '={{$credentials.baseUrl}}',
			url: '/veo/tasks',
			method: 'POST',
			body: { action: 'retrieve', id: '00000000-0000-4000-8000-000000000000' },
		},
		rules: refusedStatuses([
			[400, 'Ace Data Cloud did not accept the request: the token is of another service than Veo'],
			[401, NOT_ACCEPTED],
			[403, NOT_ACCEPTED],
			[404, 'The base URL does not answer like Ace Data Cloud. Check the base URL'],
			[429, 'Ace Data Cloud is receiving too many requests. Try again in a minute'],
		]),
	};
}
