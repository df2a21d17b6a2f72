import { frameFields, readFrames } from './imageFields';
import { imagePreparations } from './imageFiles';
import { modelField } from './models';
import { generates, promptField } from './videoOperation';

export const image2video = generates({
	option: {
		name: 'Image to Video',
		value: 'image2video',
		action: 'Generate a video from images',
		description: 'Bring one image to life, or move from a first image to a last one',
	},
	fields: [promptField, ...frameFields, modelField('model'), modelField('aceDataModel')],
	readJob: readFrames,
	preparations: imagePreparations,
});
