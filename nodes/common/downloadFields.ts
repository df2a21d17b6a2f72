import type { IDisplayOptions, INodeProperties } from 'n8n-workflow';

import { MEGABYTE } from '../../lib/files/download';
import type { DownloadSettings } from '../../lib/lifecycle/attachFiles';
import type { Issue } from '../../lib/providers/api';
import type { Parameters } from './parameters';

/** How large a file may be; an option wherever there are files. */
export const maxDownloadSizeField: INodeProperties = {
	displayName: 'Max Download Size (MB)',
	name: 'maxDownloadSize',
	type: 'number',
	typeOptions: { minValue: 1 },
	default: 500,
	description: 'A larger video is not fetched; its item then carries the reason',
};

/** Where the files of a task go. */
export const fileFields: INodeProperties[] = [
	{
		displayName: 'Output Data Field Name',
		name: 'binaryProperty',
		type: 'string',
		required: true,
		default: 'video',
		description:
			'Name of the file in the item; the further videos of a task get a number behind it',
	},
];

/** The choice to fetch the videos. @param show where there is the choice */
export function downloadFields(show: NonNullable<IDisplayOptions['show']> = {}): INodeProperties[] {
	return [
		{
			displayName: 'Download',
			name: 'download',
			type: 'boolean',
			default: false,
			displayOptions: { show },
			description:
				'Whether to fetch the video into the item, for the providers delete it after some days',
		},
		...fileFields.map((field) => ({
			...field,
			displayOptions: { show: { ...show, download: [true] } },
		})),
	];
}

/** The settings of an item whose videos are to be fetched, or what is wrong with them. */
export function downloadSettings({
	text,
	numberOf,
}: Pick<Parameters, 'text' | 'numberOf'>): DownloadSettings | Issue {
	const binaryProperty = text('binaryProperty');
	const megabytes = numberOf('options.maxDownloadSize', maxDownloadSizeField.default as number);
	if (binaryProperty === '') {
		return { field: 'binaryProperty', message: 'is empty', fix: 'Name the file, e.g. video.' };
	}
	if (!(megabytes > 0)) {
		return {
			field: 'maxDownloadSize',
			message: 'is not a number greater than 0',
			fix: 'Give the largest size that you want to store, in megabytes.',
		};
	}
	return { binaryProperty, maxBytes: megabytes * MEGABYTE };
}

/** How the videos of an item are to be fetched: not, in this way, or what is wrong with that. */
export function downloadOf(parameters: Parameters): DownloadSettings | Issue | undefined {
	return parameters.flag('download') ? downloadSettings(parameters) : undefined;
}
