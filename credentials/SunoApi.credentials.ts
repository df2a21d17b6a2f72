import type { ICredentialTestRequest, ICredentialType, Icon, INodeProperties } from 'n8n-workflow';

import { bearer } from './bearer';
import { refusedBodyCodes } from './testRules';

/** sunoapi.org: music videos. */
export class SunoApi implements ICredentialType {
	name = 'sunoApi';

	displayName = 'Suno (sunoapi.org) API';

	icon: Icon = { light: 'file:../icons/suno.svg', dark: 'file:../icons/suno.dark.svg' };

	documentationUrl = 'https://docs.sunoapi.org/';

	properties: INodeProperties[] = [
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description: 'Made at sunoapi.org under API Key',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: 'https://api.sunoapi.org',
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

	authenticate = bearer('apiKey');

	// sunoapi.org documents the code in the body; whether the HTTP status follows it is not said.
	test: ICredentialTestRequest = {
		request: { baseURL: '={{$credentials.baseUrl}}', url: '/api/v1/generate/credit' },
		rules: refusedBodyCodes('sunoapi.org'),
	};
}
