import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

/** Answers a call in the node's own words; n8n then adds nothing, and starts or resumes nothing. */
export function answer(
	context: IWebhookFunctions,
	status: number,
	body: object,
): IWebhookResponseData {
	context.getResponseObject().status(status).json(body);
	return { noWebhookResponse: true };
}
