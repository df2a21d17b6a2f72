import type { ICredentialTestRequest, ICredentialType, Icon, INodeProperties } from 'n8n-workflow';

import { bearer } from './bearer';
import { advanced, baseUrl, callbackToken } from './fields';
import { refusedBodyCodes } from './testRules';

/** sunoapi.org: music videos. */
export class SunoApi implements ICredentialType {
	name = 'sunoApi';

	displayName = 'Suno (sunoapi.org) API';

	icon: Icon = { light: 'file:../icons/suno.svg', dark: 'file:../icons/suno.dark.svg' };

	documentationUrl = 'https://github.com/n8n-nodes-veo/n8n-nodes-veo#sunoapiorg';

	properties: INodeProperties[] = [
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description:
				'Made at <a href="https://sunoapi.org/api-key" target="_blank">sunoapi.org</a> under API Key',
		},
		callbackToken,
		...advanced(baseUrl('https://api.sunoapi.org')),
	];

	authenticate = bearer('apiKey');

	// sunoapi.org documents the code in the body; whether the HTTP status follows it is not said.
	test: ICredentialTestRequest = {
		request: { baseURL: '={{$credentials.baseUrl}}', url: '/api/v1/generate/credit' },
		rules: refusedBodyCodes('sunoapi.org'),
	};
}
