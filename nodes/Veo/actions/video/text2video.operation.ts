import { generates, modelFields, promptField } from './videoOperation';

export const text2video = generates({
	option: {
		name: 'Text to Video',
		value: 'text2video',
		action: 'Make video from text',
		description: 'Generate a video from a prompt alone',
	},
	fields: [promptField, ...modelFields],
	readJob: () => ({}),
});
