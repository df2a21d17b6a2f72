import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import execa from 'execa';
import { x as extract } from 'tar';

export const PROJECT_ROOT = resolve(__dirname, '../..');

/**
 * Packs the built project as `npm publish` would, and unpacks the tarball.
 *
 * @param into An empty folder.
 * @returns The folder of the unpacked package.
 */
export async function packAndUnpack(into: string): Promise<string> {
	const { stdout } = await execa('npm', ['pack', '--json', '--pack-destination', into], {
		cwd: PROJECT_ROOT,
	});
	const [{ filename }] = JSON.parse(stdout) as Array<{ filename: string }>;
	const unpacked = join(into, 'package');
	await mkdir(unpacked);
	await extract({ file: join(into, filename), cwd: unpacked, strip: 1 });
	return unpacked;
}
