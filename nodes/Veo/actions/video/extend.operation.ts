import { completionFields, completionOptions } from '../../../common/completionFields';
import { optionsCollection } from '../../../common/options';
import { sourceTaskField } from './sourceFields';
import { modelField } from './models';
import { kieOptions, promptField, readOptions, submitsVideo } from './videoOperation';

export const extend = submitsVideo({
	option: {
		name: 'Extend',
		value: 'extend',
		action: 'Extend a video',
		description: 'Go on where a finished video ends; not possible after an upscale',
	},
	providers: ['kie'],
	fields: [
		sourceTaskField,
		{ ...promptField, description: 'How the video goes on, best in English' },
		modelField('extendModel'),
		...completionFields,
		optionsCollection([...completionOptions, ...kieOptions]),
	],
	readJob: (parameters) => ({
		taskId: parameters.text('taskId'),
		prompt: parameters.prose('prompt'),
		...readOptions(parameters),
	}),
});
