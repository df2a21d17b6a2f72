import type { FetchedImage } from './images';
import type { Provider } from './settings';

/** One thing that was bought. */
export interface Purchase {
	provider: Provider;
	product: string;
	operation: string;
	taskId: string;
	/** ISO 8601. */
	at: string;
	/** The text that the marks were read from. */
	prompt: string;
	/** The body (or query) as it came. */
	request: Record<string, unknown>;
	credits: number;
	/** Whether the provider gave the credits back because the task failed. */
	refunded: boolean;
	callbackUrl?: string;
	/** What chaos has drawn for it, as marks. */
	fate?: string;
}

/** One attempt to deliver a callback. */
export interface Delivery {
	taskId: string;
	url: string;
	kind: 'genuine' | 'forged' | 'garbage';
	/** Counted from 1. */
	attempt: number;
	/** ISO 8601. */
	at: string;
	/** HTTP status of the answer; absent when none came. */
	status?: number;
	/** The answer's text, or why there is none. */
	answer: string;
	/** Set where nothing was sent, because of a mark or because the URL does not lead to this machine. */
	undeliverable?: true;
}

/** What was bought, looked up and delivered. */
export class Ledger {
	readonly purchases: Purchase[] = [];
	readonly deliveries: Delivery[] = [];
	/** What the provider fetched for its jobs, oldest first. */
	readonly images: FetchedImage[] = [];
	/** Number of look-ups by task id, unknown ids included. */
	private readonly lookUps = new Map<string, number>();

	/** Counts a look-up and returns how many there have been of this task. */
	countLookUp(taskId: string): number {
		const count = this.lookUpsOf(taskId) + 1;
		this.lookUps.set(taskId, count);
		return count;
	}

	lookUpsOf(taskId: string): number {
		return this.lookUps.get(taskId) ?? 0;
	}

	clear(): void {
		this.purchases.length = 0;
		this.deliveries.length = 0;
		this.images.length = 0;
		this.lookUps.clear();
	}

	/** What `GET /_simulator/ledger` shows; `lookUps` by task id. */
	toJSON() {
		const { purchases, deliveries, lookUps } = this;
		return { purchases, deliveries, lookUps: Object.fromEntries(lookUps) };
	}
}
