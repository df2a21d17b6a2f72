import { parseArgs } from 'node:util';

import { SEEDED_SONG, startSimulator } from './server';
import { MARKS } from './marks';

const USAGE = `Usage: npm run simulator -- [--port <number>] [--task-ms <milliseconds>]`;

function numberOption(name: string, text: string | undefined): number | undefined {
	if (text === undefined) return undefined;
	if (!/^\d+$/.test(text))
		throw new Error(`--${name} needs a whole number, not "${text}".\n${USAGE}`);
	return Number(text);
}

async function main(): Promise<void> {
	const { values } = parseArgs({
		options: { port: { type: 'string' }, 'task-ms': { type: 'string' } },
	});
	const taskMs = numberOption('task-ms', values['task-ms']);
	const simulator = await startSimulator({
		port: numberOption('port', values.port),
		...(taskMs !== undefined && { taskMs }),
	});
	const { url, settings } = simulator;
	const width = Math.max(...Object.keys(MARKS).map((name) => name.length)) + 2;
	console.log(
		[
			'A stand-in for the provider APIs is running; nothing that you buy here costs anything.',
			'',
			...Object.entries(settings.apiKeys).map(
				([provider, keys]) => `  ${provider.padEnd(8)} ${url}/${provider}  key: ${keys.join(', ')}`,
			),
			'',
			`A finished song: task ${SEEDED_SONG.taskId}, tracks ${SEEDED_SONG.audioIds.join(' and ')}`,
			`What was bought: ${url}/_simulator/ledger`,
			'',
			'Marks in the prompt (music video: in the author) steer how a task ends:',
			...Object.entries(MARKS).map(([name, does]) => `  ${`[${name}]`.padEnd(width)} ${does}`),
			'',
			'Ctrl-C stops it.',
		].join('\n'),
	);
	for (const signal of ['SIGINT', 'SIGTERM'] as const)
		process.once(signal, () => void simulator.close());
}

main().catch((error: unknown) => {
	const { message } = error instanceof Error ? error : new Error(String(error));
	console.error(
		message.includes('EADDRINUSE') ? `${message}\nChoose another port: ${USAGE}` : message,
	);
	process.exitCode = 1;
});
