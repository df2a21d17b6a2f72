import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { tryToParseDateTime } from 'n8n-workflow';

import { readSteadily } from '../../lib/lifecycle/readSteadily';
import type { Issue, TaskApi, TaskFilter, TaskList } from '../../lib/providers/api';
import type { KnownTask } from '../../lib/task';
import { ask } from '../../lib/http/client';
import { issueError } from './fieldNames';
import { toFailedItem, toItem } from './output';
import { parametersOf } from './parameters';

/** Finds one task without its task ID. */
export const traceIdField: INodeProperties = {
	displayName: 'Trace ID',
	name: 'traceId',
	type: 'string',
	default: '',
	placeholder: 'e.g. 2cf86e86-22a4-46e1-ac2f-032c0f2a4e89',
	description: 'The ID of the request, which an unclear purchase names in place of a task ID',
};

/** What Get Many asks for. */
export const lookUpByField: INodeProperties = {
	displayName: 'Look Up By',
	name: 'lookUpBy',
	type: 'options',
	noDataExpression: true,
	options: [
		{ name: 'Task IDs', value: 'ids' },
		{
			name: 'Time',
			value: 'time',
			description: 'Finds tasks whose IDs are lost; Include Raw Response shows their prompts',
		},
	],
	default: 'ids',
};

/** What tells the tasks of a list by time. */
export const timeFields: INodeProperties[] = [
	{
		displayName: 'Created After',
		name: 'createdAfter',
		type: 'dateTime',
		default: '',
		description: 'Leave it empty to list tasks of any age',
	},
	{
		displayName: 'Limit',
		name: 'limit',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 50,
		description: 'Max number of results to return',
	},
];

type Listing<Job> = TaskApi<Job> & Required<Pick<TaskApi<Job>, 'list'>>;

type Filter = Omit<TaskFilter, 'offset'>;

/** Whether the items ask for a list by time, at a provider that can give one. */
export function listsByTime<Job>(
	context: IExecuteFunctions,
	api: TaskApi<Job>,
): api is Listing<Job> {
	return api.list !== undefined && parametersOf(context, 0).text('lookUpBy') === 'time';
}

/** Lists the account's tasks, for each item as it asks. */
export async function listTasks<Job>(
	context: IExecuteFunctions,
	api: Listing<Job>,
): Promise<INodeExecutionData[]> {
	const filters = context.getInputData().map((_, item): Filter | INodeExecutionData => {
		const filter = filterOf(context, item);
		if (!('field' in filter)) return filter;
		return toFailedItem(context, { error: issueError(timeFields, filter) }, item);
	});
	const items: INodeExecutionData[] = [];
	for (const [item, filter] of filters.entries()) {
		items.push(...('json' in filter ? [filter] : await listedItems(context, api, filter, item)));
	}
	return items;
}

async function listedItems<Job>(
	context: IExecuteFunctions,
	api: Listing<Job>,
	filter: Filter,
	item: number,
): Promise<INodeExecutionData[]> {
	const list = await listOf(context, api, filter);
	if (list.kind === 'tasks') return list.tasks.map((task) => toItem(context, task, item));
	const { provider, product } = api;
	return [toFailedItem(context, { provider, product, error: list.error }, item)];
}

function filterOf(context: IExecuteFunctions, item: number): Filter | Issue {
	const limit = parametersOf(context, item).number('limit');
	if (!Number.isInteger(limit) || limit < 1) {
		return {
			field: 'limit',
			message: 'is no whole number from 1 on',
			fix: 'Correct it and run again.',
		};
	}
	const after: unknown = context.getNodeParameter('createdAfter', item, '');
	if (after === '' || after === null || after === undefined) return { limit };
	try {
		return { limit, createdAfter: tryToParseDateTime(after, context.getTimezone()).toMillis() };
	} catch {
		return {
			field: 'createdAfter',
			message: 'is no date',
			fix: 'Pick one, or give one like 2026-11-21T12:00:00.',
		};
	}
}

/** The list, page by page: a provider may give less at a time than it is asked for. */
async function listOf<Job>(
	context: IExecuteFunctions,
	{ provider, list }: Listing<Job>,
	{ limit, createdAfter }: Filter,
): Promise<TaskList> {
	const signal = context.getExecutionCancelSignal();
	const found = new Map<string, KnownTask>();
	// A page that brings nothing new is the end, whether or not the provider skips what it is told to.
	for (let known = -1; found.size > known && found.size < limit && !signal?.aborted;) {
		known = found.size;
		const filter = { createdAfter, offset: known, limit: limit - known };
		const page = await readSteadily(async () => await ask(context, provider, list, filter), {
			signal,
		});
		if (page.kind !== 'tasks') return page;
		for (const task of page.tasks) found.set(task.taskId, task);
	}
	return { kind: 'tasks', tasks: [...found.values()].slice(0, limit) };
}
