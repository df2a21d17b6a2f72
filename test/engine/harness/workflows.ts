import type { IConnections, INode, INodeParameters, IWorkflowBase } from 'n8n-workflow';
import type { CredentialsInMemory } from './credentials';
import type { NodeTypes } from './nodeTypes';

/** A workflow as the editor exports it; whatever is left out gets n8n's default. */
export type WorkflowJson = Pick<IWorkflowBase, 'nodes' | 'connections'> & Partial<IWorkflowBase>;

/** One node of a hand-written workflow. */
export function node(
	name: string,
	type: string,
	parameters: INodeParameters = {},
	settings: Partial<INode> = {},
): INode {
	return { id: name, name, type, typeVersion: 1, position: [0, 0], parameters, ...settings };
}

const OPTIONS = ['pollInterval', 'timeLimit', 'maxDownloadSize'];

/** The parameters, with those in the collection Options that stand there in the editor. */
export function inOptions(parameters: INodeParameters): INodeParameters {
	const entries = Object.entries(parameters);
	const isOption = ([name]: [string, unknown]) => OPTIONS.includes(name);
	const options = {
		...Object.fromEntries(entries.filter(isOption)),
		...(parameters.options as INodeParameters | undefined),
	};
	return { ...Object.fromEntries(entries.filter((entry) => !isOption(entry))), options };
}

/** The node every hand-written workflow starts with; it emits the items that `run` is given. */
export function start(name = 'Start'): INode {
	return node(name, 'n8n-nodes-base.manualTrigger');
}

/** A node that sets fields; the way to see an expression, `$('Start').item` for one, at work. */
export function fields(name: string, values: Record<string, string>): INode {
	const assignments = Object.entries(values).map(([field, value]) => ({
		id: field,
		name: field,
		value,
		type: 'string',
	}));
	return node(name, 'n8n-nodes-base.set', { assignments: { assignments } }, { typeVersion: 3.4 });
}

/** Connects outputs to nodes: `{ Start: [['Veo']], Veo: [['On success'], ['On error']] }`. */
export function connect(outputs: Record<string, string[][]>): IConnections {
	return Object.fromEntries(
		Object.entries(outputs).map(([from, targets]) => [
			from,
			{ main: targets.map((names) => names.map((to) => ({ node: to, type: 'main', index: 0 }))) },
		]),
	) as IConnections;
}

/** A workflow of nodes in a row, each on the first output of the one before. */
export function sequence(...nodes: INode[]): WorkflowJson {
	const names = nodes.map(({ name }) => name);
	const links = names.slice(1).map((to, index): [string, string[][]] => [names[index], [[to]]]);
	return { nodes, connections: connect(Object.fromEntries(links)) };
}

/**
 * The workflow as n8n would have stored it: with ids, execution order `v1`, webhook ids, and the
 * credentials that the user would have picked in the editor.
 */
export function stored(
	json: WorkflowJson,
	types: NodeTypes,
	credentials: CredentialsInMemory,
): IWorkflowBase {
	const complete = (given: INode): INode => {
		const { description } = types.getByNameAndVersion(given.type, given.typeVersion);
		const picked = (description.credentials ?? [])
			.filter(({ name }) => credentials.has(name))
			.map(({ name }) => [name, { id: name, name }]);
		return {
			...structuredClone(given),
			webhookId: given.webhookId ?? given.id,
			credentials: { ...Object.fromEntries(picked), ...given.credentials },
		};
	};
	const now = new Date();
	return {
		id: 'workflow',
		name: 'Workflow',
		active: true,
		isArchived: false,
		createdAt: now,
		updatedAt: now,
		...json,
		activeVersionId: json.activeVersionId ?? null,
		settings: { executionOrder: 'v1', ...json.settings },
		nodes: json.nodes.map(complete),
	};
}
