import type { IExecuteFunctions } from 'n8n-workflow';

import { addTokens, reachability, reachableResumeUrl } from '../../../lib/lifecycle/callbackUrl';

const TOKEN = 's3cret & more';
const IN_URL = 'token=s3cret+%26+more';

/** An n8n that is reached at `webhookUrl`, with a Kie.ai credential. */
function n8nAt(webhookUrl: string, credential: Record<string, string> = {}) {
	const hints: string[] = [];
	const resumeUrl = `${webhookUrl}webhook-waiting/17?signature=abc`;
	const context = {
		getCredentials: () =>
			Promise.resolve({ baseUrl: 'https://api.kie.ai', callbackToken: TOKEN, ...credential }),
		getWorkflowDataProxy: () => ({ $execution: { resumeUrl } }),
		getNode: () => ({ id: 'node-id', name: 'Veo', type: 'veo' }),
		addExecutionHints: ({ message }: { message: string }) => hints.push(message),
	} as unknown as IExecuteFunctions;
	const completed = async (...urls: string[]) => {
		const jobs = urls.map((callbackUrl) => ({ callbackUrl }));
		await addTokens(context, 'kie', jobs);
		return jobs.map(({ callbackUrl }) => callbackUrl);
	};
	return { context, hints, completed };
}

describe('addTokens', () => {
	it.each([
		['https://acme.com/webhook/1/veo', ["set 'Callback Token' in the credential"]],
		['https://acme.com/webhook/1/veo?token=own', []],
		['https://elsewhere.com/webhook/1/veo', []],
	])('without a token in the credential, %s is hinted at: %p', async (url, expected) => {
		const { completed, hints } = n8nAt('https://acme.com/', { callbackToken: '' });
		expect(await completed(url)).toEqual([url]);
		expect(hints).toEqual(expected.map((words) => expect.stringContaining(words)));
	});

	it.each([
		['https://n8n.acme.com/', 'https://n8n.acme.com/webhook/1/veo'],
		['https://n8n.acme.com/', 'https://N8N.acme.com:443/webhook/1/veo'],
		['https://acme.com/tools/n8n/', 'https://acme.com/tools/n8n/webhook/1/veo'],
		['http://127.0.0.1:5678/', 'http://127.1:5678/webhook-test/1/veo'],
	])('an n8n at %s adds the token to %s', async (home, url) => {
		const { completed, hints } = n8nAt(home);
		expect(await completed(url)).toEqual([`${new URL(url).href}?${IN_URL}`]);
		expect(hints).toEqual([]);
	});

	it('sets the token where the URL has one or more already', async () => {
		const home = 'https://n8n.acme.com/';
		const { completed } = n8nAt(home);
		expect(await completed(`${home}a?token=old`, `${home}a?x=1&token=old&token=older`)).toEqual([
			`${home}a?${IN_URL}`,
			`${home}a?x=1&${IN_URL}`,
		]);
	});

	it.each([
		'https://attacker.com/webhook/1/veo',
		'https://acme.com/webhook/1/veo',
		'https://acme.com/tools/n8n.evil/veo',
		'https://acme.com/tools/n8n/../evil',
		'https://acme.com.attacker.com/tools/n8n/webhook/1/veo',
		'https://acme.com@attacker.com/tools/n8n/webhook/1/veo',
		'https://acme.com:8443/tools/n8n/webhook/1/veo',
		'http://acme.com/tools/n8n/webhook/1/veo',
		'https://attacker.com/?https://acme.com/tools/n8n/',
	])('tells no token to %s, and says so', async (url) => {
		const { completed, hints } = n8nAt('https://acme.com/tools/n8n/');
		expect(await completed(url)).toEqual([url]);
		expect(hints).toEqual([expect.stringContaining(`${new URL(url).host} is not this n8n`)]);
		expect(hints[0]).not.toContain(TOKEN);
	});

	it('leaves a token alone that the user has written for another host', async () => {
		const { completed, hints } = n8nAt('https://n8n.acme.com/');
		const url = 'https://other.acme.com/webhook/1/veo?token=its-own';
		expect(await completed(url)).toEqual([url]);
		expect(hints).toEqual([]);
	});

	it('hints once for a whole run', async () => {
		const { completed, hints } = n8nAt('https://n8n.acme.com/');
		await completed('https://one.com/a', 'https://one.com/b', 'https://two.com/');
		expect(hints).toEqual([expect.stringContaining('one.com, two.com is not')]);
	});

	it('changes no URL where the credential has no token', async () => {
		const { completed } = n8nAt('https://n8n.acme.com/', { callbackToken: '' });
		const urls = ['https://n8n.acme.com/a b', 'https://other.com/'];
		expect(await completed(...urls)).toEqual(urls);
	});
});

describe('reachability', () => {
	it.each(['http://localhost.:5678/a', 'http://[::ffff:10.0.0.1]/a', 'https://n8n.test/a'])(
		'refuses %s',
		async (url) => {
			const { context, hints } = n8nAt('https://n8n.acme.com/');
			const issueOf = await reachability(context, 'kie');
			expect(issueOf(url)?.message).toContain('is a private address');
			expect(hints).toEqual([]);
		},
	);

	it('takes http, and hints once that the providers ask for https', async () => {
		const { context, hints } = n8nAt('https://n8n.acme.com/');
		const issueOf = await reachability(context, 'kie');
		expect(issueOf('https://n8n.acme.com/a')).toBeUndefined();
		expect(hints).toEqual([]);
		expect(issueOf('http://n8n.acme.com/a')).toBeUndefined();
		expect(issueOf('http://n8n.acme.com/b')).toBeUndefined();
		expect(hints).toEqual([expect.stringContaining('https://')]);
	});

	it('takes everything where the provider is a stand-in nearby', async () => {
		const { context, hints } = n8nAt('http://localhost:5678/', { baseUrl: 'http://localhost:1' });
		const issueOf = await reachability(context, 'kie');
		expect(issueOf('http://localhost:5678/a')).toBeUndefined();
		expect(hints).toEqual([]);
	});
});

describe('reachableResumeUrl', () => {
	it('hints where n8n itself is reached by http', async () => {
		const { context, hints } = n8nAt('http://n8n.acme.com/');
		expect(await reachableResumeUrl(context, 'kie')).toBe(
			'http://n8n.acme.com/webhook-waiting/17/node-id?signature=abc',
		);
		expect(hints).toEqual([expect.stringContaining('https://')]);
	});

	it.each(['http://localhost.:5678/', 'http://[::ffff:a00:1]/', 'https://n8n.example/'])(
		'refuses an n8n at %s',
		async (home) => {
			const { context } = n8nAt(home);
			await expect(reachableResumeUrl(context, 'kie')).rejects.toThrow('private address');
		},
	);
});
