import type { IHookFunctions } from 'n8n-workflow';

import { checkActivation } from '../../../nodes/VeoTrigger/activate';

/** A trigger that n8n activates in this mode, with this credential. */
function activating(
	mode: string,
	authentication: string,
	credential: Record<string, string> = {},
): Promise<void> {
	return checkActivation({
		getActivationMode: () => mode,
		getNode: () => ({ name: 'Veo Trigger', parameters: { provider: 'kie', authentication } }),
		getCredentials: () => Promise.resolve(credential),
	} as unknown as IHookFunctions);
}

const BY_A_PERSON = ['activate', 'update', 'create', 'manual'];
const BY_N8N = ['init', 'leadershipChange'];

describe.each(BY_A_PERSON)('while a person activates it (%s)', (mode) => {
	it.each([
		['callbackToken', "Set the field 'Callback Token' in the credential"],
		['kieSignature', "Set the field 'Webhook HMAC Key' in the credential"],
	])('%s is refused without its secret', async (authentication, fix) => {
		const other = { callbackToken: 'set' };
		const rest = authentication === 'callbackToken' ? { webhookHmacKey: 'set' } : other;
		await expect(activating(mode, authentication, rest)).rejects.toThrow(fix);
	});

	it.each([
		['callbackToken', { callbackToken: 'set' }],
		['kieSignature', { webhookHmacKey: 'set' }],
		['none', {}],
	])('%s with what it needs is not', async (authentication, credential) => {
		await expect(activating(mode, authentication, credential)).resolves.toBeUndefined();
	});
});

it.each(BY_N8N)('nothing is refused while n8n starts (%s)', async (mode) => {
	await expect(activating(mode, 'callbackToken')).resolves.toBeUndefined();
});
