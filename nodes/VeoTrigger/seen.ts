import { createHash } from 'crypto';

import type { IWebhookFunctions } from 'n8n-workflow';

import type { KnownTask } from '../../providers/task';

/** How many outcomes a trigger remembers; the oldest is forgotten first. */
export const REMEMBERED = 10_000;

/** Characters per outcome: 48 bits, so that two of 10,000 practically never look alike. */
const WIDTH = 8;
const SEPARATOR = ' ';

/** Which outcomes have started this trigger's workflow, whatever n8n does in between. */
export interface Seen {
	has(outcome: string): boolean;
	/** To be called in the same turn as `has`, and only right before the workflow starts. */
	add(outcome: string): void;
}

/** By trigger: each outcome, oldest first, and whether the workflow has started for it. */
const memories = new Map<string, Map<string, boolean>>();

/**
 * What tells a repeat from news: the task, how it ended, and its files. Kie's 4K version shares the
 * task id with the video that it was made from, so the id alone would not do. The queries of the
 * files' URLs do not count, because providers sign the same link anew.
 */
export function outcomeOf({ taskId, status, videos = [] }: KnownTask): string {
	const files = videos.map(({ url }) => url.split(/[?#]/)[0]);
	const parts = JSON.stringify([taskId, status, ...files]);
	return createHash('sha256').update(parts).digest('base64url').slice(0, WIDTH);
}

/**
 * The memory of the context's trigger. n8n's static data survives a restart, but every request has
 * its own copy and the last one saved wins; the memory of this process closes that gap, and what a
 * lost copy has dropped is written again with the next outcome.
 */
export function seenBy(context: IWebhookFunctions): Seen {
	const trigger = `${context.getWorkflow().id} ${context.getNode().id}`;
	const stored = context.getWorkflowStaticData('node');
	const memory = memories.get(trigger) ?? new Map<string, boolean>();
	memories.set(trigger, memory);
	takeOver(memory, stored.seen);
	return {
		has: (outcome) => memory.get(outcome) === true,
		add(outcome) {
			memory.delete(outcome);
			memory.set(outcome, true);
			forgetOldest(memory);
			stored.seen = [...memory.keys()].filter((one) => memory.get(one)).join(SEPARATOR);
			// n8n answers once the run is in its database. After an error there is none, and the
			// provider's next attempt has to start it.
			const response = context.getResponseObject();
			response.once('close', () => {
				if (response.statusCode >= 400) memory.set(outcome, false);
			});
		},
	};
}

/** Adds what this process has not seen itself: after a restart, or from another process. */
function takeOver(memory: Map<string, boolean>, stored: unknown): void {
	if (typeof stored !== 'string' || memory.has(stored.slice(-WIDTH))) return;
	const own = [...memory];
	memory.clear();
	for (const outcome of stored.split(SEPARATOR)) memory.set(outcome, true);
	for (const [outcome, started] of own) memory.set(outcome, started);
	forgetOldest(memory);
}

function forgetOldest(memory: Map<string, boolean>): void {
	for (const outcome of memory.keys()) {
		if (memory.size <= REMEMBERED) return;
		memory.delete(outcome);
	}
}
