import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeProperties,
	INodePropertyOptions,
} from 'n8n-workflow';
import { NodeOperationError, updateDisplayOptions } from 'n8n-workflow';

/** One operation: its entry in the list, its fields, and what it does with all items of a run. */
export interface Operation {
	option: INodePropertyOptions & { value: string; action: string };
	fields: INodeProperties[];
	execute(context: IExecuteFunctions): Promise<INodeExecutionData[]>;
}

/** The operations of a resource. */
export interface Resource {
	option: INodePropertyOptions & { value: string };
	operations: Operation[];
	/** Fields that several operations share, each with its own `displayOptions.show.operation`. */
	sharedFields?: INodeProperties[];
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
		...resources.flatMap(({ option: { value }, operations, sharedFields = [] }) => [
			...updateDisplayOptions({ show: { resource: [value] } }, [
				{
					displayName: 'Operation',
					name: 'operation',
					type: 'options',
					noDataExpression: true,
					options: operations.map(({ option }) => option),
					default: operations[0].option.value,
				},
			]),
			...operations.flatMap(({ option, fields }) =>
				updateDisplayOptions({ show: { resource: [value], operation: [option.value] } }, fields),
			),
			...updateDisplayOptions({ show: { resource: [value] } }, sharedFields),
		]),
	];
}

/**
 * Runs the operation that the node's parameters name.
 * @throws NodeOperationError where the node has no such operation
 */
export async function run(
	context: IExecuteFunctions,
	resources: Resource[],
): Promise<INodeExecutionData[][]> {
	const resource = context.getNodeParameter('resource', 0) as string;
	const name = context.getNodeParameter('operation', 0) as string;
	const operation = resources
		.find(({ option }) => option.value === resource)
		?.operations.find(({ option }) => option.value === name);
	if (operation) return [await operation.execute(context)];
	throw new NodeOperationError(
		context.getNode(),
		`The resource "${resource}" has no operation "${name}"`,
		{ description: "Choose one from the lists 'Resource' and 'Operation'." },
	);
}
