import { accountResource } from '../../shared/accountResource';
import type { Resource } from '../../shared/operation';
import { taskResource } from '../../shared/taskResource';
import { chosenApi } from './provider';
import { get1080p } from './video/get1080p.operation';
import { image2video } from './video/image2video.operation';
import { text2video } from './video/text2video.operation';

/** Everything that the node can do, in the order of its lists. */
export const resources: Resource[] = [
	accountResource,
	taskResource(chosenApi),
	{
		option: { name: 'Video', value: 'video' },
		operations: [get1080p, image2video, text2video],
	},
];
