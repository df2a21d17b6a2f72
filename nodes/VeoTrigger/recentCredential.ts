import type { IWebhookFunctions } from 'n8n-workflow';

import { realClock, type Clock } from '../../lib/clock';
import { credentialOf, soon, type Credential } from '../../lib/http/credential';
import { PROVIDERS } from '../../lib/providers';
import type { Provider } from '../../lib/task';

/** For how many milliseconds from its begin one reading also lets later callers in. */
export const RECENT = 5000;

interface Reading {
	/** When it began, in milliseconds since 1970. */
	at: number;
	/** The id of the credential that was chosen in the node then. */
	id: unknown;
	credential: Promise<Credential>;
}

/** The last one of each trigger, in the memory of this process. */
const readings = new Map<string, Reading>();

/**
 * Checks a caller with the credential. Callbacks come in bursts, and a reading costs n8n 2.40 tens of
 * milliseconds, a third of all that such a call takes; so who passes with what was just read is in.
 * Nobody is refused with that: a secret that was changed lets its new callers in at once, and its old
 * ones for `RECENT` at most.
 * @param check says why the caller is refused, or undefined
 * @throws NodeOperationError where the credential is missing
 */
export async function checkedBy<Refusal>(
	context: IWebhookFunctions,
	provider: Provider,
	check: (credential: Credential) => Refusal | undefined,
	clock: Pick<Clock, 'now'> = realClock,
): Promise<Refusal | undefined> {
	const node = context.getNode();
	// A test of the workflow is another one: expressions in the credential may tell them apart.
	const trigger = `${context.getWorkflow().id} ${node.id} ${context.getMode()}`;
	const id = node.credentials?.[PROVIDERS[provider].credential]?.id;
	const at = clock.now();
	const recent = readings.get(trigger);
	if (recent && recent.id === id && Math.abs(at - recent.at) < RECENT) {
		// Where it fails or hangs, only who has begun it suffers.
		const credential = await soon(recent.credential);
		if (credential && check(credential) === undefined) return undefined;
	}
	const credential = credentialOf(context, provider);
	readings.set(trigger, { at, id, credential });
	return check(await credential);
}
