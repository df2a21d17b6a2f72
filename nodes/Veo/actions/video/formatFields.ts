import type { IDisplayOptions, INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import type { VeoJob, VeoOperation } from '../../../../lib/providers/api';
import type { Provider } from '../../../../lib/task';
import type { Parameters } from '../../../common/parameters';

const RATIOS: INodePropertyOptions[] = [
	{ name: '16:9: YouTube, TV, Websites', value: '16:9' },
	{ name: '9:16: Shorts, Reels, TikTok', value: '9:16' },
];

const AUTO_RATIO: INodePropertyOptions = {
	name: 'Auto: As the Image',
	value: 'Auto',
	description: 'What does not fit is cropped from the image',
};

const SECONDS: INodePropertyOptions[] = [4, 6, 8].map((value) => ({ name: `${value}`, value }));

const HIGHER = 'Made right away; to decide after seeing the video, upscale it with an operation';

const RESOLUTIONS = {
	kie: [
		{ name: '1080p', value: '1080p', description: HIGHER },
		{ name: '4K', value: '4k', description: HIGHER },
		{ name: '720p', value: '720p', description: 'What the price of the model includes' },
	],
	aceData: [
		{ name: '1080p', value: '1080p' },
		{ name: 'GIF', value: 'gif' },
	],
	aceDataText: [
		{ name: '1080p', value: '1080p' },
		{ name: '4K', value: '4k', description: 'With the model Veo 3.1 only' },
		{ name: 'GIF', value: 'gif' },
	],
};

/**
 * Shape, length and resolution of a new video, each with what the provider and the operation have. What
 * the fields show is sent, for the providers do not agree on what goes without saying.
 */
export function formatFields(operation: VeoOperation): INodeProperties[] {
	const fromText = operation === 'text2video';
	const fromReferences = operation === 'reference2video';
	return [
		...(operation === 'image2video'
			? [
					ratioField([...RATIOS, AUTO_RATIO], { show: { provider: ['kie'] } }),
					ratioField(RATIOS, { hide: { provider: ['kie'] } }),
				]
			: [ratioField(RATIOS)]),
		// From references Kie.ai makes videos of 8 seconds only; Ace Data Cloud has no choice at all.
		...(fromReferences ? [] : [durationField]),
		resolutionField('kie', RESOLUTIONS.kie, '720p'),
		resolutionField('aceData', fromText ? RESOLUTIONS.aceDataText : RESOLUTIONS.aceData, '1080p'),
	];
}

/** What the format fields of an item say; a field that is not shown says nothing. */
export function readFormat({ text, number }: Parameters): Partial<VeoJob> {
	const aspectRatio = text('aspectRatio');
	const resolution = text('resolution');
	return {
		...(aspectRatio && { aspectRatio }),
		...(resolution && { resolution }),
		...(text('duration') && { duration: number('duration') }),
	};
}

function ratioField(
	options: INodePropertyOptions[],
	displayOptions?: IDisplayOptions,
): INodeProperties {
	return {
		displayName: 'Aspect Ratio',
		name: 'aspectRatio',
		type: 'options',
		options,
		default: '16:9',
		...(displayOptions && { displayOptions }),
		description: 'Shape of the picture',
	};
}

const durationField: INodeProperties = {
	displayName: 'Duration (Seconds)',
	name: 'duration',
	type: 'options',
	options: SECONDS,
	default: 8,
	displayOptions: { show: { provider: ['kie'] } },
	description: 'Length of the video',
};

function resolutionField(
	provider: Provider,
	options: INodePropertyOptions[],
	first: string,
): INodeProperties {
	return {
		displayName: 'Resolution',
		name: 'resolution',
		type: 'options',
		options,
		default: first,
		displayOptions: { show: { provider: [provider] } },
		description: 'How fine the picture is; more may cost more',
	};
}
