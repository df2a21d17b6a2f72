import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';

import { providersOf, veoApi } from '../../lib/providers';
import type { TaskApi, VeoJob } from '../../lib/providers/api';
import { pollIntervalField, timeLimitField } from './completionFields';
import {
	downloadFields,
	fileFields,
	fileNameField,
	fileNameOption,
	maxDownloadSizeField,
} from './downloadFields';
import type { Resource } from './operation';
import { forgetOrderKey } from './forgetOrderKey';
import { includeRawField, optionsCollection, shownWhere } from './options';
import { lookUpByField, timeFields, traceIdField } from './lostTasks';
import { getManyTasks, getTasks } from './taskLookUps';
import { downloadTasks, waitForTasks } from './taskVideos';
import { versionFields } from './versionFields';

const taskIdField: INodeProperties = {
	displayName: 'Task ID',
	name: 'taskId',
	type: 'string',
	required: true,
	default: '',
	placeholder: 'e.g. 0819326cc7fddfd620baf6e1f0db7e2b',
	description: 'The ID that the provider gave when the task was submitted',
};

const taskIdsField: INodeProperties = {
	...taskIdField,
	displayName: 'Task IDs',
	name: 'taskIds',
	typeOptions: { multipleValues: true, multipleValueButtonText: 'Add Task ID' },
	default: [],
	description: 'The IDs to look up; an expression may give a list',
};

const rawOption = optionsCollection([includeRawField]);

/** What Get asks for, and Get Many: of Veo also versions, and what finds tasks whose IDs are lost. */
const FIELDS = {
	get: [taskIdField],
	getMany: [taskIdsField],
	getVeo: [
		...where((api) => !api.lookUpByTrace, {}, taskIdField),
		...versionFields,
		...where(
			(api) => api.lookUpByTrace,
			{},
			{
				...taskIdField,
				required: false,
				description:
					'The ID that the provider gave when the task was submitted; not needed where the trace ID is given',
			},
			traceIdField,
		),
	],
	getManyVeo: [
		...where((api) => !api.list, {}, taskIdsField),
		...where((api) => api.list, {}, lookUpByField),
		...where((api) => api.list, { lookUpBy: ['ids'] }, taskIdsField),
		...where((api) => api.list, { lookUpBy: ['time'] }, ...timeFields),
	],
};

/** The fields, shown at the providers of Veo whose API is so. */
function where(
	isSo: (api: TaskApi<VeoJob>) => unknown,
	show: Record<string, string[]>,
	...fields: INodeProperties[]
): INodeProperties[] {
	const provider = providersOf('veo').filter((each) => {
		const api = veoApi(each);
		return api && isSo(api);
	});
	return updateDisplayOptions({ show: { provider, ...show } }, fields);
}

/**
 * The resource Task: recovers anything by its task ID. For Get and Get Many a task that failed is a
 * result, not a failure of the node; Wait ends like the operation that bought the task.
 * @param apiOf the API that the node's parameters choose
 * @param isVeo whether that is one of Veo, which has versions at Kie.ai, and trace IDs at Ace Data Cloud
 * @param kindFields what else the user has to say for that API to be found
 */
export function taskResource<Job>(
	apiOf: (context: IExecuteFunctions) => Promise<TaskApi<Job>>,
	isVeo = false,
	kindFields: INodeProperties[] = [],
): Resource {
	const versions = isVeo ? versionFields : [];
	return {
		option: { name: 'Task', value: 'task' },
		operations: [
			{
				option: {
					name: 'Download',
					value: 'download',
					action: 'Download the files of a task',
					description: 'Fetch the files of a finished task into the item',
				},
				fields: [
					...kindFields,
					taskIdField,
					...versions,
					...fileFields,
					optionsCollection([fileNameField(), includeRawField, maxDownloadSizeField]),
				],
				execute: async (context) => [await downloadTasks(context, await apiOf(context))],
			},
			forgetOrderKey,
			{
				option: {
					name: 'Get',
					value: 'get',
					action: 'Get a task',
					description: 'Look up how a task is doing and recover its result',
				},
				fields: [...kindFields, ...(isVeo ? FIELDS.getVeo : FIELDS.get), rawOption],
				execute: async (context) => [await getTasks(context, await apiOf(context))],
			},
			{
				option: {
					name: 'Get Many',
					value: 'getMany',
					action: 'Get many tasks',
					description: 'Look up several tasks at once, with one request where the provider can',
				},
				fields: [...kindFields, ...(isVeo ? FIELDS.getManyVeo : FIELDS.getMany), rawOption],
				execute: async (context) => [await getManyTasks(context, await apiOf(context))],
			},
			{
				option: {
					name: 'Wait',
					value: 'wait',
					action: 'Wait for a task',
					description: 'Pick a task up again and wait until it is done',
				},
				fields: [
					...kindFields,
					taskIdField,
					...versions,
					...downloadFields,
					optionsCollection([
						fileNameOption,
						includeRawField,
						pollIntervalField,
						timeLimitField,
						...shownWhere({ '/download': [true] }, maxDownloadSizeField),
					]),
				],
				execute: async (context) => [await waitForTasks(context, await apiOf(context))],
			},
		],
	};
}
