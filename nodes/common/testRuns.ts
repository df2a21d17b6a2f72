import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { isTestRun, type TestRun } from '../../lib/lifecycle/testRun';
import { parametersOf, toText } from './parameters';

/** What runs from the editor do in place of buying; for every operation that buys. */
export const testRunFields: INodeProperties[] = [
	{
		displayName: 'Test Runs',
		name: 'testRuns',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'Buy', value: 'buy', description: 'As in production' },
			{
				name: 'Sample',
				value: 'sample',
				description: 'Put out a sample at once, with a small file. Sends nothing, costs nothing.',
			},
			{
				name: 'Replay Task',
				value: 'replay',
				description: 'Put out a task that was bought before. Looking it up costs nothing.',
			},
		],
		default: 'buy',
		description:
			'What the node does when you run the workflow from the editor, or an evaluation does. In production it buys, whatever is set here.',
	},
	{
		displayName: 'Task ID',
		name: 'replayTaskId',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. 091fbbaa1d20d47e9576ce84d5254b18',
		displayOptions: { show: { testRuns: ['replay'] } },
		description: 'A task of this provider that was bought before, as an earlier run has put it out',
	},
];

/**
 * What stands in for the purchases of this run; undefined where it buys.
 * @throws NodeOperationError where the field has none of its values, or the task to replay is not named
 */
export function testRunOf(context: IExecuteFunctions): TestRun | undefined {
	if (!isTestRun(context)) return undefined;
	const choice = toText(context.getNodeParameter('testRuns', 0, 'buy'));
	switch (choice) {
		case 'buy':
			return undefined;
		case 'sample':
			return { kind: 'sample' };
		case 'replay':
			return { kind: 'replay', taskIds: taskIdsOf(context) };
		default:
			throw new NodeOperationError(context.getNode(), `'Test Runs' has no choice "${choice}"`, {
				description: 'Choose Buy, Sample or Replay Task. Nothing was bought.',
			});
	}
}

/** One for each item. */
function taskIdsOf(context: IExecuteFunctions): string[] {
	return context.getInputData().map((_, itemIndex) => {
		const taskId = parametersOf(context, itemIndex).text('replayTaskId');
		if (taskId !== '') return taskId;
		throw new NodeOperationError(context.getNode(), "'Task ID' of the test run is empty", {
			itemIndex,
			description:
				"Give the ID of a task that was bought before, or set 'Test Runs' to Sample. Nothing was bought.",
		});
	});
}
