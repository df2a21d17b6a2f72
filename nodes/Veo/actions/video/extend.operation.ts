import { completionFields } from '../../../common/completionFields';
import { includeRawField, optionsCollection } from '../../../common/options';
import { sourceTaskField } from './sourceFields';
import {
	submitsVideo,
	promptField,
	readOptions,
	seedField,
	watermarkField,
} from './videoOperation';

export const extend = submitsVideo({
	option: {
		name: 'Extend (Kie.ai Only)',
		value: 'extend',
		action: 'Extend video',
		description: 'Go on where a finished video ends; not possible after an upscale',
	},
	fields: [
		sourceTaskField,
		{ ...promptField, description: 'How the video goes on, best in English' },
		{
			displayName: 'Model',
			name: 'model',
			type: 'options',
			options: [
				{ name: 'Fast', value: 'fast' },
				{ name: 'Lite', value: 'lite' },
				{ name: 'Quality', value: 'quality' },
			],
			default: 'fast',
			description: 'The more quality, the more credits; an expression can name a newer model',
		},
		...completionFields,
		optionsCollection([includeRawField, seedField, watermarkField]),
	],
	readJob: (parameters) => ({
		taskId: parameters.text('taskId'),
		prompt: parameters.prose('prompt'),
		...readOptions(parameters),
	}),
});
