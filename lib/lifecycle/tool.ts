import type { IExecuteFunctions } from 'n8n-workflow';

/**
 * Whether an AI agent has called the node as its tool. Newer agents run a tool like any node of the
 * workflow; only the type of n8n's tool twin tells.
 */
export function isTool(context: IExecuteFunctions): boolean {
	return context.isToolExecution() || context.getNode().type.endsWith('Tool');
}
