import type { INode, INodeParameters, IWorkflowBase } from 'n8n-workflow';
import { node, type WorkflowJson } from '../../../dev/n8n/builders';
import type { CredentialsInMemory } from './credentials';
import type { NodeTypes } from './nodeTypes';

export { connect, fields, node, sequence, type WorkflowJson } from '../../../dev/n8n/builders';

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
