import { DemoError } from '../../../dev/demo/errors';
import { isRuntimeName, type RuntimeName } from '../../../dev/n8n/runtime';

/** The environment variable with the version of n8n that the suite runs on, in place of the pinned ones. */
export const CHOSEN = 'E2E_N8N';

/**
 * The n8n that was chosen; undefined where the suite runs on the pinned ones.
 * @throws DemoError when it is no version
 */
export function chosenRuntime(): RuntimeName | undefined {
	const name = process.env[CHOSEN];
	if (name === undefined || isRuntimeName(name)) return name;
	throw new DemoError(`"${name}" is no version of n8n`, 'Name it in full, e.g. --n8n 2.27.3.');
}
