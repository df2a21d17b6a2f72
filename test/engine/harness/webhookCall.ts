import type { Request, Response } from 'express';
import { WebhookContext } from 'n8n-core';
import type {
	INode,
	IRunExecutionData,
	IWebhookData,
	IWebhookResponseData,
	IWorkflowExecuteAdditionalData,
	Workflow,
	WorkflowExecuteMode,
} from 'n8n-workflow';
import { NodeHelpers, resolveWebhookDescriptionField } from 'n8n-workflow';

/** The webhooks that a node declares, with their expressions resolved, as n8n registers them. */
export function webhooksOf(
	workflow: Workflow,
	node: INode,
	context: IWorkflowExecuteAdditionalData,
): IWebhookData[] {
	const { description } = workflow.nodeTypes.getByNameAndVersion(node.type, node.typeVersion);
	return (description.webhooks ?? []).flatMap((webhookDescription) => {
		const field = (name: 'path' | 'isFullPath' | 'restartWebhook' | 'httpMethod') =>
			descriptionField(workflow, node, webhookDescription, name);
		const path = NodeHelpers.getNodeWebhookPath(
			workflow.id,
			node,
			String(field('path') ?? '').replace(/^\/|\/$/g, ''),
			field('isFullPath') === true,
			field('restartWebhook') === true,
		);
		return String(field('httpMethod') ?? 'GET')
			.split(',')
			.map((httpMethod) => ({
				httpMethod: httpMethod.trim() as IWebhookData['httpMethod'],
				node: node.name,
				path,
				webhookDescription,
				workflowId: workflow.id,
				workflowExecuteAdditionalData: context,
			}));
	});
}

function descriptionField(
	workflow: Workflow,
	node: INode,
	description: IWebhookData['webhookDescription'],
	name: Parameters<typeof resolveWebhookDescriptionField>[2],
): unknown {
	const native = resolveWebhookDescriptionField(node, description, name);
	if (native.resolved) return native.value;
	return workflow.expression.getSimpleParameterValue(
		node,
		description[name] as string | undefined,
		'internal',
		{},
	);
}

/** One HTTP request to one webhook of one node. */
export interface WebhookCall {
	workflow: Workflow;
	webhook: IWebhookData;
	mode: WorkflowExecuteMode;
	/** The parked execution; null for the webhook of a trigger. */
	runExecutionData: IRunExecutionData | null;
	req: Request;
	res: Response;
}

/** Hands the request to the node's `webhook()`. */
export async function callWebhook(call: WebhookCall): Promise<IWebhookResponseData> {
	const { workflow, webhook, mode, runExecutionData, req, res } = call;
	const node = workflow.getNode(webhook.node);
	if (!node) throw new Error(`The workflow has no node '${webhook.node}'`);
	const nodeType = workflow.nodeTypes.getByNameAndVersion(node.type, node.typeVersion);
	if (!nodeType.webhook) throw new Error(`The node '${webhook.node}' answers no webhook`);
	const closeFunctions: Array<() => Promise<void>> = [];
	const context = new WebhookContext(
		workflow,
		node,
		{ ...webhook.workflowExecuteAdditionalData, httpRequest: req, httpResponse: res },
		mode,
		webhook,
		closeFunctions,
		runExecutionData,
	);
	try {
		return await nodeType.webhook.call(context);
	} finally {
		await Promise.all(closeFunctions.map(async (close) => await close()));
	}
}

/** What n8n answers where `webhook()` started (or resumed) a run. */
export function answerOnReceived(
	{ workflow, webhook }: WebhookCall,
	result: IWebhookResponseData,
): unknown {
	const node = workflow.getNode(webhook.node);
	if (!node) throw new Error(`The workflow has no node '${webhook.node}'`);
	const field = (name: 'responseMode' | 'responseData') =>
		descriptionField(workflow, node, webhook.webhookDescription, name);
	const mode = field('responseMode') ?? 'onReceived';
	if (mode !== 'onReceived')
		throw new Error(`The harness does not answer in mode '${String(mode)}'`);
	const data = field('responseData') ?? 'firstEntryJson';
	if (data === 'noData') return undefined;
	if (data) return data;
	return (result.webhookResponse as unknown) ?? { message: 'Workflow was started' };
}
