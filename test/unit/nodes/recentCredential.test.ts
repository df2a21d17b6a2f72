import type { IWebhookFunctions } from 'n8n-workflow';

import { checkedBy, RECENT } from '../../../nodes/VeoTrigger/recentCredential';

let triggers = 0;
/** Calls of a new trigger, the credential that it has, and the time that it goes by. */
function trigger() {
	const clock = { time: 0, now: () => clock.time };
	const stored = {
		token: 'old',
		id: '1',
		mode: 'webhook',
		readings: 0,
		isBroken: false,
		hangs: false,
	};
	const workflow = { id: `workflow ${triggers++}` };
	const callWith = async (token: string) => {
		const context = {
			getWorkflow: () => workflow,
			getNode: () => ({ id: 'node', credentials: { kieApi: { id: stored.id } } }),
			getMode: () => stored.mode,
			getExecutionContext: () => undefined,
			getResponseObject: () => ({}),
			getCredentials: async () => {
				stored.readings++;
				const { hangs } = stored;
				await new Promise((resolve) => (hangs ? undefined : setImmediate(resolve)));
				if (stored.isBroken) throw new Error('deleted');
				return { callbackToken: stored.token };
			},
		} as unknown as IWebhookFunctions;
		return await checkedBy(
			context,
			'kie',
			({ callbackToken }) => (callbackToken === token ? undefined : 'refused'),
			clock,
		);
	};
	return { clock, stored, callWith };
}

it('reads once for a burst', async () => {
	const { stored, callWith } = trigger();
	const refusals = await Promise.all(['old', 'old', 'old'].map(callWith));
	expect(refusals).toEqual([undefined, undefined, undefined]);
	expect(stored.readings).toBe(1);
});

it('lets a new secret in at once, and an old one for a while only', async () => {
	const { clock, stored, callWith } = trigger();
	await callWith('old');
	stored.token = 'new';
	clock.time = RECENT - 1;
	expect(await callWith('old')).toBeUndefined();
	expect(await callWith('new')).toBeUndefined();
	// That has read the credential, so the old one is over.
	expect(await callWith('old')).toBe('refused');

	stored.token = 'newest';
	clock.time += RECENT;
	expect(await callWith('new')).toBe('refused');
});

it('lets nobody in with an old secret because the clock was set back', async () => {
	const { clock, stored, callWith } = trigger();
	clock.time = 10 * RECENT;
	await callWith('old');
	stored.token = 'new';
	clock.time = RECENT;
	expect(await callWith('old')).toBe('refused');
});

it('reads anew for whoever would be refused', async () => {
	const { stored, callWith } = trigger();
	await callWith('old');
	expect([await callWith('guess'), await callWith('guess')]).toEqual(['refused', 'refused']);
	expect(stored.readings).toBe(3);
});

it('reads anew where another credential was chosen', async () => {
	const { stored, callWith } = trigger();
	await callWith('old');
	Object.assign(stored, { id: '2', token: 'new' });
	expect(await callWith('old')).toBe('refused');
});

it('reads anew for a test of the workflow, whose credential may be another', async () => {
	const { stored, callWith } = trigger();
	await callWith('old');
	Object.assign(stored, { mode: 'manual', token: 'of a test' });
	expect(await callWith('old')).toBe('refused');
	expect(await callWith('of a test')).toBeUndefined();
	Object.assign(stored, { mode: 'webhook', token: 'old' });
	expect(await callWith('of a test')).toBe('refused');
});

it('a reading that hangs does not keep out who comes later', async () => {
	const { stored, callWith } = trigger();
	stored.hangs = true;
	void callWith('old');
	await new Promise((resolve) => setImmediate(resolve));
	stored.hangs = false;
	expect(await Promise.all(['old', 'old'].map(callWith))).toEqual([undefined, undefined]);
}, 10_000);

it('a reading that fails, fails for each caller and is not kept', async () => {
	const { stored, callWith } = trigger();
	stored.isBroken = true;
	const calls = await Promise.allSettled([callWith('old'), callWith('old')]);
	expect(calls.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
	stored.isBroken = false;
	expect(await callWith('old')).toBeUndefined();
});
