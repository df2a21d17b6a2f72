import { packPackage } from '../../../demo/package';
import { ensureRuntime } from '../../../demo/runtime';
import { TARBALL } from './host';

/** Done once for all versions, and without jest's time limit: the first installation takes minutes. */
export default async function globalSetup(): Promise<void> {
	await ensureRuntime('oldest');
	await ensureRuntime('current');
	process.env[TARBALL] = await packPackage();
}
