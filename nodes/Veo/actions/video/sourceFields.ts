import type { INodeProperties } from 'n8n-workflow';

/** The task that an operation builds on. */
export const sourceTaskField: INodeProperties = {
	displayName: 'Task ID',
	name: 'taskId',
	type: 'string',
	required: true,
	default: '',
	displayOptions: { show: { provider: ['kie'] } },
	placeholder: 'e.g. 0819326cc7fddfd620baf6e1f0db7e2b',
	description: 'The task that made the video; it must have succeeded',
};

export const videoIndexField: INodeProperties = {
	displayName: 'Video Index',
	name: 'videoIndex',
	type: 'number',
	typeOptions: { minValue: 0 },
	default: 0,
	description: 'Which video of the task, counted from 0; most tasks have only one',
};
