import type { IExecuteFunctions, IWebhookFunctions } from 'n8n-workflow';

import { credentialForRequest, credentialOf } from '../../../lib/http/credential';

const turns = async () => await new Promise((resolve) => setImmediate(resolve));

/** Calls whose credential is read when the test says so. */
function calls(count: number, of: 'webhook' | 'node' = 'webhook') {
	const begun: number[] = [];
	const ends: Array<(failure?: Error) => void> = [];
	const contexts = Array.from({ length: count }, (_, call) => ({
		getCredentials: async () => {
			begun.push(call);
			await new Promise<void>((resolve, reject) => {
				ends[call] = (failure) => (failure ? reject(failure) : resolve());
			});
			return { apiKey: `key ${call}` };
		},
		...(of === 'webhook' && { getResponseObject: () => ({}) }),
	}));
	return { begun, ends, contexts: contexts as unknown as IWebhookFunctions[] };
}

describe('callbacks that come together', () => {
	it('have their credentials read two at a time, in their order', async () => {
		const { begun, ends, contexts } = calls(4);
		const all = contexts.map(async (context) => await credentialForRequest(context, 'kie'));
		await turns();
		expect(begun).toEqual([0, 1]);
		ends[1]();
		await turns();
		expect(begun).toEqual([0, 1, 2]);
		ends[0]();
		await turns();
		ends[2]();
		ends[3]();
		const keys = (await Promise.all(all)).map(({ apiKey }) => apiKey);
		expect(keys).toEqual(['key 0', 'key 1', 'key 2', 'key 3']);
	});

	it('do not wait for ever for one that cannot be read', async () => {
		const { begun, ends, contexts } = calls(3);
		const all = contexts.map(async (context) => await credentialForRequest(context, 'kie'));
		await turns();
		ends[0](new Error('deleted'));
		await expect(all[0]).rejects.toThrow('deleted');
		await turns();
		expect(begun).toEqual([0, 1, 2]);
		ends[1]();
		ends[2]();
		await Promise.all(all.slice(1));
	});
});

it('two readings that hang do not keep the next callback out', async () => {
	const { begun, ends, contexts } = calls(3);
	const all = contexts.map(async (context) => await credentialForRequest(context, 'kie'));
	await expect(Promise.race([all[2], turns()])).resolves.toBeUndefined();
	for (let wait = 0; begun.length < 3 && wait < 100; wait++) {
		await new Promise((resolve) => setTimeout(resolve, 50));
	}
	expect(begun).toHaveLength(3);
	for (const end of ends) end();
	await Promise.all(all);
}, 10_000);

it('the look-ups of a node do not stand in line', async () => {
	const { begun, ends, contexts } = calls(5, 'node');
	const all = contexts.map(async (context) => await credentialForRequest(context, 'kie'));
	await turns();
	expect(begun).toHaveLength(5);
	for (const end of ends) end();
	await Promise.all(all);
});

it('a reading is used for one request, and that of another run never', async () => {
	let readings = 0;
	const run = () =>
		({
			getCredentials: () => Promise.resolve({ apiKey: `key ${++readings}` }),
		}) as unknown as IExecuteFunctions;
	const [one, other] = [run(), run()];
	const keys = [
		await credentialOf(one, 'kie'),
		await credentialOf(one, 'kie'),
		await credentialForRequest(one, 'kie'),
		await credentialForRequest(one, 'kie'),
		await credentialForRequest(other, 'kie'),
	].map(({ apiKey }) => apiKey);
	expect(keys).toEqual(['key 1', 'key 1', 'key 1', 'key 2', 'key 3']);
});
