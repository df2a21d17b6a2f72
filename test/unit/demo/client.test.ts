import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { N8nClient, type SavedWorkflow } from '../../../dev/n8n/client';

const OWNER = { email: 'a@example.com', firstName: 'A', lastName: 'B', password: 'Secret-123' };
const SAVED: SavedWorkflow = {
	id: 'w1',
	versionId: 'v1',
	name: 'Old',
	nodes: [],
	connections: {},
};

/** n8n's answers, as far as the client reads them. */
const app = express();
let isNew = true;
let sessionEnded = false;
let polls = 0;
const calls: Array<[call: string, body: unknown]> = [];
app.use(express.json());
app.use((req, res, next) => {
	const signedIn = req.headers.cookie === 'n8n-auth=token' && Boolean(req.headers['browser-id']);
	const open = ['/rest/settings', '/rest/owner/setup', '/rest/login'].includes(req.path);
	if (req.method !== 'GET') calls.push([`${req.method} ${req.path}`, req.body]);
	if (open || (signedIn && !sessionEnded)) next();
	else res.status(401).json({ message: 'Unauthorized' });
});
app.get('/rest/settings', (_, res) => {
	res.json({ data: { userManagement: { showSetupOnFirstLoad: isNew } } });
});
app.post(['/rest/owner/setup', '/rest/login'], (_, res) => {
	res.cookie('n8n-auth', 'token', { httpOnly: true }).json({ data: {} });
});
app.get('/rest/workflows', (_, res) => {
	res.json({ count: 1, data: [SAVED] });
});
app.get('/rest/credentials', (_, res) => {
	res.json({ data: [{ id: 'c1', name: 'Old', type: 'kieApi' }] });
});
app.get('/rest/executions', (_, res) => {
	polls++;
	const results = ['1', '2', '3'].slice(0, polls).map((id) => ({ id }));
	res.json({ data: { results: results.reverse() } });
});
app.get('/rest/executions/:id', (_, res) => {
	polls++;
	res.json({
		data: {
			status: polls > 1 ? 'success' : 'running',
			startedAt: '2026-01-01T00:00:00.000Z',
			stoppedAt: '2026-01-01T00:00:02.000Z',
			// Flatted: every text is a number of an entry of the list.
			data: '[{"resultData":"1"},{"lastNodeExecuted":"2","runData":"3"},"Set",{"Set":"4"},[]]',
		},
	});
});
app.all(/.*/, (_, res) => {
	res.json({ data: { id: 'new', executionId: 'e1' } });
});

let server: Server;
let url: string;
beforeAll(async () => {
	await new Promise<void>((resolve) => {
		server = app.listen(0, '127.0.0.1', () => resolve());
	});
	url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));
beforeEach(() => {
	isNew = false;
	sessionEnded = false;
	polls = 0;
	calls.length = 0;
});

it.each([
	[true, 'POST /rest/owner/setup', OWNER],
	[false, 'POST /rest/login', { emailOrLdapLoginId: OWNER.email, password: OWNER.password }],
])('signIn with showSetupOnFirstLoad %s', async (fresh, call, body) => {
	isNew = fresh;
	await N8nClient.signIn(url, OWNER);
	expect(calls).toEqual([[call, body]]);
});

it.each([
	['a new', 'New', 'POST /rest/workflows'],
	['an old', 'Old', 'PATCH /rest/workflows/w1'],
])('saveWorkflow takes %s one', async (_, name, call) => {
	const client = await N8nClient.signIn(url, OWNER);
	await client.saveWorkflow({ name, nodes: [], connections: {} });
	expect(calls[1][0]).toBe(call);
});

it.each([
	['of another name', 'New', 'kieApi', 'POST /rest/credentials'],
	['of another type', 'Old', 'sunoApi', 'POST /rest/credentials'],
	['that is there', 'Old', 'kieApi', 'PATCH /rest/credentials/c1'],
])('saveCredential takes one %s', async (_, name, type, call) => {
	const client = await N8nClient.signIn(url, OWNER);
	await client.saveCredential({ name, type, data: {} });
	expect(calls[1][0]).toBe(call);
});

it('publish and run send what n8n 2.8 and 2.40 want', async () => {
	const client = await N8nClient.signIn(url, OWNER);
	await client.publish(SAVED);
	expect(await client.run(SAVED, 'Start')).toBe('e1');
	expect(calls.slice(1)).toEqual([
		['POST /rest/workflows/w1/activate', { versionId: 'v1' }],
		['POST /rest/workflows/w1/run', { workflowData: SAVED, triggerToStartFrom: { name: 'Start' } }],
	]);
});

it('finished waits for the end and unpacks the run data', async () => {
	const client = await N8nClient.signIn(url, OWNER);
	expect(await client.finished('e1', 5000)).toEqual({
		status: 'success',
		startedAt: Date.UTC(2026, 0, 1),
		stoppedAt: Date.UTC(2026, 0, 1) + 2000,
		lastNodeExecuted: 'Set',
		runData: { Set: [] },
	});
	expect(polls).toBe(2);
});

it('newExecutionIds waits for as many as it was told', async () => {
	const client = await N8nClient.signIn(url, OWNER);
	expect(await client.newExecutionIds('w1', ['1'], 2, 5000)).toEqual(['3', '2']);
});

it('gives up in words when nothing happens', async () => {
	const client = await N8nClient.signIn(url, OWNER);
	await expect(client.newExecutionIds('w1', [], 4, 0)).rejects.toThrow(/4 executions .* to start/);
});

it('says what n8n refused', async () => {
	const client = await N8nClient.signIn(url, OWNER);
	sessionEnded = true;
	await expect(client.executionIds('w1')).rejects.toThrow(
		'n8n answered GET /executions?filter=%7B%22workflowId%22%3A%22w1%22%7D with 401: Unauthorized',
	);
});
