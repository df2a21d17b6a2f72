import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Workflow, WorkflowNode } from '../n8n/workflow';
import { EXAMPLES } from './paths';

/** What differs between an example in the repository and the same example in the demo. */
export interface Setting {
	/** Credential ids by credential type. */
	credentialIds: Record<string, string>;
	/** Seconds; the examples ask at the interval that suits the real providers. */
	pollInterval: number;
	/** The production URL of the Veo Trigger. */
	callbackUrl: string;
}

/** Reads a workflow from `examples/`. */
export async function readExample(name: string): Promise<Workflow> {
	return JSON.parse(await readFile(join(EXAMPLES, `${name}.json`), 'utf8')) as Workflow;
}

/** Fits an example into the demo: credentials, callback URL and a shorter poll interval. */
export function fit(workflow: Workflow, setting: Setting): Workflow {
	return { ...workflow, nodes: workflow.nodes.map((node) => fitNode(node, setting)) };
}

function fitNode(node: WorkflowNode, setting: Setting): WorkflowNode {
	const { parameters, credentials } = node;
	return {
		...node,
		parameters: {
			...parameters,
			...(polls(parameters) && {
				options: { ...(parameters.options ?? {}), pollInterval: setting.pollInterval },
			}),
			...('callbackUrl' in parameters &&
				!String(parameters.callbackUrl).startsWith('=') && { callbackUrl: setting.callbackUrl }),
		},
		...(credentials && {
			credentials: Object.fromEntries(
				Object.entries(credentials).map(([type, { name }]) => [
					type,
					{ name, id: setting.credentialIds[type] },
				]),
			),
		}),
	};
}

/** Whether a node asks the provider at intervals, which is what all do that buy, unless they say so. */
function polls({ resource, operation, completion = 'poll' }: WorkflowNode['parameters']): boolean {
	if (resource === 'task') return operation === 'wait';
	return ['video', 'musicVideo'].includes(String(resource)) && completion === 'poll';
}

/**
 * The node of a type.
 * @throws Error when the workflow has none
 */
export function nodeOfType(workflow: Workflow, type: string): WorkflowNode {
	const node = workflow.nodes.find((candidate) => candidate.type === type);
	if (!node) throw new Error(`The workflow ${workflow.name} has no node of type ${type}`);
	return node;
}
