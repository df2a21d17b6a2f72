import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { readSteadily } from '../../../../lib/lifecycle/readSteadily';
import { taskError, type TaskError } from '../../../../lib/error';
import type { TrackList } from '../../../../lib/providers/suno/tracks';
import { ask } from '../../../../lib/http/client';
import { toFailedItem, toItem } from '../../../common/output';
import type { Operation } from '../../../common/operation';
import { includeRawField, optionsCollection } from '../../../common/options';
import { parametersOf } from '../../../common/parameters';
import { chosenApi } from '../provider';
import { findTracks } from './findTracks';

export const getMany: Operation = {
	option: {
		name: 'Get Many',
		value: 'getMany',
		action: 'Get many tracks of a song',
		description: 'List the tracks of a finished song, to pick the one that becomes a video',
	},
	fields: [
		{
			displayName: 'Music Task ID',
			name: 'taskId',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. 091fbbaa1d20d47e9576ce84d5254b18',
			description: 'The task that made the song',
		},
		optionsCollection([includeRawField]),
	],
	execute: getTracks,
};

async function getTracks(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const api = await chosenApi(context);
	const { provider } = api;
	const signal = context.getExecutionCancelSignal();
	const taskIds = context
		.getInputData()
		.map((_, item) => parametersOf(context, item).text('taskId'));
	const refused = taskIds.map((taskId, item) =>
		taskId === '' ? toFailedItem(context, { error: noTaskId() }, item) : undefined,
	);
	const items: INodeExecutionData[] = [];
	for (const [item, taskId] of taskIds.entries()) {
		const refusal = refused[item];
		items.push(...(refusal ? [refusal] : await tracksOf(taskId, item)));
	}
	return [items];

	async function tracksOf(taskId: string, item: number): Promise<INodeExecutionData[]> {
		const list = await findTracks(context, provider, async (source) => {
			const once = async () => await ask(context, provider, source, taskId);
			return await readSteadily(once, { signal });
		});
		if (list?.kind !== 'tracks' || list.status !== 'succeeded') {
			return [toFailedItem(context, { provider, taskId, error: whyNot(list) }, item)];
		}
		const { tracks, raw } = list;
		return tracks.map((track) => toItem(context, { provider, taskId, ...track, raw }, item));
	}
}

function noTaskId(): TaskError {
	return taskError('invalidRequest', {
		reason: 'badParameter',
		message: "'Music Task ID' is empty",
		advice: 'Give the ID of the task that made the song.',
	});
}

function whyNot(list: TrackList | undefined): TaskError {
	return (
		list?.error ??
		taskError('service', { reason: 'notFinished', message: 'The song is not finished' })
	);
}
