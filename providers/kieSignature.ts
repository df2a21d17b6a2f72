import { createHmac } from 'crypto';

import { record, text } from './read';

/** Headers that Kie.ai sends once the account has a webhook HMAC key, in lower case. */
export const SIGNATURE_HEADERS = {
	timestamp: 'x-webhook-timestamp',
	signature: 'x-webhook-signature',
} as const;

/**
 * The id that Kie.ai signs. Veo spells it `taskId` and music `task_id`; Kie's own sample code reads
 * the latter only and would refuse every Veo callback.
 */
export function signedTaskId(body: unknown): string | undefined {
	const { taskId, data } = record(body);
	const { taskId: camel, task_id: snake } = record(data);
	return text(camel) ?? text(snake) ?? text(taskId);
}

/**
 * Base64 of the HMAC-SHA256 over `taskId.timestamp`. Only id and time are covered, not the rest of
 * the body.
 * @param timestamp as it stands in the header
 * @see https://docs.kie.ai/common-api/webhook-verification
 */
export function kieSignature(taskId: string, timestamp: string, key: string): string {
	return createHmac('sha256', key).update(`${taskId}.${timestamp}`).digest('base64');
}
