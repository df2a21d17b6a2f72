import type { Clock } from '../../../lib/clock';

/** A clock on which waiting takes no time, and that remembers how long was waited. */
export class VirtualClock implements Clock {
	readonly pauses: number[] = [];

	private time = 0;

	constructor(private readonly onSleep: (time: number) => void = () => undefined) {}

	now(): number {
		return this.time;
	}

	async sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
		if (signal?.aborted) return;
		this.pauses.push(milliseconds);
		this.time += milliseconds;
		this.onSleep(this.time);
		await Promise.resolve();
	}
}
