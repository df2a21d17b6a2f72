import type { INodeProperties } from 'n8n-workflow';

import { PROVIDERS, providersOf } from '../../../../lib/providers';
import type { VeoJob } from '../../../../lib/providers/api';
import type { Parameters } from '../../../common/parameters';
import { shownWhere } from '../../../common/options';

const FORMATS = 'JPEG, PNG or WebP';

/** Where the images come from; a file does not get to all providers in the same way. */
const sourceFields: INodeProperties[] = [
	sourceField(true, 'A file of the input item. It is uploaded to the provider, which is free.'),
	sourceField(
		false,
		'A file of the input item. The provider fetches it from this n8n, which it must be able to reach.',
	),
];

function sourceField(isUploaded: boolean, file: string): INodeProperties {
	const provider = providersOf('veo').filter(
		(each) => (PROVIDERS[each].upload !== undefined) === isUploaded,
	);
	return {
		displayName: 'Image Source',
		name: 'imageSource',
		type: 'options',
		options: [
			{ name: 'File', value: 'binary', description: file },
			{ name: 'URL', value: 'url', description: 'An address that the provider can fetch' },
		],
		default: 'url',
		displayOptions: { show: { provider } },
	};
}

/** The images that a video begins and ends with. */
export const frameFields: INodeProperties[] = [
	...sourceFields,
	...shownWhere(
		{ imageSource: ['url'] },
		{
			displayName: 'First Frame URL',
			name: 'firstFrameUrl',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. https://example.com/first-frame.png',
			description: `The image that the video begins with: a public URL of a ${FORMATS} file`,
		},
		{
			displayName: 'Last Frame URL',
			name: 'lastFrameUrl',
			type: 'string',
			default: '',
			placeholder: 'e.g. https://example.com/last-frame.png',
			description: 'The image that the video ends with; leave it empty to let the model decide',
		},
	),
	...shownWhere(
		{ imageSource: ['binary'] },
		{
			displayName: 'First Frame Field',
			name: 'firstFrameField',
			type: 'string',
			required: true,
			default: 'data',
			hint: 'The name of the input field that holds the image',
			description: `The image that the video begins with: a ${FORMATS} file of the item`,
		},
		{
			displayName: 'Last Frame Field',
			name: 'lastFrameField',
			type: 'string',
			default: '',
			placeholder: 'e.g. data_1',
			hint: 'The name of the input field that holds the image',
			description: 'The image that the video ends with; leave it empty to let the model decide',
		},
	),
];

/** The images of what a video is to show. */
export const referenceFields: INodeProperties[] = [
	...sourceFields,
	...shownWhere(
		{ imageSource: ['url'] },
		{
			displayName: 'Image URLs',
			name: 'imageUrls',
			type: 'string',
			typeOptions: { multipleValues: true, multipleValueButtonText: 'Add Image URL' },
			required: true,
			default: [''],
			placeholder: 'e.g. https://example.com/person.png',
			description: `One to three images of what the video is to show: public URLs of ${FORMATS} files`,
		},
	),
	...shownWhere(
		{ imageSource: ['binary'] },
		{
			displayName: 'Input Data Field Names',
			name: 'imageBinaryProperties',
			type: 'string',
			typeOptions: { multipleValues: true, multipleValueButtonText: 'Add Field Name' },
			required: true,
			default: ['data'],
			description: `One to three images of what the video is to show: names of the item's files, which are ${FORMATS}`,
		},
	),
];

/** The frames of an item, as URLs or as names of its files. */
export function readFrames({ text }: Parameters): Partial<VeoJob> {
	return text('imageSource') === 'binary'
		? { imageBinaryProperties: frames(text('firstFrameField'), text('lastFrameField')) }
		: { imageUrls: frames(text('firstFrameUrl'), text('lastFrameUrl')) };
}

/** An empty first frame keeps its place, lest the last one take it. */
function frames(first: string, last: string): string[] {
	return last === '' ? [first] : [first, last];
}

/** The reference images of an item, as URLs or as names of its files. */
export function readReferences({ text, list }: Parameters): Partial<VeoJob> {
	return text('imageSource') === 'binary'
		? { imageBinaryProperties: list('imageBinaryProperties') }
		: { imageUrls: list('imageUrls') };
}
