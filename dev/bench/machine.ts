import { cpus, loadavg, release, totalmem, type } from 'node:os';
import execa from 'execa';

import manifest from '../../package.json';
import { ROOT } from '../demo/paths';
import type { Runtime } from '../n8n/runtime';
import type { Surroundings } from './results';

/** The versions, and the machine as it is now. */
export async function surroundings({ node, version }: Runtime): Promise<Surroundings> {
	const [cpu] = cpus();
	return {
		n8n: version,
		node: (await execa(node, ['--version'])).stdout.slice(1),
		package: manifest.version,
		commit: await commit(),
		cpu: cpu.model.trim(),
		cores: cpus().length,
		memory: Math.round(totalmem() / 1024 ** 3),
		system: `${type()} ${release()}`,
		load: loadavg()[0],
	};
}

async function commit(): Promise<string> {
	const git = async (...args: string[]) => (await execa('git', args, { cwd: ROOT })).stdout;
	const changed = await git('status', '--porcelain', '--', 'credentials', 'lib', 'nodes');
	return `${await git('rev-parse', '--short', 'HEAD')}${changed === '' ? '' : '+'}`;
}
