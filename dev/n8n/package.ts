import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { extract } from 'tar';
import { npm } from '../demo/npm';
import { ROOT, STATE } from '../demo/paths';

const NAME = 'n8n-nodes-veo';
/** What n8n's installer takes out of a package's manifest. */
const NOT_INSTALLED = ['devDependencies', 'peerDependencies', 'optionalDependencies'];

/**
 * Builds the package and packs it as it would be published.
 * @returns the tarball's path
 */
export async function packPackage(): Promise<string> {
	await mkdir(STATE, { recursive: true });
	await npm('build the package', ROOT, ['run', 'build']);
	const printed = await npm('pack the package', ROOT, [
		'pack',
		'--json',
		'--pack-destination',
		STATE,
	]);
	const [{ filename }] = JSON.parse(printed) as [{ filename: string }];
	return join(STATE, filename);
}

/**
 * Puts the tarball where n8n's own installer would put it, in the same shape.
 * @param userFolder n8n's user folder
 */
export async function installPackage(tarball: string, userFolder: string): Promise<void> {
	const folder = join(userFolder, '.n8n', 'nodes', 'node_modules', NAME);
	await rm(folder, { recursive: true, force: true });
	await mkdir(folder, { recursive: true });
	await extract({ file: tarball, cwd: folder, strip: 1 });

	const file = join(folder, 'package.json');
	const manifest = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
	const kept = Object.entries(manifest).filter(([field]) => !NOT_INSTALLED.includes(field));
	await writeFile(file, JSON.stringify(Object.fromEntries(kept), null, 2));
}
