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
	description: 'A larger file is not fetched; its item then carries the reason',
};

/** Where the files of a task go. */
export const fileFields: INodeProperties[] = [
	{
		displayName: 'Output Data Field Name',
		name: 'binaryProperty',
		type: 'string',
		required: true,
		default: 'data',
		description:
			'Name of the file in the item; the further files of a task get a number behind it (data_1)',
	},
];

/** What the files are called. @param show where they are fetched */
export function fileNameField(show?: IDisplayOptions['show']): INodeProperties {
	return {
		displayName: 'File Name',
		name: 'fileName',
		type: 'string',
		default: '',
		placeholder: 'e.g. my-film',
		...(show && { displayOptions: { show } }),
		description:
			'What the downloaded file is called, instead of the product and the task ID. The ending is that of its content; the further files of a task get a number behind the name (my-film-1.mp4).',
	};
}

/** The option File Name of an operation with the choice to fetch the videos. */
export const fileNameOption = fileNameField({ '/download': [true] });

/**
 * Where there is no such choice: a task that is only submitted has no video yet, and an agent reads
 * text. By `hide`, because n8n fills in the default of a field that `show` makes depend on a later one
 * (Completion) only where no other operation has a field of that name.
 */
const hide: IDisplayOptions['hide'] = { completion: ['submitOnly'], '@tool': [true] };

/** The choice to fetch the videos. */
export const downloadFields: INodeProperties[] = [
	{
		displayName: 'Download Video',
		name: 'download',
		type: 'boolean',
		default: true,
		displayOptions: { hide },
		description:
			'Whether to fetch the result into the item as a file. Its URL comes either way, but the providers delete the file after some days.',
	},
	...fileFields.map((field) => ({
		...field,
		displayOptions: { show: { download: [true] }, hide },
	})),
];

/** The settings of an item whose videos are to be fetched, or what is wrong with them. */
export function downloadSettings({
	text,
	numberOf,
}: Pick<Parameters, 'text' | 'numberOf'>): DownloadSettings | Issue {
	const binaryProperty = text('binaryProperty');
	const megabytes = numberOf('options.maxDownloadSize', maxDownloadSizeField.default as number);
	const fileName = toFileName(text('options.fileName'));
	if (binaryProperty === '') {
		return { field: 'binaryProperty', message: 'is empty', fix: 'Name the file, e.g. data.' };
	}
	if (!(megabytes > 0)) {
		return {
			field: 'maxDownloadSize',
			message: 'is not a number greater than 0',
			fix: 'Give the largest size that you want to store, in megabytes.',
		};
	}
	return { binaryProperty, ...(fileName && { fileName }), maxBytes: megabytes * MEGABYTE };
}

/** Without folders, and without the ending of a video: that comes from the bytes. */
function toFileName(given: string): string {
	return given.replace(/\.(mp4|mov|webm|gif|mp3|wav|m4a)$/i, '').replace(/[/\\\p{Cc}]/gu, '_');
}

/** How the videos of an item are to be fetched: not, in this way, or what is wrong with that. */
export function downloadOf(parameters: Parameters): DownloadSettings | Issue | undefined {
	return parameters.flag('download') ? downloadSettings(parameters) : undefined;
}
