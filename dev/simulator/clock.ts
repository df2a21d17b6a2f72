/** Waits that can all be called off at once, so that nothing keeps the process alive after close. */
export class Clock {
	private readonly timers = new Set<NodeJS.Timeout>();

	/** Resolves after `ms` milliseconds; never, if the clock is cleared before. */
	wait(ms: number): Promise<void> {
		return new Promise((resolve) => {
			const timer = setTimeout(() => {
				this.timers.delete(timer);
				resolve();
			}, ms);
			this.timers.add(timer);
		});
	}

	clear(): void {
		for (const timer of this.timers) clearTimeout(timer);
		this.timers.clear();
	}
}
