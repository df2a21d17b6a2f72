import { createHash, randomUUID } from 'crypto';
import type { IExecuteFunctions } from 'n8n-workflow';
import { OperationalError } from 'n8n-workflow';

import { count, inTurn, remove, write } from './processedValues';
import { realClock } from '../clock';

/**
 * A claim says that an order key has bought, or may have. Claims are those of the workflow, for the node
 * that forgets a key is not the one that has bought; there is no limit to them.
 */
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

async function drop(context: IExecuteFunctions, values: string[]): Promise<void> {
	await inTurn(context, async () => {
		await remove(context, SCOPE, values);
	});
}

/** A key that is claimed. */
export interface Claim {
	/** How often it was forgotten before: what it bought then is not what it has bought now. */
	generation: number;
	free: () => Promise<void>;
}

/**
 * Claims the key for this node. With the claim goes a ticket that nobody else has: where several runs
 * claim a key at the same moment, in processes that do not see each other, the ticket of the last
 * writing alone is there when all have settled, and whoever does not find his has lost.
 * @returns undefined where it is claimed by another run
 * @throws where n8n cannot keep the claim, as for a workflow that was never saved
 */
export async function claim(context: IExecuteFunctions, key: string): Promise<Claim | undefined> {
	const generation = await generationOf(context, key);
	const own = ownClaim(context, key);
	const ticket = `${own} ${randomUUID()}`;
	const both = [own, ticket];
	const writeBoth = async () =>
		await inTurn(context, async () => await write(context, SCOPE, both));
	let before = await writeBoth();
	for (let writing = 1; writing <= WRITINGS; writing++) {
		// The ticket is never there without the claim, unless somebody forgets the key right now.
		if (before.includes(own)) break;
		await realClock.sleep(SETTLING);
		before = await writeBoth();
		if (before.includes(own) && before.includes(ticket)) {
			return { generation, free: async () => await drop(context, both) };
		}
	}
	if (before.includes(own)) {
		await drop(context, [ticket]);
		return undefined;
	}
	await drop(context, both);
	throw new OperationalError('Other runs write into the same store all the time');
}

/**
 * Those of the keys that this node has claimed.
 * @param generations by key; where there is one, the key must not have been forgotten since
 */
export async function claimed(
	context: IExecuteFunctions,
	generations: Map<string, number | undefined>,
): Promise<Set<string>> {
	const wanted = [...generations].map(([key, generation]) => ({
		key,
		own: ownClaim(context, key),
		end: generation === undefined ? [] : [endOf(key, generation)],
	}));
	const all = wanted.flatMap(({ own, end }) => [own, ...end]);
	if (all.length === 0) return new Set();
	const there = await inTurn(context, async () => await ask(context, all));
	const valid = wanted.filter(
		({ own, end }) => there.has(own) && !end.some((value) => there.has(value)),
	);
	return new Set(valid.map(({ key }) => key));
}

/** Those of the values that are there; call it in turn. */
async function ask(context: IExecuteFunctions, values: string[]): Promise<Set<unknown>> {
	const there = new Set(await write(context, SCOPE, values));
	const written = values.filter((value) => !there.has(value));
	if (written.length > 0) await remove(context, SCOPE, written);
	return there;
}

/** Stands in the store once the key was forgotten so often and once more. */
function endOf(key: string, generation: number): string {
	return `n8n-nodes-veo forgotten ${generation} ${key}`;
}

/** How often the key was forgotten. */
async function generationOf(context: IExecuteFunctions, key: string): Promise<number> {
	return await inTurn(context, async () => {
		for (let generation = 0; ; generation++) {
			const there = await ask(context, [endOf(key, generation)]);
			if (there.size === 0) return generation;
		}
	});
}

/**
 * Frees the key at every node of the workflow.
 * @returns how many nodes had claimed it
 */
export async function unclaim(context: IExecuteFunctions, key: string): Promise<number> {
	const all = Array.from({ length: NUMBERS }, (_, number) => claimOf(number, key));
	return await inTurn(context, async () => {
		const before = await count(context, SCOPE);
		await remove(context, SCOPE, all);
		const freed = before - (await count(context, SCOPE));
		for (let generation = 0; freed > 0; generation++) {
			const end = endOf(key, generation);
			if (!(await write(context, SCOPE, [end])).includes(end)) break;
		}
		return freed;
	});
}
