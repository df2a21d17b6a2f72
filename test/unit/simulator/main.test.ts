import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

import axios from 'axios';

import type { Simulator } from '../../../dev/simulator/server';
import { startQuickSimulator } from './harness';

const ROOT = join(__dirname, '..', '..', '..');

function run(...args: string[]) {
	const tsx = join(ROOT, 'node_modules', 'tsx', 'dist', 'cli.mjs');
	return spawn(process.execPath, [tsx, join('dev', 'simulator', 'main.ts'), ...args], {
		cwd: ROOT,
	});
}

it('says where the APIs are and how to use them, and stops on Ctrl-C', async () => {
	const child = run('--task-ms', '10');
	let usage = '';
	for await (const chunk of child.stdout) {
		usage += String(chunk);
		if (usage.includes('Ctrl-C')) break;
	}
	for (const word of ['kie-key', 'ace-data-token', 'suno-api-key', 'song-0001', '[policy]'])
		expect(usage).toContain(word);
	const [url] = /http:\S+(?=\/_simulator)/.exec(usage) ?? [];
	const { data } = await axios.get(`${url}/_simulator/ledger`, { proxy: false });
	expect(data.purchases).toEqual([]);
	child.kill('SIGINT');
	expect(await once(child, 'exit')).toEqual([0, null]);
}, 30_000);

describe('refuses', () => {
	let simulator: Simulator;
	beforeAll(async () => {
		simulator = await startQuickSimulator();
	});
	afterAll(() => simulator.close());

	it.each([
		['a port that is taken', () => new URL(simulator.url).port, 'Choose another port'],
		['a port that is no number', () => 'http', '--port needs a whole number'],
	])(
		'%s, and says what to do',
		async (_what, port, message) => {
			const child = run('--port', port());
			const [errors, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
			expect(errors).toContain(message);
			expect(errors).not.toContain('    at ');
			expect(code).toBe(1);
		},
		30_000,
	);
});
