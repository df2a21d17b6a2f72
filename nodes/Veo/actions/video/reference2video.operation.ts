import { imageFields, readImages } from './imageFields';
import { imagePreparations } from './imageFiles';
import { generates, promptField } from './videoOperation';

export const reference2video = generates({
	option: {
		name: 'Reference to Video',
		value: 'reference2video',
		action: 'Make video from reference images',
		description: 'Generate a video that shows the people, things or places of one to three images',
	},
	fields: [
		promptField,
		...imageFields('One to three images of what the video is to show'),
		{
			displayName: 'Model',
			name: 'model',
			type: 'options',
			displayOptions: { show: { provider: ['kie'] } },
			options: [
				{ name: 'Veo 3.1 Fast', value: 'veo3_fast' },
				{ name: 'Veo 3.1 Lite', value: 'veo3_lite' },
			],
			default: 'veo3_fast',
			description: 'An expression can name a newer model',
		},
		{
			displayName: 'Model',
			name: 'model',
			type: 'options',
			displayOptions: { show: { provider: ['aceData'] } },
			options: [{ name: 'Veo 3.1 Fast Ingredients', value: 'veo31-fast-ingredients' }],
			default: 'veo31-fast-ingredients',
			description: 'An expression can name a newer model',
		},
	],
	readJob: readImages,
	preparations: imagePreparations,
});
