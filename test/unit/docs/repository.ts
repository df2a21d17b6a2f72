import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const ROOT = resolve(__dirname, '../../..');

/** What is made, and not part of the repository. */
const NOT_OURS = ['.git', '.demo', 'coverage', 'dist', 'node_modules', 'output'];

/** The paths of all files and folders of the repository; those of folders end in a slash. */
export function pathsOf(root = ROOT, folder = ''): string[] {
	return readdirSync(join(root, folder), { withFileTypes: true })
		.filter(({ name }) => !NOT_OURS.includes(name) && !/^\d+\.\d+\.\d+$/.test(name))
		.flatMap((entry) => {
			const path = `${folder}${entry.name}`;
			return entry.isDirectory() ? [`${path}/`, ...pathsOf(root, `${path}/`)] : [path];
		});
}
