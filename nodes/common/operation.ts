import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeProperties,
	INodePropertyOptions,
} from 'n8n-workflow';
import { NodeOperationError, updateDisplayOptions } from 'n8n-workflow';

import type { Provider } from '../../lib/task';
import { toText } from './parameters';
import { providerLabel } from './provider';

/** One operation: its entry in the list, its fields, and what it does with all items of a run. */
export interface Operation {
	option: INodePropertyOptions & { value: string; action: string };
	/** The providers that have it; all of the node where absent. */
	providers?: readonly Provider[];
	fields: INodeProperties[];
	/** Returns the items of each output. */
	execute: (context: IExecuteFunctions) => Promise<INodeExecutionData[][]>;
}

/** The operations of a resource. */
export interface Resource {
	option: INodePropertyOptions & { value: string };
	/** The providers that have it; all of the node where absent. */
	providers?: readonly Provider[];
	operations: Operation[];
	/** The first in the list where absent. */
	defaultOperation?: string;
}

/**
 * The Resource and Operation lists and all fields, each shown only where it belongs. The first resource
 * is the default.
 * @param providers of the node
 */
export function toProperties(
	resources: Resource[],
	providers: readonly Provider[],
): INodeProperties[] {
	const first = resources[0].option.value;
	return [
		{
			displayName: 'Resource',
			name: 'resource',
			type: 'options',
			noDataExpression: true,
			options: resources.map(({ option, providers: some }) =>
				some ? { ...option, displayOptions: { show: { [isOffered(option)]: [true] } } } : option,
			),
			default: first,
		},
		...resources.flatMap((resource) => [
			...(resource.providers ? offers(resource.option, resource.providers) : []),
			...operationFields(resource, providers),
			...resource.operations.flatMap(({ option, fields }) =>
				updateDisplayOptions(
					{ show: { resource: [resource.option.value], operation: [option.value] } },
					fields,
				),
			),
		]),
	];
}

function isOffered({ value }: INodePropertyOptions): string {
	return `${value as string}Offered`;
}

/**
 * Two fields that nobody sees: a resource is in the list where its provider has it, and while it is
 * chosen. For a chosen value that is not in its list n8n shows in red, and of a second list of
 * resources, which n8n would leave for its default, the node panel would show every action twice.
 */
function offers(option: INodePropertyOptions, providers: readonly Provider[]): INodeProperties[] {
	const field: INodeProperties = {
		displayName: `${option.name} Offered`,
		name: isOffered(option),
		type: 'hidden',
		default: true,
	};
	return [
		{ ...field, displayOptions: { show: { provider: [...providers] } } },
		{ ...field, displayOptions: { show: { resource: [option.value] } } },
	];
}

/**
 * The list of operations, once for all providers that have the same: where another list comes with
 * another provider, n8n leaves an operation that is not in it for the default. The longest list comes
 * first, for n8n's node panel shows that one.
 */
function operationFields(
	{ option: { value }, operations, defaultOperation }: Resource,
	providers: readonly Provider[],
): INodeProperties[] {
	const lists = new Map<string, { options: INodePropertyOptions[]; of: Provider[] }>();
	for (const provider of providers) {
		const options = operations
			.filter(({ providers: some }) => !some || some.includes(provider))
			.map(({ option }) => option);
		const key = JSON.stringify(options.map((option) => option.value));
		const list = lists.get(key) ?? { options, of: [] };
		list.of.push(provider);
		lists.set(key, list);
	}
	const longestFirst = [...lists.values()].sort(
		(one, other) => other.options.length - one.options.length,
	);
	const first = defaultOperation ?? operations[0].option.value;
	return longestFirst.map(({ options, of }) => ({
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		options,
		default: first,
		displayOptions: { show: { resource: [value], ...(lists.size > 1 && { provider: of }) } },
	}));
}

/**
 * What the canvas shows under the node's name, as n8n evaluates it: `Text to Video · Kie.ai`. What the
 * node is for goes without saying.
 */
export function subtitleExpression([main, ...others]: Resource[]): string {
	const names = Object.fromEntries([
		...main.operations.map(({ option }) => [`${main.option.value} ${option.value}`, option.name]),
		...others.flatMap(({ option: resource, operations }) =>
			operations.map(({ option }) => [
				`${resource.value} ${option.value}`,
				`${option.name}: ${resource.name}`,
			]),
		),
	]) as Record<string, string>;
	const operation = `(${JSON.stringify(names)})[$parameter["resource"] + " " + $parameter["operation"]]`;
	return `={{ ${operation} + " · " + ${providerLabel} }}`;
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
