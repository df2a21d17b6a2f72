import { LiveCheck } from '../../../dev/live/check';
import type { Provider } from '../../../dev/live/jobs';
import { readOptions } from '../../../dev/live/options';
import { SEEDED_SONG, startSimulator, type Simulator } from '../../../dev/simulator/server';
import { changedProvider, type Change } from './standIn';

const KEY = 'live-secret-0815';
const SONG = ['--task-id', SEEDED_SONG.taskId, '--audio-id', SEEDED_SONG.audioIds[1]];

let simulator: Simulator;
beforeAll(async () => {
	const apiKeys = { kie: [KEY], aceData: [KEY], sunoApi: [KEY] };
	simulator = await startSimulator({ taskMs: 1500, apiKeys });
});
afterEach(() => {
	simulator.reset();
});
afterAll(async () => {
	await simulator.close();
});

/** Runs the check against the simulator as the provider. @param answers what a person types */
async function check(provider: Provider, args: string[], change?: Change, answers?: string[]) {
	const url = `${simulator.url}/${provider}`;
	const standIn = change && (await changedProvider(url, change));
	const common = ['--provider', provider, '--base-url', standIn?.url ?? url];
	const options = readOptions([...common, '--poll-interval', '1', ...args]);
	const said: string[] = [];
	const code = await new LiveCheck(options, KEY, {
		say: (text) => void said.push(text),
		mask: (text) => text.replaceAll(KEY, '***'),
		...(answers && { ask: () => Promise.resolve(answers.shift() ?? '') }),
	}).run();
	standIn?.close();
	return { code, said: said.join('\n'), rows: rowsIn(said.join('\n')) };
}

/** The rows of the table, without its head. */
function rowsIn(text: string): string[][] {
	const rows = text.split('\n').filter((line) => line.startsWith('│'));
	return rows.slice(1).map((row) =>
		row
			.split('│')
			.slice(1, -1)
			.map((cell) => cell.trim()),
	);
}

const bought = () => simulator.ledger.purchases.map(({ product, taskId }) => ({ product, taskId }));

it.each<[Provider, string, string[]]>([
	['kie', 'veo', []],
	['kie', 'musicVideo', SONG],
	['aceData', 'veo', []],
	['sunoApi', 'musicVideo', SONG],
])(
	'%s, %s: buys one job, says its ID, and finds no differences',
	async (provider, product, song) => {
		const { code, said, rows } = await check(provider, ['--yes-buy', ...song]);
		expect([code, rows]).toEqual([0, []]);
		expect(said).not.toMatch(/Not compared|Not as meant/);
		expect(bought()).toEqual([{ product, taskId: expect.any(String) }]);
		expect(said).toContain(`The task ID is ${bought()[0].taskId}.`);
	},
);

it('prints exactly what was changed in the answers of Kie', async () => {
	const { code, rows } = await check('kie', ['--yes-buy'], (asked, body) => {
		if (asked === 'GET /api/v1/chat/credit' && body.code === 200) {
			Object.assign(body, { data: String(body.data) });
		}
		if (asked === 'POST /api/v1/veo/generate') Object.assign(body.data, { region: { id: 1 } });
		if (asked === 'GET /api/v1/veo/record-info' && body.data) {
			const data: Record<string, unknown> = body.data;
			delete data.fallbackFlag;
			if (data.successFlag === 1) Object.assign(data, { response: changed(data.response) });
		}
		if (asked === 'POST /api/file-stream-upload') delete body.success;
	});
	const [credit, upload] = ['GET /api/v1/chat/credit', 'POST /api/file-stream-upload'];
	const [generate, record] = ['POST /api/v1/veo/generate', 'GET /api/v1/veo/record-info'];
	expect(rows).toEqual([
		['credits', credit, 'body.data', 'other type', 'number', 'text'],
		['finished', record, 'body.data.fallbackFlag', 'missing', 'boolean', '–'],
		['finished', record, 'body.data.response.seeds', 'other type', 'list', 'null'],
		['key test', credit, 'body.data', 'other type', 'number', 'text'],
		['processing', record, 'body.data.fallbackFlag', 'missing', 'boolean', '–'],
		['submit', generate, 'body.data.region', 'added', '–', 'object'],
		['submit', generate, 'body.data.region.id', 'added', '–', 'number'],
		['upload', upload, 'body.success', 'missing', 'boolean', '–'],
	]);
	expect(code).toBe(1);
});

const changed = (response: unknown) => ({ ...Object(response), seeds: null }) as object;

it('prints exactly what was changed in the answers of Ace Data', async () => {
	const { code, rows } = await check('aceData', ['--free'], (asked, body) => {
		if (body.error) Object.assign(body.error, { code: 401 });
		else if (asked === 'POST /veo/tasks') Object.assign(body, { success: false });
	});
	const endpoint = 'POST /veo/tasks';
	expect(rows).toEqual([
		['bad key', endpoint, 'body.error.code', 'other type', 'text', 'number'],
		['key test', endpoint, 'body.success', 'added', '–', 'boolean'],
		['unknown task', endpoint, 'body.success', 'added', '–', 'boolean'],
	]);
	expect(code).toBe(1);
});

it('prints the answer when the task ID cannot be read, and buys nothing else', async () => {
	const { code, said, rows } = await check('kie', ['--yes-buy'], (asked, body) => {
		if (asked === 'POST /api/v1/veo/generate') Object.assign(body, { data: { id: 'new-name' } });
	});
	expect(said).toMatch(/before you buy again[^]*"id":"new-name"/);
	expect(rows.map(([phase, , path, kind]) => [phase, path, kind])).toEqual([
		['submit', 'body.data.id', 'added'],
		['submit', 'body.data.taskId', 'missing'],
	]);
	expect([code, bought().length]).toEqual([1, 1]);
});

it.each([
	['no answer', []],
	['yes', ['yes']],
	['Buy', ['Buy']],
])('buys nothing when the answer is not the word: %s', async (_, answers) => {
	const { code, said } = await check('kie', [], undefined, answers);
	expect(said).toMatch(/\$0\.15[^]*Nothing was bought\./);
	expect([code, bought()]).toEqual([0, []]);
});

it('buys when the word is typed, and of Kie the cheapest that there is', async () => {
	await check('kie', [], undefined, ['buy']);
	expect(simulator.ledger.purchases).toMatchObject([
		{ credits: 30, request: { model: 'veo3_lite', duration: 4, resolution: '720p' } },
	]);
});

it('sends nothing at all where nobody can be asked', async () => {
	const { code, said } = await check('aceData', []);
	expect([code, simulator.requests]).toEqual([2, []]);
	expect(said).toContain('--yes-buy');
});

it.each<[Provider, number]>([
	['kie', 4],
	['aceData', 2],
	['sunoApi', 3],
])('%s: buys nothing with --free', async (provider, phases) => {
	const { code, said } = await check(provider, ['--free', '--yes-buy']);
	expect([code, bought()]).toEqual([0, []]);
	expect(simulator.requests.length).toBe(phases + 1);
	expect(said).not.toMatch(/Not compared|Not as meant/);
});

it.each<[Provider, string[]]>([
	['aceData', []],
	['sunoApi', SONG],
])('%s: looks up with --resume what an earlier run has bought', async (provider, song) => {
	await check(provider, ['--yes-buy', ...song]);
	const [{ taskId }] = bought();
	const { code, said } = await check(provider, ['--resume', taskId]);
	expect([code, bought().length]).toEqual([0, 1]);
	expect(said).toContain('submit: the provider was not asked');
});

it('stops at a key that is not accepted', async () => {
	simulator.configure({ apiKeys: { sunoApi: ['another'] } });
	const { code, said } = await check('sunoApi', ['--yes-buy', ...SONG]);
	expect([code, simulator.requests.length]).toEqual([2, 1]);
	expect(said).toMatch(/does not accept this API key[^]*"code":401/);
});

it('stops where the provider cannot be reached', async () => {
	const { code, said } = await check('kie', ['--yes-buy', '--base-url', 'http://127.0.0.1:1']);
	expect(code).toBe(2);
	expect(said).toContain('ECONNREFUSED');
});

it('says that a task that failed could not be compared', async () => {
	const { code, said } = await check('kie', ['--yes-buy'], (_, body) => {
		const data: Record<string, unknown> = Object(body.data);
		if (data.successFlag === 1) {
			Object.assign(data, { successFlag: 2, response: null, errorCode: 500, errorMessage: 'Busy' });
		}
	});
	expect(said).toMatch(/Not compared: last look-up[^]*Not as meant: processing: .*Busy/);
	expect([code, bought().length]).toEqual([2, 1]);
});
