const TICK_MS = 5000;

/** Prints one line of the demo's own output. */
export function say(line = ''): void {
	process.stdout.write(`${line}\n`);
}

/**
 * Runs one step of the demo and shows that it is alive: a line at the start, one every five seconds,
 * and one with the time it took.
 * @param title what happens, and how long it takes where that is more than a few seconds
 */
export async function step<Result>(title: string, run: () => Promise<Result>): Promise<Result> {
	const started = Date.now();
	const elapsed = () => `${((Date.now() - started) / 1000).toFixed(1)} s`;
	say(`• ${title}`);
	const ticker = setInterval(() => {
		say(`    … ${elapsed()}`);
	}, TICK_MS);
	try {
		const result = await run();
		say(`    done in ${elapsed()}`);
		return result;
	} finally {
		clearInterval(ticker);
	}
}
