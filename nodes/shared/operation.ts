import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeProperties,
	INodePropertyOptions,
} from 'n8n-workflow';
import { NodeOperationError, updateDisplayOptions } from 'n8n-workflow';

import { toText } from './parameters';

/** One operation: its entry in the list, its fields, and what it does with all items of a run. */
export interface Operation {
	option: INodePropertyOptions & { value: string; action: string };
	fields: INodeProperties[];
	/** Returns the items of each output. */
	execute: (context: IExecuteFunctions) => Promise<INodeExecutionData[][]>;
}

/** The operations of a resource. */
export interface Resource {
	option: INodePropertyOptions & { value: string };
	operations: Operation[];
}

/** The Resource and Operation lists and all fields, each shown only where it belongs. */
export function toProperties(resources: Resource[], defaultResource: string): INodeProperties[] {
	return [
		{
			displayName: 'Resource',
			name: 'resource',
			type: 'options',
			noDataExpression: true,
			options: resources.map(({ option }) => option),
			default: defaultResource,
		},
		...resources.flatMap(({ option: { value }, operations }) => [
			...updateDisplayOptions({ show: { resource: [value] } }, [operationField(operations)]),
			...operations.flatMap(({ option, fields }) =>
				updateDisplayOptions({ show: { resource: [value], operation: [option.value] } }, fields),
			),
		]),
	];
}

function operationField(operations: Operation[]): INodeProperties {
	const options = operations.map(({ option }) => option);
	const first = options[0].value;
	return {
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		options,
		default: first,
	};
}

/**
 * Runs the operation that the node's parameters name.
 * @throws NodeOperationError where the node has no such operation
 */
export async function run(
	context: IExecuteFunctions,
	resources: Resource[],
): Promise<INodeExecutionData[][]> {
	const resource = toText(context.getNodeParameter('resource', 0));
	const name = toText(context.getNodeParameter('operation', 0));
	const operation = resources
		.find(({ option }) => option.value === resource)
		?.operations.find(({ option }) => option.value === name);
	if (operation) return await operation.execute(context);
	throw new NodeOperationError(
		context.getNode(),
		`The resource "${resource}" has no operation "${name}"`,
		{ description: "Choose one from the lists 'Resource' and 'Operation'." },
	);
}
