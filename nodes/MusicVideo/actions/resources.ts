import { accountResource } from '../../common/accountResource';
import type { Resource } from '../../common/operation';
import { taskResource } from '../../common/taskResource';
import { create } from './musicVideo/create.operation';
import { chosenTaskApi, productField } from './provider';
import { create as createSong } from './song/create.operation';
import { getMany } from './track/getMany.operation';

/** Everything that the node can do, in the order of its lists. */
export const resources: Resource[] = [
	{ option: { name: 'Music Video', value: 'musicVideo' }, operations: [create] },
	{ option: { name: 'Song', value: 'song' }, operations: [createSong] },
	{ option: { name: 'Track', value: 'track' }, operations: [getMany] },
	taskResource(chosenTaskApi, false, [productField]),
	accountResource,
];
