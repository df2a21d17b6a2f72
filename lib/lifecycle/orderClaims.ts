import { createHash, randomUUID } from 'crypto';
import type { ICheckProcessedOptions, IExecuteFunctions } from 'n8n-workflow';
import { OperationalError } from 'n8n-workflow';

import { realClock } from '../clock';

/**
 * A claim says that an order key has bought, or may have. Claims lie in n8n's database, in the store
 * of the node Remove Duplicates: that is written at once, in runs by hand, too, and outlives a killed
 * process. It keeps hashes, without a limit, and can only be asked for exact values by writing them.
 * It has no lock: who reads and writes at the same moment undoes the other's writing.
 */
const OPTIONS: ICheckProcessedOptions = { mode: 'entries' };

/** That of the workflow, for the node that forgets a key is not the one that has bought. */
const SCOPE = 'workflow';

/**
 * A node cannot learn the IDs of others. So a claim holds a number made of the node's ID instead, and
 * a key is forgotten by all numbers: two nodes of a workflow share one once in so many cases, and then
 * the second one refuses the key of the first.
 */
const NUMBERS = 4096;

/** Milliseconds after which every other writing that was under way is done. */
const SETTLING = 250;
/** How often a claim is written again that others have undone. */
const WRITINGS = 5;

function claimOf(number: number, key: string): string {
	return `n8n-nodes-veo order ${number} ${key}`;
}

function numberOf(nodeId: string): number {
	return createHash('sha256').update(nodeId).digest().readUInt32BE(0) % NUMBERS;
}

function ownClaim(context: IExecuteFunctions, key: string): string {
	return claimOf(numberOf(context.getNode().id), key);
}

/** The last use of the store by workflow: within this process, one comes after the other. */
const turns = new Map<string, Promise<unknown>>();

async function inTurn<Result>(
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

/** Writes the values down and returns those that were there before. */
async function write({ helpers }: IExecuteFunctions, values: string[]): Promise<unknown[]> {
	return (await helpers.checkProcessedAndRecord(values, SCOPE, OPTIONS)).processed;
}

async function remove(context: IExecuteFunctions, values: string[]): Promise<void> {
	const { helpers } = context;
	await inTurn(context, async () => await helpers.removeProcessed(values, SCOPE, OPTIONS));
}

/**
 * Claims the key for this node. With the claim goes a ticket that nobody else has: where several runs
 * claim a key at the same moment, in processes that do not see each other, the ticket of the last
 * writing alone is there when all have settled, and whoever does not find his has lost.
 * @returns what frees the key again; undefined where it is claimed by another run
 * @throws where n8n cannot keep the claim, as for a workflow that was never saved
 */
export async function claim(
	context: IExecuteFunctions,
	key: string,
): Promise<(() => Promise<void>) | undefined> {
	const own = ownClaim(context, key);
	const ticket = `${own} ${randomUUID()}`;
	const both = [own, ticket];
	const writeBoth = async () => await inTurn(context, async () => await write(context, both));
	let before = await writeBoth();
	for (let writing = 1; writing <= WRITINGS; writing++) {
		// The ticket is never there without the claim, unless somebody forgets the key right now.
		if (before.includes(own)) break;
		await realClock.sleep(SETTLING);
		before = await writeBoth();
		if (before.includes(own) && before.includes(ticket)) {
			return async () => await remove(context, both);
		}
	}
	if (before.includes(own)) {
		await remove(context, [ticket]);
		return undefined;
	}
	await remove(context, both);
	throw new OperationalError('Other runs write into the same store all the time');
}

/** Those of the keys that this node has claimed. */
export async function claimed(context: IExecuteFunctions, keys: string[]): Promise<Set<string>> {
	const own = new Map(keys.map((key) => [ownClaim(context, key), key]));
	const all = [...own.keys()];
	if (all.length === 0) return new Set();
	const there = await inTurn(context, async () => {
		const before = new Set(await write(context, all));
		const written = all.filter((one) => !before.has(one));
		if (written.length > 0) await context.helpers.removeProcessed(written, SCOPE, OPTIONS);
		return before;
	});
	return new Set([...own].filter(([one]) => there.has(one)).map(([, key]) => key));
}

/**
 * Frees the key at every node of the workflow.
 * @returns how many nodes had claimed it
 */
export async function unclaim(context: IExecuteFunctions, key: string): Promise<number> {
	const all = Array.from({ length: NUMBERS }, (_, number) => claimOf(number, key));
	const { helpers } = context;
	return await inTurn(context, async () => {
		const before = await helpers.getProcessedDataCount(SCOPE, OPTIONS);
		await helpers.removeProcessed(all, SCOPE, OPTIONS);
		return before - (await helpers.getProcessedDataCount(SCOPE, OPTIONS));
	});
}
