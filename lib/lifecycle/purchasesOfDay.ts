import { randomUUID } from 'crypto';
import type { IExecuteFunctions } from 'n8n-workflow';

import { count, inTurn, remove, write } from './processedValues';

/** One purchase of the day, as a value of the store. */
export type Ticket = string;

/** The node's own row, which follows its ID, so it outlives a new name and no other node shares it. */
const SCOPE = 'node';

/**
 * Reserves purchases of this node: all or none. They are counted from now on, so that another run
 * does not grant them again, and so that what a killed process may have bought is counted.
 * @param day as ISO 8601; with another one than before, the count begins anew
 * @returns how many there were before, and the tickets where there is room for all of them
 * @throws where n8n cannot keep the count, as for a workflow that was never saved
 */
export async function reserveToday(
	context: IExecuteFunctions,
	day: string,
	wanted: number,
	limit: number,
): Promise<{ before: number; tickets?: Ticket[] }> {
	const marker = `n8n-nodes-veo day ${day}`;
	return await inTurn(context, async () => {
		const isNew = !(await write(context, SCOPE, [marker])).includes(marker);
		// The marker is the newest value, so it alone is left of the row.
		if (isNew) await write(context, SCOPE, [marker], 1);
		const before = (await count(context, SCOPE)) - 1;
		if (before + wanted > limit) return { before };
		const tickets = Array.from({ length: wanted }, () => `${marker} ${randomUUID()}`);
		await write(context, SCOPE, tickets);
		return { before, tickets };
	});
}

/** Gives back what was reserved and not bought. */
export async function releaseToday(context: IExecuteFunctions, tickets: Ticket[]): Promise<void> {
	if (tickets.length === 0) return;
	await inTurn(context, async () => {
		await remove(context, SCOPE, tickets);
	});
}
