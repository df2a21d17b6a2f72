import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import execa from 'execa';

import { startSimulator, type Simulator } from '../../../dev/simulator/server';
import { changedProvider } from './standIn';

const KEY = 'live-secret-0815';
const ROOT = resolve(__dirname, '../../..');

let simulator: Simulator;
let folder: string;
beforeAll(async () => {
	simulator = await startSimulator({ taskMs: 300, apiKeys: { kie: [KEY] } });
	folder = await mkdtemp(join(tmpdir(), 'live-check-'));
});
afterEach(() => {
	simulator.reset();
});
afterAll(async () => {
	await simulator.close();
	await rm(folder, { recursive: true });
});

/** The command, as `npm run live` starts it, with nobody at the keyboard. */
function live(args: string[], { key = KEY, url = `${simulator.url}/kie` } = {}) {
	const common = ['--provider', 'kie', '--base-url', url, '--poll-interval', '1'];
	return execa(process.execPath, ['--import', 'tsx', 'dev/live/main.ts', ...common, ...args], {
		cwd: ROOT,
		env: { KIE_API_KEY: key },
		stdin: 'ignore',
		all: true,
		reject: false,
	});
}

it('prints and writes no secret, not even one that the provider repeats', async () => {
	const provider = await changedProvider(`${simulator.url}/kie`, (asked, body) => {
		Object.assign(body, { msg: `Hello ${KEY}` });
		if (asked.endsWith('/generate')) Object.assign(body, { data: { id: 'new-name' } });
	});
	const file = join(folder, 'answers.json');
	const { exitCode, all } = await live(['--yes-buy', '--save', file], provider);
	provider.close();
	const saved = await readFile(file, 'utf8');
	expect(all).toContain('"msg":"Hello ***"');
	expect(JSON.parse(saved)).toMatchObject({ submit: [{ answer: { data: { id: 'new-name' } } }] });
	expect(`${all}${saved}`).not.toContain(KEY);
	expect(exitCode).toBe(1);
});

it('refuses to buy when nobody is there to be asked', async () => {
	const { exitCode, all } = await live([]);
	expect(all).toContain('--yes-buy');
	expect([exitCode, simulator.requests]).toEqual([2, []]);
});

it('refuses to run without a key', async () => {
	const { exitCode, all } = await live(['--free'], { key: ' ' });
	expect(all).toContain('Set KIE_API_KEY');
	expect(exitCode).toBe(2);
});

/** Starts the command and waits until it has bought. @returns what is shown from then on */
async function untilBought(...args: string[]) {
	const running = live(['--yes-buy', ...args]);
	let shown = '';
	await new Promise<void>((bought, ended) => {
		running.all?.on('data', (chunk) => {
			shown += String(chunk);
			if (shown.includes('The task ID is')) bought();
		});
		running.all?.once('end', () => ended(new Error(shown)));
	});
	const before = shown.length;
	return { running, shown: () => shown.slice(before) };
}

it('says on Ctrl-C how to fetch what was bought', async () => {
	simulator.configure({ taskMs: 60_000 });
	const { running, shown } = await untilBought();
	running.kill('SIGINT');
	expect((await running).exitCode).toBe(130);
	const [{ taskId }] = simulator.ledger.purchases;
	expect(shown()).toContain(`--provider kie --resume ${taskId}`);
});

it('says how to fetch what was bought when something breaks afterwards', async () => {
	simulator.configure({ taskMs: 2000 });
	const gone = join(folder, 'gone');
	await mkdir(gone);
	const { running, shown } = await untilBought('--save', join(gone, 'answers.json'));
	await rm(gone, { recursive: true });
	expect((await running).exitCode).toBe(2);
	const [{ taskId }] = simulator.ledger.purchases;
	expect(shown()).toMatch(new RegExp(`ENOENT[^]*--provider kie --resume ${taskId}`));
	expect(shown()).not.toContain('un this again');
});

it('sends nothing where the answers cannot be written', async () => {
	const { exitCode, all } = await live(['--yes-buy', '--save', join(folder, 'no', 'such.json')]);
	expect(all).toMatch(/ENOENT[^]*Nothing was bought/);
	expect([exitCode, simulator.requests]).toEqual([2, []]);
});
