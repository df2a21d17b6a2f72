import { realClock, type Clock } from '../../lib/clock';

/** How many look-ups that came to nothing callers whom nobody has checked may cause in a minute. */
export const BUDGET = 60;
const MINUTE = 60_000;

/** For how many milliseconds, and for how many IDs, it is remembered that a task is unknown. */
const UNKNOWN_FOR = 15_000;
const KEPT = 1000;

/** What strangers cost, at one trigger. */
export interface Strangers {
	/** Takes one look-up out of the budget; false where nothing is left. */
	spend(): boolean;
	/** Gives look-ups back that found a finished task: only who has bought it knows its ID. */
	giveBack(count: number): void;
	/** Seconds until something is left again. */
	retryAfter(): number;
	isUnknown(taskId: string): boolean;
	setUnknown(taskId: string): void;
}

interface Account {
	/** When look-ups were sent, the oldest first. */
	spent: number[];
	/** Until when each task counts as unknown, the oldest first. */
	unknown: Map<string, number>;
}

const accounts = new Map<string, Account>();

/** The account of a trigger, in the memory of this process. */
export function strangersAt(trigger: string, clock: Pick<Clock, 'now'> = realClock): Strangers {
	const account = accounts.get(trigger) ?? { spent: [], unknown: new Map<string, number>() };
	accounts.set(trigger, account);
	const { spent, unknown } = account;
	return {
		spend() {
			while (spent.length > 0 && spent[0] <= clock.now() - MINUTE) spent.shift();
			return spent.length < BUDGET && spent.push(clock.now()) > 0;
		},
		giveBack(count) {
			spent.splice(-count, count);
		},
		retryAfter: () => Math.max(1, Math.ceil(((spent[0] ?? 0) + MINUTE - clock.now()) / 1000)),
		isUnknown: (taskId) => (unknown.get(taskId) ?? 0) > clock.now(),
		setUnknown(taskId) {
			unknown.delete(taskId);
			unknown.set(taskId, clock.now() + UNKNOWN_FOR);
			const [oldest] = unknown.keys();
			if (unknown.size > KEPT) unknown.delete(oldest);
		},
	};
}
