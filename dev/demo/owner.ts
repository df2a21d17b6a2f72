import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Owner } from '../n8n/client';

/** In the folder of n8n's database, which knows the password: they come and go together. */
const FILE = 'owner-password';

/**
 * The owner of the demo's n8n, with a password of its own for each installation.
 * @param userFolder of n8n; made if it is not there
 */
export async function ownerOf(userFolder: string): Promise<Owner> {
	await mkdir(userFolder, { recursive: true });
	const file = join(userFolder, FILE);
	// n8n wants a capital letter and a digit in it.
	const password = `V1-${randomBytes(15).toString('base64url')}`;
	try {
		await writeFile(file, password, { flag: 'wx', mode: 0o600 });
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
	}
	return {
		email: 'demo@example.com',
		firstName: 'Demo',
		lastName: 'Owner',
		password: await readFile(file, 'utf8'),
	};
}
