import { completionFields } from '../../../common/completionFields';
import { fileNameOption } from '../../../common/downloadFields';
import { includeRawField, optionsCollection } from '../../../common/options';
import { lookAtSource } from './lookAtSource';
import { sourceTaskField, videoIndexField } from './sourceFields';
import { submitsVideo } from './videoOperation';

export const get4k = submitsVideo({
	option: {
		name: 'Get 4K (Kie.ai Only)',
		value: 'get_4k',
		action: 'Get video in 4K',
		description: 'Upscale a finished video to 4K, which takes five to ten minutes',
	},
	fields: [
		sourceTaskField,
		videoIndexField,
		...completionFields,
		optionsCollection([fileNameOption, includeRawField]),
	],
	readJob: ({ text, number }) => ({ taskId: text('taskId'), videoIndex: number('videoIndex') }),
	preparations: (context, api) => [lookAtSource(context, api)],
});
