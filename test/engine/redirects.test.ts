import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { only, prompts, setStage, veo, type Stage } from './stage';

/** A server that notes what it is asked. */
interface Host {
	url: string;
	asked: Array<{ call: string; authorization?: string }>;
	/** What it answers; 404 where it has no answer. */
	answers: Record<string, { status?: number; location?: string; body?: unknown }>;
	server: Server;
}

async function startHost(): Promise<Host> {
	const host: Host = { url: '', asked: [], answers: {}, server: createServer() };
	host.server.on('request', ({ method, url, headers }: IncomingMessage, res: ServerResponse) => {
		const call = `${method} ${url?.split('?')[0]}`;
		const { authorization } = headers;
		host.asked.push({ call, ...(authorization !== undefined && { authorization }) });
		const { status = 404, location, body = {} } = host.answers[call] ?? {};
		res.writeHead(status, {
			'Content-Type': 'application/json',
			...(location !== undefined && { Location: location }),
		});
		res.end(JSON.stringify(body));
	});
	await new Promise<void>((resolve) => host.server.listen(0, '127.0.0.1', resolve));
	host.url = `http://127.0.0.1:${(host.server.address() as AddressInfo).port}`;
	return host;
}

let stage: Stage;
let provider: Host;
let elsewhere: Host;
beforeAll(async () => {
	stage = await setStage();
});
beforeEach(async () => {
	provider = await startHost();
	elsewhere = await startHost();
});
afterEach(async () => {
	for (const { server } of [provider, elsewhere]) {
		server.closeAllConnections();
		await new Promise((resolve) => server.close(resolve));
	}
});
afterAll(async () => {
	await stage.stop();
});

const engine = async () => await stage.withCredentials({ kieApi: { baseUrl: provider.url } });

const SUBMIT = 'POST /api/v1/veo/generate';
const LOOK_UP = 'GET /api/v1/veo/record-info';

it.each([301, 302, 303, 307, 308])(
	'a submit that is answered with a redirect (%d) is sent once, and to nobody else',
	async (status) => {
		const bought = { status: 200, body: { code: 200, data: { taskId: 'bought-twice' } } };
		Object.assign(elsewhere.answers, { [SUBMIT]: bought, 'GET /api/v1/veo/generate': bought });
		provider.answers[SUBMIT] = { status, location: `${elsewhere.url}/api/v1/veo/generate` };
		const node = veo({ completion: 'submitOnly' });
		const { error } = await (await engine()).run(only(node), prompts('a dog'));
		expect(provider.asked.map(({ call }) => call)).toEqual([SUBMIT]);
		expect(elsewhere.asked).toEqual([]);
		expect(error?.description).toContain('may have been bought');
	},
);

it('a look-up follows a redirect to another origin, and the API key stays behind', async () => {
	provider.answers[LOOK_UP] = { status: 302, location: `${elsewhere.url}/record` };
	const data = { taskId: 'a', successFlag: 0 };
	elsewhere.answers['GET /record'] = { status: 200, body: { code: 200, data } };
	const node = veo({ resource: 'task', operation: 'get', taskId: 'a' });
	const run = await (await engine()).run(only(node));
	expect(run.json('Veo')).toMatchObject([{ taskId: 'a', status: 'processing' }]);
	expect(provider.asked).toEqual([{ call: LOOK_UP, authorization: 'Bearer kie-key' }]);
	expect(elsewhere.asked).toEqual([{ call: 'GET /record' }]);
});
