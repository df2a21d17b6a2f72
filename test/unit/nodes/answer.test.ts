import type { IWebhookFunctions } from 'n8n-workflow';

import { answer } from '../../../lib/lifecycle/answer';

/** A response that, like Express's, refuses to be sent twice. */
function responding(headersSent: boolean) {
	const sent: unknown[] = [];
	const response = {
		headersSent,
		status: (status: number) => ({
			json: (body: object) => {
				if (headersSent) throw new Error('Cannot set headers after they are sent to the client');
				sent.push({ status, body });
			},
		}),
	};
	return { sent, context: { getResponseObject: () => response } as unknown as IWebhookFunctions };
}

it('answers a call', () => {
	const { sent, context } = responding(false);
	expect(answer(context, 401, { error: 'no' })).toEqual({ noWebhookResponse: true });
	expect(sent).toEqual([{ status: 401, body: { error: 'no' } }]);
});

it('does not throw where the call was answered before, for n8n would fail the suspended execution', () => {
	const { sent, context } = responding(true);
	expect(answer(context, 503, { error: 'tryAgain' })).toEqual({ noWebhookResponse: true });
	expect(sent).toEqual([]);
});
