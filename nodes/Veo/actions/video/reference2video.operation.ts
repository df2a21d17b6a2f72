import { readReferences, referenceFields } from './imageFields';
import { imagePreparations } from './imageFiles';
import { modelField } from './models';
import { generates, promptField } from './videoOperation';

export const reference2video = generates({
	option: {
		name: 'Reference to Video',
		value: 'reference2video',
		action: 'Generate a video from reference images',
		description: 'Generate a video that shows the people, things or places of one to three images',
	},
	fields: [
		promptField,
		...referenceFields,
		modelField('referenceModel'),
		modelField('aceDataReferenceModel'),
	],
	readJob: readReferences,
	preparations: imagePreparations,
});
