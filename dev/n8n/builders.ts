import type { IConnections, INode, INodeParameters, IWorkflowBase } from 'n8n-workflow';

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
