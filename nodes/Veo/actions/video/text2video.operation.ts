import { modelField } from './models';
import { generates, promptField } from './videoOperation';

export const text2video = generates({
	option: {
		name: 'Text to Video',
		value: 'text2video',
		action: 'Generate a video from text',
		description: 'Generate a video from a prompt alone',
	},
	fields: [promptField, modelField('model'), modelField('aceDataModel')],
	readJob: () => ({}),
});
