import { packPackage } from '../../../dev/n8n/package';
import { ensureRuntime } from '../../../dev/n8n/runtime';
import { TARBALL } from '../../e2e/harness/host';

/** Done without jest's time limit: the first installation of n8n takes minutes. */
export default async function globalSetup(): Promise<void> {
	await ensureRuntime('current');
	process.env[TARBALL] = await packPackage();
}
