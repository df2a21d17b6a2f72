import type { IExecuteFunctions, IWebhookFunctions } from 'n8n-workflow';

import { credentialForRequest, credentialOf } from '../../../lib/http/credential';

const turns = async () => await new Promise((resolve) => setImmediate(resolve));

let workflows = 0;
/** Calls whose credential is read when the test says so; what they are about can be another thing. */
function calls(count: number, about: (call: number) => Record<string, unknown> = () => ({})) {
	const workflow = `workflow ${workflows++}`;
	const begun: number[] = [];
	const ends: Array<(failure?: Error) => void> = [];
	const contexts = Array.from({ length: count }, (_, call) => {
		const given = {
			workflow,
			node: 'node',
			credential: '1',
			mode: 'webhook',
			user: undefined,
			...about(call),
		};
		return {
			getCredentials: async () => {
				const reading = begun.push(call) - 1;
				await new Promise<void>((resolve, reject) => {
					ends[reading] = (failure) => (failure ? reject(failure) : resolve());
				});
				return { apiKey: `key ${reading}` };
			},
			getWorkflow: () => ({ id: given.workflow }),
			getNode: () => ({ id: given.node, credentials: { kieApi: { id: given.credential } } }),
			getMode: () => given.mode,
			getExecutionContext: () => given.user && { credentials: given.user },
			getResponseObject: () => ({}),
		};
	}) as unknown as IWebhookFunctions[];
	const read = async (context: IWebhookFunctions) =>
		String((await credentialForRequest(context, 'kie')).apiKey);
	return { begun, ends, contexts, read };
}

describe('callbacks that come together', () => {
	it('share the reading that begins after they came, and none that began before', async () => {
		const { begun, ends, contexts, read } = calls(5);
		const first = contexts.slice(0, 2).map(read);
		await turns();
		const second = contexts.slice(2).map(read);
		await turns();
		expect(begun).toEqual([0]);
		ends[0]();
		expect(await Promise.all(first)).toEqual(['key 0', 'key 0']);
		await turns();
		expect(begun).toEqual([0, 2]);
		ends[1]();
		expect(await Promise.all(second)).toEqual(['key 1', 'key 1', 'key 1']);
	});

	it.each([
		['workflow', 'another'],
		['node', 'another'],
		['credential', '2'],
		// Expressions in a credential see it.
		['mode', 'manual'],
		['user', 'somebody'],
	])('share none where the %s is another', async (what, other) => {
		const { begun, ends, contexts, read } = calls(2, (call) =>
			call === 1 ? { [what]: other } : {},
		);
		const all = contexts.map(read);
		await turns();
		expect(begun).toEqual([0, 1]);
		for (const end of ends) end();
		expect(await Promise.all(all)).toEqual(['key 0', 'key 1']);
	});

	it('are all told of a failure, and whoever comes next has it read anew', async () => {
		const { ends, contexts, read } = calls(3);
		const together = Promise.allSettled(contexts.slice(0, 2).map(read));
		await turns();
		ends[0](new Error('deleted'));
		expect((await together).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
		const next = read(contexts[2]);
		await turns();
		ends[1]();
		expect(await next).toBe('key 1');
	});
});

it('a reading that hangs does not keep the next callbacks out', async () => {
	const { begun, ends, contexts, read } = calls(2);
	const hanging = read(contexts[0]);
	await turns();
	const next = read(contexts[1]);
	for (let wait = 0; begun.length < 2 && wait < 100; wait++) {
		await new Promise((resolve) => setTimeout(resolve, 50));
	}
	ends[1]();
	expect(await next).toBe('key 1');
	ends[0]();
	await hanging;
}, 10_000);

it('the look-ups of a node do not stand in line', async () => {
	let begun = 0;
	const hanging = () => ({
		getCredentials: async () => {
			begun++;
			await new Promise(() => {});
		},
	});
	for (let node = 0; node < 5; node++) {
		void credentialForRequest(hanging() as unknown as IExecuteFunctions, 'kie');
	}
	await turns();
	expect(begun).toBe(5);
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
