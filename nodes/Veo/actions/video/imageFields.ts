import type { INodeProperties } from 'n8n-workflow';

import type { VeoJob } from '../../../../lib/providers/api';
import type { Parameters } from '../../../common/parameters';

/** Where the images of an operation come from. @param which what they mean to the operation */
export function imageFields(which: string): INodeProperties[] {
	return [
		{
			displayName: 'Image Source',
			name: 'imageSource',
			type: 'options',
			options: [
				{
					name: 'File',
					value: 'binary',
					description:
						'Files of the input item. They are uploaded to Kie.ai, which is free; Ace Data Cloud fetches them from this n8n, which it must be able to reach.',
				},
				{ name: 'URL', value: 'url', description: 'Addresses that the provider can fetch' },
			],
			default: 'url',
		},
		{
			displayName: 'Image URLs',
			name: 'imageUrls',
			type: 'string',
			typeOptions: { multipleValues: true, multipleValueButtonText: 'Add Image URL' },
			required: true,
			default: [],
			placeholder: 'e.g. https://example.com/first-frame.png',
			displayOptions: { show: { imageSource: ['url'] } },
			description: `${which}. Public URLs of JPEG, PNG or WebP files.`,
		},
		{
			displayName: 'Input Data Field Names',
			name: 'imageBinaryProperties',
			type: 'string',
			typeOptions: { multipleValues: true, multipleValueButtonText: 'Add Field Name' },
			required: true,
			default: ['data'],
			displayOptions: { show: { imageSource: ['binary'] } },
			description: `${which}. Names of the item's files, which are JPEG, PNG or WebP.`,
		},
	];
}

/** The images of an item, as URLs or as names of its files. */
export function readImages({ text, list }: Parameters): Partial<VeoJob> {
	return text('imageSource') === 'binary'
		? { imageBinaryProperties: list('imageBinaryProperties') }
		: { imageUrls: list('imageUrls') };
}
