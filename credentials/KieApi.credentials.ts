import type { ICredentialTestRequest, ICredentialType, Icon, INodeProperties } from 'n8n-workflow';

import { bearer } from './bearer';
import { refusedBodyCodes } from './testRules';

/** Kie.ai: Veo 3.1 and music videos. */
export class KieApi implements ICredentialType {
	name = 'kieApi';

	displayName = 'Kie.ai API';

	icon: Icon = { light: 'file:../icons/kie.svg', dark: 'file:../icons/kie.dark.svg' };

	documentationUrl = 'https://docs.kie.ai/';

	properties: INodeProperties[] = [
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description: 'Made at kie.ai under API Key',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: 'https://api.kie.ai',
			description: 'Change it only to go through a proxy or to a local stand-in',
		},
		{
			displayName: 'Upload Base URL',
			name: 'uploadBaseUrl',
			type: 'string',
			default: 'https://kieai.redpandaai.co',
			description: 'The host that takes uploaded images; Kie.ai runs it apart from its API',
		},
		{
			displayName: 'API Form',
			name: 'apiForm',
			type: 'options',
			options: [
				{
					name: 'Classic',
					value: 'classic',
					description: 'One endpoint per product; knows every option',
				},
				{
					name: 'Unified',
					value: 'unified',
					description: 'The jobs that Kie.ai documents since autumn 2026',
				},
			],
			default: 'classic',
			description:
				'How Kie.ai is spoken to. A task can only be looked up in the form in which it was bought.',
		},
		{
			displayName: 'Webhook HMAC Key',
			name: 'webhookHmacKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description:
				'Made at kie.ai under Settings. Veo Trigger needs it for the authentication Kie Signature.',
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

	// Kie.ai answers a bad key with HTTP 200 and the code in the body.
	test: ICredentialTestRequest = {
		request: { baseURL: '={{$credentials.baseUrl}}', url: '/api/v1/chat/credit' },
		rules: refusedBodyCodes('Kie.ai'),
	};
}
