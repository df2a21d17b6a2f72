import type { ICredentialTestRequest, ICredentialType, Icon, INodeProperties } from 'n8n-workflow';

import { bearer } from './bearer';

/** Ace Data Cloud: Veo. */
export class AceDataApi implements ICredentialType {
	name = 'aceDataApi';

	displayName = 'Ace Data Cloud API';

	icon: Icon = { light: 'file:../icons/aceData.svg', dark: 'file:../icons/aceData.dark.svg' };

	documentationUrl = 'https://docs.acedata.cloud/';

	properties: INodeProperties[] = [
		{
			displayName: 'Token',
			name: 'token',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description: 'Made at platform.acedata.cloud under Applications; platform tokens do not work',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: 'https://api.acedata.cloud',
			description: 'Change it only to go through a proxy or to a local stand-in',
		},
		{
			displayName: 'Callback Token',
			name: 'callbackToken',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description:
				'A long random text of your own. It is added to callback URLs, and Veo Trigger refuses callbacks without it.',
		},
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
	};
}
