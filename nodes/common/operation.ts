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
	/** The first in the list where absent. */
	defaultOperation?: string;
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
		...resources.flatMap(({ option: { value }, operations, defaultOperation }) => [
			...updateDisplayOptions({ show: { resource: [value] } }, [
				operationField(operations, defaultOperation),
			]),
			...operations.flatMap(({ option, fields }) =>
				updateDisplayOptions({ show: { resource: [value], operation: [option.value] } }, fields),
			),
		]),
	];
}

function operationField(
	operations: Operation[],
	defaultOperation = operations[0].option.value,
): INodeProperties {
	const options = operations.map(({ option }) => option);
	return {
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		options,
		default: defaultOperation,
	};
}

/** What the canvas shows under the node's name, as n8n evaluates it: `Text to Video: Video`. */
export function subtitleExpression(resources: Resource[]): string {
	const names = Object.fromEntries(
		resources.flatMap(({ option: resource, operations }) =>
			operations.map(({ option }) => [
				`${resource.value} ${option.value}`,
				`${option.name}: ${resource.name}`,
			]),
		),
	);
	return `={{ (${JSON.stringify(names)})[$parameter["resource"] + " " + $parameter["operation"]] }}`;
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
