import type { IExecuteFunctions, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { run, toProperties } from '../shared/operation';
import { providerField } from './actions/provider';
import { resources } from './actions/resources';

/** Turns Suno tracks into music videos through sunoapi.org or Kie.ai. */
export class MusicVideo implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Music Video',
		name: 'musicVideo',
		icon: { light: 'file:musicVideo.svg', dark: 'file:musicVideo.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{$parameter["operation"] + ": " + $parameter["resource"]}}',
		description: 'Turn Suno tracks into music videos through sunoapi.org or Kie.ai',
		defaults: { name: 'Music Video' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{
				name: 'kieApi',
				required: true,
				displayOptions: { show: { provider: ['kie'] } },
			},
			{
				name: 'sunoApi',
				required: true,
				displayOptions: { show: { provider: ['sunoApi'] } },
			},
		],
		properties: [providerField, ...toProperties(resources, 'musicVideo')],
	};

	async execute(this: IExecuteFunctions) {
		return await run(this, resources);
	}
}
