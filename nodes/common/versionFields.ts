import type { INodeProperties } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';

import type { Issue } from '../../lib/providers/api';
import type { UpscaledVersion } from '../../lib/task';
import type { Parameters } from './parameters';

/** Which version of a task's video is meant. */
export const versionFields: INodeProperties[] = updateDisplayOptions(
	{ show: { provider: ['kie'] } },
	[
		{
			displayName: 'Version',
			name: 'version',
			type: 'options',
			options: [
				{ name: 'Original', value: 'original', description: 'The task as it was bought' },
				{
					name: '1080p',
					value: '1080p',
					description:
						'Kie.ai gives it out by its order alone, which buys nothing twice. Where nobody has ordered it yet, asking does: for about 5 credits, and the video cannot be extended after.',
				},
				{
					name: '4K',
					value: '4k',
					description: 'Is looked for without ordering it, unless you choose otherwise below',
				},
			],
			default: 'original',
			description:
				'Versions that were ordered with Upscale to 1080p or Upscale to 4K and have the task ID of the video they are made of',
		},
		{
			displayName: 'Video Index',
			name: 'videoIndex',
			type: 'number',
			typeOptions: { minValue: 0 },
			default: 0,
			displayOptions: { show: { version: ['1080p', '4k'] } },
			description: 'Which video of the task, counted from 0; most tasks have only one',
		},
		{
			displayName: 'Send Order Again',
			name: 'orderAgain',
			type: 'boolean',
			default: false,
			displayOptions: { show: { version: ['4k'] } },
			description:
				"Whether to send the order of the 4K version again where Kie.ai's record of the task does not show that version. It buys nothing twice, but about 120 credits where nobody has ordered it before.",
		},
	],
);

/** A version that is wanted of a video. */
export interface WantedVersion {
	version: UpscaledVersion;
	videoIndex: number;
	/** Whether it may be asked for in a way that buys it where nobody has. */
	mayBuy: boolean;
}

/** The version that an item asks for, absent where that is the task itself, or what is wrong. */
export function readVersion({ text, number, flag }: Parameters): WantedVersion | Issue | undefined {
	const version = text('version');
	if (version === '' || version === 'original') return undefined;
	if (version !== '1080p' && version !== '4k') {
		const fix = 'Choose Original, 1080p or 4K.';
		return { field: 'version', message: `has no choice "${version}"`, fix };
	}
	const videoIndex = number('videoIndex');
	if (!Number.isInteger(videoIndex) || videoIndex < 0) {
		return { field: 'videoIndex', message: `cannot be ${videoIndex}`, fix: 'Count from 0.' };
	}
	return { version, videoIndex, mayBuy: version === '1080p' || flag('orderAgain') };
}
