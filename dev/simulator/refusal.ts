import type { Task } from './tasks';

/** An HTTP answer. */
export interface Answer {
	status: number;
	/** An object is sent as JSON, a text as an HTML page. */
	body: object | string;
}

/** The errors that every provider knows and words in its own way. */
export type RefusalReason =
	| 'noKey'
	| 'badKey'
	| 'wrongService'
	| 'notJson'
	| 'noCredits'
	| 'tooFast'
	| 'maintenance'
	| 'noPath'
	| 'serverError'
	| 'timeout';

/** Thrown to end a request with a provider's *no*; the provider's router puts it into words. */
export class Refusal extends Error {
	/**
	 * @param why a number is a code of the provider's
	 * @param bought what was bought all the same
	 */
	constructor(
		readonly why: RefusalReason | number | Answer,
		readonly bought?: Task,
	) {
		super(typeof why === 'object' ? `HTTP ${why.status}` : String(why));
	}
}
