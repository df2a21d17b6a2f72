import { completionFields, completionOptions } from '../../../common/completionFields';
import { optionsCollection } from '../../../common/options';
import { lookAtSource } from './lookAtSource';
import { sourceTaskField, videoIndexField } from './sourceFields';
import { submitsVideo } from './videoOperation';

export const get4k = submitsVideo({
	option: {
		name: 'Upscale to 4K',
		value: 'get_4k',
		action: 'Upscale a video to 4K',
		description:
			'Upscale a finished video that you have seen, which takes five to ten minutes. Resolution makes a new video in 4K instead.',
	},
	providers: ['kie'],
	fields: [
		sourceTaskField,
		videoIndexField,
		...completionFields,
		optionsCollection(completionOptions),
	],
	readJob: ({ text, number }) => ({ taskId: text('taskId'), videoIndex: number('videoIndex') }),
	preparations: (context, api) => [lookAtSource(context, api)],
});
