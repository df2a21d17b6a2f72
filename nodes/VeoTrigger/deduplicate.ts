import { createHash } from 'crypto';

import type { IWebhookFunctions } from 'n8n-workflow';

import { realClock, type Clock } from '../../lib/clock';
import type { KnownTask } from '../../lib/task';

/** How many outcomes a trigger remembers; the oldest is forgotten first. */
export const REMEMBERED = 10_000;

/** Characters per outcome: 48 bits, so that two of 10,000 practically never look alike. */
const WIDTH = 8;
const SEPARATOR = ' ';

/** Milliseconds between two looks at a run that is being started. */
const PAUSE = 100;

/** `starting` until n8n has the run in its database: a repeat counts for nothing until then. */
export type Stage = 'new' | 'starting' | 'started';

/** Which outcomes have started this trigger's workflow, whatever n8n does in between. */
export interface Seen {
	stageOf(outcome: string): Stage;
	/** Waits while another call is starting the workflow for the outcome. */
	whileStarting(outcome: string, until: number, clock?: Clock): Promise<void>;
	/**
	 * To be called in the same turn as `stageOf`, where that says `new`. The outcome is `starting`
	 * from now on, until `stored` is called or the call of this context is answered with an error.
	 */
	begin(outcome: string): { stored: () => void };
}

/** The answer to the call that is starting the workflow. */
type Answer = Pick<ReturnType<IWebhookFunctions['getResponseObject']>, 'statusCode'>;

/** By trigger: each outcome, the oldest first. */
const memories = new Map<string, Map<string, 'started' | Answer>>();

/**
 * What tells a repeat from news: the task, how it ended or how far it is, and its files. Kie's 4K version shares the
 * task id with the video that it was made from, so the id alone would not do. The queries of the
 * files' URLs do not count, because providers sign the same link anew.
 */
export function outcomeOf({ taskId, status, stage, error, videos = [] }: KnownTask): string {
	const files = videos.map(({ url }) => url.split(/[?#]/)[0]);
	const far = stage === undefined ? [] : [stage];
	const parts = JSON.stringify([taskId, status, error?.code, ...far, ...files]);
	return createHash('sha256').update(parts).digest('base64url').slice(0, WIDTH);
}

/**
 * The memory of the context's trigger. n8n's static data survives a restart, but every request has
 * its own copy and the last one saved wins; the memory of this process closes that gap, and what a
 * lost copy has dropped is written again with the next outcome.
 */
export function seenBy(context: IWebhookFunctions): Seen {
	const trigger = `${context.getWorkflow().id} ${context.getNode().id}`;
	const saved = context.getWorkflowStaticData('node');
	const memory = memories.get(trigger) ?? new Map<string, 'started' | Answer>();
	memories.set(trigger, memory);
	takeOver(memory, saved.seen);

	function stageOf(outcome: string): Stage {
		const entry = memory.get(outcome);
		if (entry === undefined || entry === 'started') return entry ?? 'new';
		// Nobody may be there any more to hear the answer, but n8n sets its status all the same.
		return entry.statusCode >= 400 ? 'new' : 'starting';
	}

	return {
		stageOf,
		async whileStarting(outcome, until, clock = realClock) {
			while (stageOf(outcome) === 'starting' && clock.now() < until) await clock.sleep(PAUSE);
		},
		begin(outcome) {
			memory.set(outcome, context.getResponseObject());
			return {
				stored() {
					// The newest comes last, for that is where others look for news.
					memory.delete(outcome);
					memory.set(outcome, 'started');
					forgetOldest(memory);
					saved.seen = [...memory.keys()]
						.filter((one) => memory.get(one) === 'started')
						.join(SEPARATOR);
				},
			};
		},
	};
}

/** Adds what this process has not seen itself: after a restart, or from another process. */
function takeOver(memory: Map<string, 'started' | Answer>, saved: unknown): void {
	if (typeof saved !== 'string' || memory.get(saved.slice(-WIDTH)) === 'started') return;
	const own = [...memory];
	memory.clear();
	for (const outcome of saved.split(SEPARATOR)) memory.set(outcome, 'started');
	for (const [outcome, entry] of own) if (!memory.has(outcome)) memory.set(outcome, entry);
	forgetOldest(memory);
}

function forgetOldest(memory: Map<string, unknown>): void {
	for (const outcome of memory.keys()) {
		if (memory.size <= REMEMBERED) return;
		memory.delete(outcome);
	}
}
