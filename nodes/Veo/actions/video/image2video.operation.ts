import { imageFields, readImages } from './imageFields';
import { imagePreparations } from './imageFiles';
import { generates, modelFields, promptField } from './videoOperation';

export const image2video = generates({
	option: {
		name: 'Image to Video',
		value: 'image2video',
		action: 'Make video from images',
		description: 'Bring one image to life, or move from a first image to a last one',
	},
	fields: [
		promptField,
		...imageFields('One image is the first frame, a second one the last frame'),
		...modelFields,
	],
	readJob: readImages,
	preparations: imagePreparations,
});
