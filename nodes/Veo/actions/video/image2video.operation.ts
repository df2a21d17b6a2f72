import { generates, promptField } from './videoOperation';

export const image2video = generates({
	option: {
		name: 'Image to Video',
		value: 'image2video',
		action: 'Make video from images',
		description: 'Bring one image to life, or move from a first image to a last one',
	},
	fields: [
		promptField,
		{
			displayName: 'Image URLs',
			name: 'imageUrls',
			type: 'string',
			typeOptions: { multipleValues: true, multipleValueButtonText: 'Add Image URL' },
			required: true,
			default: [],
			placeholder: 'e.g. https://example.com/first-frame.png',
			description:
				'One image is the first frame, a second one the last frame. Public URLs of JPEG, PNG or WebP files.',
		},
	],
	readJob: ({ list }) => ({ imageUrls: list('imageUrls') }),
});
