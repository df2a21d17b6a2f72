import { accountResource } from '../../common/accountResource';
import type { Resource } from '../../common/operation';
import { taskResource } from '../../common/taskResource';
import { chosenApi } from './provider';
import { extend } from './video/extend.operation';
import { get1080p } from './video/get1080p.operation';
import { get4k } from './video/get4k.operation';
import { image2video } from './video/image2video.operation';
import { reference2video } from './video/reference2video.operation';
import { text2video } from './video/text2video.operation';

/** Everything that the node can do, in the order of its lists. */
export const resources: Resource[] = [
	{
		option: { name: 'Video', value: 'video' },
		operations: [extend, image2video, reference2video, text2video, get1080p, get4k],
		defaultOperation: 'text2video',
	},
	taskResource(chosenApi, true),
	accountResource,
];
