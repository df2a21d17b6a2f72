import { completionFields } from '../../../shared/completionFields';
import { includeRawField, optionsCollection } from '../../../shared/options';
import { aceDataModelField, buysVideo } from './videoOperation';

export const get1080p = buysVideo({
	option: {
		name: 'Get 1080p',
		value: 'get_1080p',
		action: 'Get video in 1080p',
		description: 'Upscale a finished video to 1080p',
	},
	fields: [
		{
			displayName: 'Task ID',
			name: 'taskId',
			type: 'string',
			required: true,
			default: '',
			displayOptions: { show: { provider: ['kie'] } },
			placeholder: 'e.g. 0819326cc7fddfd620baf6e1f0db7e2b',
			description: 'The task that made the video; it must have succeeded',
		},
		{
			displayName: 'Video Index',
			name: 'videoIndex',
			type: 'number',
			typeOptions: { minValue: 0 },
			default: 0,
			displayOptions: { show: { provider: ['kie'] } },
			description: 'Which video of the task, counted from 0; most tasks have only one',
		},
		{
			displayName: 'Video ID',
			name: 'videoId',
			type: 'string',
			required: true,
			default: '',
			displayOptions: { show: { provider: ['aceData'] } },
			placeholder: 'e.g. 253eedc47f1c4eb2a370ed2312168f4b',
			description: 'The ID under videos of a finished task; the task ID does not work here',
		},
		aceDataModelField(),
		...completionFields,
		optionsCollection([includeRawField]),
	],
	readJob: ({ text, number }) => {
		const taskId = text('taskId');
		const videoId = text('videoId');
		return taskId === '' ? { videoId } : { taskId, videoIndex: number('videoIndex') };
	},
});
