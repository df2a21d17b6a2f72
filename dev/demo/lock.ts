import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DemoError } from './errors';
import { STATE } from './paths';

/**
 * Makes sure that only one demo runs at a time: two would share one database.
 * @param file holds the process id of the demo that runs
 * @returns gives the lock back
 * @throws DemoError when another one is running
 */
export async function takeLock(file = join(STATE, 'running.pid')): Promise<() => Promise<void>> {
	if (existsSync(file)) {
		const pid = Number(await readFile(file, 'utf8'));
		if (isRunning(pid)) {
			throw new DemoError(
				`The demo is running already, as process ${pid}`,
				`Stop it with Ctrl-C in its terminal. If that process is something else, delete ${file}.`,
			);
		}
	}
	await mkdir(dirname(file), { recursive: true });
	await writeFile(file, String(process.pid));
	return () => rm(file, { force: true });
}

function isRunning(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		// EPERM means that it runs, under another user.
		return (error as NodeJS.ErrnoException).code === 'EPERM';
	}
}
