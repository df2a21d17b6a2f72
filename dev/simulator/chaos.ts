import { createHash } from 'node:crypto';

import type { Clock } from './clock';
import type { FailureMark, Mark } from './marks';
import type { Settings } from './settings';

/** What becomes of a request before anybody reads it; nothing is bought then, and nothing looked up. */
export type RequestFault =
	| 'cut'
	| 'html'
	| 'http502'
	| 'maintenance'
	| 'serverError'
	| 'slow'
	| 'tooFast'
	| 'tooFastRetryAfter';

type MarkWithNumber = `${Exclude<Mark, FailureMark>} ${number}`;

/** Probabilities; what is missing to 1 is that nothing happens. */
export interface ChaosRates {
	/** For each side of a task's life, by what a mark would say; at most one of each comes true. */
	fates: Record<string, Partial<Record<Mark | MarkWithNumber, number>>>;
	requests: Partial<Record<RequestFault, number>>;
}

/** Random misbehaviour: the same seed always does the same to the same prompt. */
export interface ChaosSettings {
	seed: number;
	rates: ChaosRates;
}

/** Nasty, but most tasks end well. */
export const CHAOS_RATES: ChaosRates = {
	fates: {
		end: {
			policy: 0.04,
			'501': 0.03,
			'unknown code': 0.02,
			never: 0.02,
			expired: 0.02,
			'no url': 0.01,
		},
		pace: { fast: 0.05, 'slow 8': 0.1, 'slow 20': 0.05 },
		submit: {
			'submit 500': 0.01,
			'submit 502': 0.02,
			'submit timeout': 0.01,
			'submit hang': 0.02,
			'submit garbage': 0.02,
			'submit slow 2': 0.1,
			'submit no credits': 0.01,
			sync: 0.02,
		},
		record: {
			'lag 2': 0.05,
			'lag 6': 0.03,
			'unknown 3': 0.05,
			flaky: 0.05,
			'look-up 502 2': 0.03,
			'look-up html 2': 0.03,
			'look-up 429 2': 0.03,
		},
		callback: {
			'callback lost': 0.05,
			'callback late 3': 0.05,
			'callback doubled': 0.05,
			'callback raced': 0.05,
			'callback forged': 0.05,
			'callback forged early': 0.05,
			'callback garbage': 0.05,
		},
		file: {
			'file cut 2000': 0.1,
			'file slow 2': 0.05,
			'file html': 0.02,
			'file gone': 0.02,
			'file forbidden': 0.03,
			'file lie': 0.03,
		},
		processing: { '1080p 400': 0.3, '1080p 422': 0.3, '1080p 500': 0.3 },
	},
	requests: {
		cut: 0.02,
		html: 0.02,
		http502: 0.02,
		maintenance: 0.02,
		serverError: 0.02,
		slow: 0.05,
		tooFast: 0.02,
		tooFastRetryAfter: 0.02,
	},
};

/** How long a slow request waits. */
const SLOW_MS = 1500;

/**
 * Draws what goes wrong. Every draw depends on the seed, on what is asked for and on how often it was
 * asked for, never on the time or on what else happens.
 */
export class Chaos {
	/** Requests by what they ask for. */
	private readonly counts = new Map<string, number>();

	constructor(
		private readonly settings: Settings,
		private readonly clock: Clock,
	) {}

	/** What a task will go through, written as marks. */
	fateOf({ operation, prompt }: { operation: string; prompt: string }): string {
		const { chaos } = this.settings;
		if (chaos === undefined) return '';
		return Object.entries(chaos.rates.fates)
			.map(([side, rates]) => pick(rates, chance(chaos.seed, side, operation, prompt)))
			.flatMap((mark) => (mark === undefined ? [] : [`[${mark}]`]))
			.join(' ');
	}

	/**
	 * What becomes of the next request of its kind; a slow one has waited when this resolves.
	 * @param kind what is asked for, and about which prompt
	 */
	async nextFault(kind: string): Promise<RequestFault | undefined> {
		const { chaos } = this.settings;
		if (chaos === undefined) return undefined;
		const ordinal = (this.counts.get(kind) ?? 0) + 1;
		this.counts.set(kind, ordinal);
		const fault = pick(chaos.rates.requests, chance(chaos.seed, kind, ordinal));
		if (fault === 'slow') await this.clock.wait(SLOW_MS);
		return fault;
	}

	clear(): void {
		this.counts.clear();
	}
}

/** A number from 0 to 1 that is the same for the same arguments and random otherwise. */
export function chance(...about: Array<number | string>): number {
	return createHash('sha256').update(JSON.stringify(about)).digest().readUInt32BE() / 2 ** 32;
}

/** What the number falls on. */
function pick<Name extends string>(
	rates: Partial<Record<Name, number>>,
	at: number,
): Name | undefined {
	let end = 0;
	for (const [name, rate] of Object.entries<number | undefined>(rates)) {
		end += rate ?? 0;
		if (at < end) return name as Name;
	}
	return undefined;
}
