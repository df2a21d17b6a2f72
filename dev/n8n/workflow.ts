/** A workflow as n8n exports and imports it, as far as it is read here. */
export interface Workflow {
	name: string;
	nodes: WorkflowNode[];
	connections: Record<string, unknown>;
	settings?: Record<string, unknown>;
	/** Items that stand in for what nodes put out. */
	pinData?: Record<string, unknown>;
}

export interface WorkflowNode {
	name: string;
	type: string;
	parameters: Record<string, unknown>;
	credentials?: Record<string, { id?: string; name: string }>;
	webhookId?: string;
	[other: string]: unknown;
}

export const MANUAL_TRIGGER = 'n8n-nodes-base.manualTrigger';
