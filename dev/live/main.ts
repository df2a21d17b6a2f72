import { folder } from '../../test/engine/harness/n8nFolder';

import { rmSync } from 'node:fs';

import { DemoError, explain } from '../demo/errors';
import { ask } from './ask';
import { LiveCheck, NOT_RUN } from './check';
import { ACCESS } from './jobs';
import { readOptions } from './options';

/** The exit code of a program that a signal ended. */
const INTERRUPTED = 130;

let key = '';

/** Whatever is printed or written goes through here. */
function mask(text: string): string {
	return key === '' ? text : text.replaceAll(key, '***');
}

function say(text: string): void {
	process.stdout.write(`${mask(text)}\n`);
}

async function main(): Promise<number> {
	const options = readOptions(process.argv.slice(2));
	const terminal = { input: process.stdin, output: process.stdout };
	const someone = process.stdin.isTTY;
	const { variable, credential } = ACCESS[options.provider];
	key = (process.env[variable] ?? '').trim();
	if (key === '' && someone)
		key = await ask(terminal, `Key for ${credential.displayName} (not shown): `, true);
	if (key === '') throw new DemoError('There is no key', `Set ${variable}, and run this again.`);
	const question = someone ? (text: string) => ask(terminal, text) : undefined;
	const check = new LiveCheck(options, key, { say, mask, ask: question });
	process.once('SIGINT', () => {
		say(`\n${check.interrupted()}`);
		process.exit(INTERRUPTED);
	});
	try {
		return await check.run();
	} catch (error) {
		// "Run this again" would be bad advice where something was bought.
		throw new DemoError(String(error), check.interrupted(), { cause: error });
	}
}

/** The recorder is on loopback, where no proxy can reach it. */
const noProxy = process.env.no_proxy ?? process.env.NO_PROXY;
process.env.no_proxy = process.env.NO_PROXY = [noProxy, '127.0.0.1'].filter(Boolean).join(',');
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
main().then(
	(code) => process.exit(code),
	(error: unknown) => {
		process.stderr.write(`${mask(explain(error))}\n`);
		process.exit(NOT_RUN);
	},
);
