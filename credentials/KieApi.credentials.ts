import type { ICredentialTestRequest, ICredentialType, Icon, INodeProperties } from 'n8n-workflow';

import { bearer } from './bearer';
import { advanced, baseUrl, callbackToken } from './fields';
import { refusedBodyCodes } from './testRules';

/** Kie.ai: Veo 3.1 and music videos. */
export class KieApi implements ICredentialType {
	name = 'kieApi';

	displayName = 'Kie.ai API';

	icon: Icon = { light: 'file:../icons/kie.svg', dark: 'file:../icons/kie.dark.svg' };

	documentationUrl = 'https://github.com/n8n-nodes-veo/n8n-nodes-veo#kieai';

	properties: INodeProperties[] = [
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description:
				'Made at <a href="https://kie.ai/api-key" target="_blank">kie.ai</a> under API Key',
		},
		callbackToken,
		...advanced(
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
					'Which of its two APIs Kie.ai is asked by. A task can only be looked up in the form in which it was bought.',
			},
			baseUrl('https://api.kie.ai'),
			{
				displayName: 'Upload Base URL',
				name: 'uploadBaseUrl',
				type: 'string',
				default: 'https://kieai.redpandaai.co',
				description: 'The host that takes uploaded images; Kie.ai runs it apart from its API',
			},
			{
				displayName: 'Webhook HMAC Key',
				name: 'webhookHmacKey',
				type: 'string',
				typeOptions: { password: true },
				default: '',
				description:
					'Made at <a href="https://kie.ai/settings" target="_blank">kie.ai</a> under Settings. Veo Trigger needs it for the authentication Kie Signature.',
			},
		),
	];

	authenticate = bearer('apiKey');

	// Kie.ai answers a bad key with HTTP 200 and the code in the body.
	test: ICredentialTestRequest = {
		request: { baseURL: '={{$credentials.baseUrl}}', url: '/api/v1/chat/credit' },
		rules: refusedBodyCodes('Kie.ai'),
	};
}
