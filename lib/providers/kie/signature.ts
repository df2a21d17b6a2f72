import { createHmac } from 'crypto';

/** Headers that Kie.ai sends once the account has a webhook HMAC key, in lower case. */
export const SIGNATURE_HEADERS = {
	timestamp: 'x-webhook-timestamp',
	signature: 'x-webhook-signature',
} as const;

/**
 * Base64 of the HMAC-SHA256 over `taskId.timestamp`. Only id and time are covered, not the rest of
 * the body. Kie's own sample code looks for the id in `task_id` only and would refuse every Veo
 * callback; `callbackId` finds it.
 * @param timestamp as it stands in the header
 * @see https://docs.kie.ai/common-api/webhook-verification
 */
export function kieSignature(taskId: string, timestamp: string, key: string): string {
	return createHmac('sha256', key).update(`${taskId}.${timestamp}`).digest('base64');
}
