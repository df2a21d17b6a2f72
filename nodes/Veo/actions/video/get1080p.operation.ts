import type { IExecuteFunctions } from 'n8n-workflow';

import { lookUpSteadily } from '../../../../lib/lifecycle/readSteadily';
import type { TaskApi, VeoJob } from '../../../../lib/providers/api';
import { clientFor } from '../../../../lib/http/client';
import { completionFields, completionOptions } from '../../../common/completionFields';
import { optionsCollection } from '../../../common/options';
import type { Preparation } from '../../../../lib/lifecycle/operation';
import { lookAtSource } from './lookAtSource';
import { modelField } from './models';
import { sourceTaskField, videoIndexField } from './sourceFields';
import { submitsVideo } from './videoOperation';

export const get1080p = submitsVideo({
	option: {
		name: 'Upscale to 1080p',
		value: 'get_1080p',
		action: 'Upscale a video to 1080p',
		description:
			'Upscale a finished video that you have seen. Resolution makes a new video in 1080p instead.',
	},
	fields: [
		sourceTaskField,
		{
			...sourceTaskField,
			required: false,
			displayOptions: { show: { provider: ['aceData'] } },
			description: 'The task that made the video; not needed where the video ID is given',
		},
		{
			displayName: 'Video ID',
			name: 'videoId',
			type: 'string',
			default: '',
			displayOptions: { show: { provider: ['aceData'] } },
			placeholder: 'e.g. 253eedc47f1c4eb2a370ed2312168f4b',
			description: 'The ID under videos of a finished task; saves looking the task up',
		},
		videoIndexField,
		modelField('aceDataModel'),
		...completionFields,
		optionsCollection(completionOptions),
	],
	readJob: ({ text, number }) => {
		const taskId = text('taskId');
		const videoId = text('videoId');
		return {
			...(taskId && { taskId, videoIndex: number('videoIndex') }),
			...(videoId && { videoId }),
		};
	},
	preparations: (context, api) => [
		api.upscalesByVideoId ? lookUpVideoId(context, api) : lookAtSource(context, api),
	],
});

/** Ace Data Cloud upscales a video by its own ID, which the task names once it is finished. */
function lookUpVideoId(context: IExecuteFunctions, api: TaskApi<VeoJob>): Preparation<VeoJob> {
	const { lookUp } = clientFor(context, api);
	const signal = context.getExecutionCancelSignal();
	return async (job) => {
		const { taskId, videoIndex = 0 } = job;
		if (job.videoId || !taskId) return undefined;
		const answer = await lookUpSteadily(lookUp, { taskId }, signal);
		if (answer.kind !== 'task') return answer.error;
		const { status, videos } = answer.task;
		job.videoId = videos?.[videoIndex]?.id;
		if (job.videoId) return undefined;
		return {
			field: videos ? 'videoIndex' : 'taskId',
			message: videos
				? `is ${videoIndex}, but the task has ${videos.length} videos`
				: `names a task that is ${status}, not succeeded`,
			fix: videos ? 'Count from 0.' : 'Wait for the task with the operation Wait, then run again.',
		};
	};
}
