import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { inspectImage, isGood, type Image } from '../../../../media/image';
import type { VeoJob } from '../../../../providers/api';
import { uploadImage } from '../../../../transport/upload';
import type { Preparation } from '../../../shared/orders';
import type { Parameters } from '../../../shared/parameters';

/** Where the images of an operation come from. @param which what they mean to the operation */
export function imageFields(which: string): INodeProperties[] {
	return [
		{
			displayName: 'Image Source',
			name: 'imageSource',
			type: 'options',
			options: [
				{
					name: 'File (Kie.ai Only)',
					value: 'binary',
					description: 'Files of the input item; they are uploaded to Kie.ai, which is free',
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

/** Looks at the files of all items, then uploads them: what is wrong comes out before any upload. */
export function imagePreparations(context: IExecuteFunctions): Array<Preparation<VeoJob>> {
	const images = new Map<VeoJob, Image[]>();

	async function inspect(job: VeoJob, itemIndex: number): ReturnType<Preparation<VeoJob>> {
		const good: Image[] = [];
		for (const field of job.imageBinaryProperties ?? []) {
			const image = await inspectImage(context, itemIndex, field);
			if (!isGood(image)) return { field: 'imageBinaryProperties', ...image };
			good.push(image);
		}
		images.set(job, good);
		return undefined;
	}

	async function upload(job: VeoJob): ReturnType<Preparation<VeoJob>> {
		if (!job.imageBinaryProperties) return undefined;
		job.imageUrls = [];
		for (const image of images.get(job) ?? []) {
			const uploaded = await uploadImage(context, image);
			if (uploaded.kind === 'refused') return uploaded.error;
			job.imageUrls.push(uploaded.url);
		}
		delete job.imageBinaryProperties;
		return undefined;
	}

	return [inspect, upload];
}
