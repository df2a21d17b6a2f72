import { join } from 'node:path';
import execa from 'execa';
import type { Runtime } from './runtime';

/** Run by n8n's own Node, which brings a driver; that of the repository may be older. */
const SCRIPT = `const { DatabaseSync } = require('node:sqlite');
	const [file, statement] = process.argv.slice(1);
	const database = new DatabaseSync(file, { timeout: 30000 });
	process.stdout.write(JSON.stringify(database.prepare(statement).all()));`;
const MAX_BUFFER = 1024 ** 3;

/**
 * Runs one statement on the SQLite database of an n8n that may be running.
 * @param userFolder n8n's user folder
 * @returns the rows
 */
export async function onDatabase<Row>(
	{ node }: Runtime,
	userFolder: string,
	statement: string,
): Promise<Row[]> {
	const file = join(userFolder, '.n8n', 'database.sqlite');
	const args = ['--no-warnings', '-e', SCRIPT, file, statement];
	const { stdout } = await execa(node, args, { maxBuffer: MAX_BUFFER });
	return JSON.parse(stdout) as Row[];
}
