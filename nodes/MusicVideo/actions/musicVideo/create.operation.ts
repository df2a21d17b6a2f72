import type { INodeProperties } from 'n8n-workflow';

import type { MusicVideoJob } from '../../../../lib/providers/api';
import { runJobs } from '../../../../lib/lifecycle/run';
import { completionFields, completionOptions } from '../../../common/completionFields';
import type { Operation } from '../../../common/operation';
import { optionsCollection } from '../../../common/options';
import { paidBy } from '../../../common/paid';

import { chosenApi } from '../provider';

const fields: INodeProperties[] = [
	{
		displayName: 'Music Task ID',
		name: 'taskId',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. 091fbbaa1d20d47e9576ce84d5254b18',
		description: 'The task that made the song',
	},
	{
		displayName: 'Audio ID',
		name: 'audioId',
		type: 'resourceLocator',
		required: true,
		default: { mode: 'list', value: '' },
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				placeholder: 'Choose a track…',
				typeOptions: { searchListMethod: 'searchTracks', searchable: true },
			},
			{
				displayName: 'By ID',
				name: 'id',
				type: 'string',
				placeholder: 'e.g. e231a7c4-5b0d-4a8e-9c55-0f6b8cadc7dc',
			},
		],
		description:
			'The track of that task: the list asks the provider for them, which is free; Get Many of the resource Track gives them to a workflow',
	},
	{
		displayName: 'Author',
		name: 'author',
		type: 'string',
		default: '',
		placeholder: 'e.g. DJ Example',
		description: 'Artist that the video names, at most 50 characters',
	},
	{
		displayName: 'Domain Name',
		name: 'domainName',
		type: 'string',
		default: '',
		placeholder: 'e.g. music.example.com',
		description: 'Text at the bottom of the video, at most 50 characters',
	},
	...completionFields,
	optionsCollection(completionOptions),
];

export const create: Operation = {
	option: {
		name: 'Create',
		value: 'create',
		action: 'Create a music video',
		description: 'Turn one track of a finished song into an MP4',
	},
	fields,
	async execute(context) {
		return await runJobs<MusicVideoJob>(context, async () => ({
			api: await chosenApi(context),
			...paidBy(context, fields, ({ text }) => {
				const job: MusicVideoJob = { taskId: text('taskId'), audioId: text('audioId') };
				for (const name of ['author', 'domainName', 'callbackUrl'] as const) {
					const value = text(name);
					if (value !== '') job[name] = value;
				}
				return job;
			}),
		}));
	},
};
