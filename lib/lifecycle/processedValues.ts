import type { DeduplicationScope, ICheckProcessedOptions, IExecuteFunctions } from 'n8n-workflow';

/**
 * The store of the node Remove Duplicates, in n8n's database: the one place that `execute()` writes at
 * once, in runs by hand and on workers, too, and that outlives a killed process. It keeps hashes, one
 * row per workflow or per node of one by the node's ID, and can only be asked for exact values by
 * writing them. It has no lock: who reads and writes at the same moment undoes the other's writing.
 */
const OPTIONS: ICheckProcessedOptions = { mode: 'entries' };

/** The last use of the store by workflow. */
const turns = new Map<string, Promise<unknown>>();

/** Within this process, one use of the store comes after the other. */
export async function inTurn<Result>(
	context: IExecuteFunctions,
	use: () => Promise<Result>,
): Promise<Result> {
	const { id = '' } = context.getWorkflow();
	const turn = (turns.get(id) ?? Promise.resolve()).then(use);
	const end = turn.catch(() => undefined);
	turns.set(id, end);
	try {
		return await turn;
	} finally {
		if (turns.get(id) === end) turns.delete(id);
	}
}

/**
 * Writes the values down; call it in turn.
 * @param maxEntries of the row, so many of the newest stay; all where it is absent
 * @returns those that were there before
 * @throws where n8n has no place for them, as for a workflow that was never saved
 */
export async function write(
	{ helpers }: IExecuteFunctions,
	scope: DeduplicationScope,
	values: string[],
	maxEntries?: number,
): Promise<unknown[]> {
	const options = { ...OPTIONS, ...(maxEntries !== undefined && { maxEntries }) };
	const record = async () => await helpers.checkProcessedAndRecord(values, scope, options);
	// Of two processes that make the row at the same moment, the second one finds it when it asks again.
	return (await record().catch(record)).processed;
}

/** Removes the values; call it in turn. */
export async function remove(
	{ helpers }: IExecuteFunctions,
	scope: DeduplicationScope,
	values: string[],
): Promise<void> {
	await helpers.removeProcessed(values, scope, OPTIONS);
}

/** How many values there are; call it in turn. */
export async function count(
	{ helpers }: IExecuteFunctions,
	scope: DeduplicationScope,
): Promise<number> {
	return await helpers.getProcessedDataCount(scope, OPTIONS);
}
