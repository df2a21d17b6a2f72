import { packPackage } from '../../../dev/n8n/package';
import { ensureRuntime, type RuntimeName } from '../../../dev/n8n/runtime';
import { chosenRuntime } from './chosen';
import { TARBALL } from './host';

/** Done once for all versions, and without jest's time limit: the first installation takes minutes. */
export default async function globalSetup(): Promise<void> {
	const chosen = chosenRuntime();
	const names: RuntimeName[] = chosen ? [chosen] : ['oldest', 'current'];
	for (const name of names) await ensureRuntime(name);
	process.env[TARBALL] = await packPackage();
}
