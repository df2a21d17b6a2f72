import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';

const LIMIT_MS = 20_000;

/**
 * Reads again and again while the editor is still on its way to what is expected.
 * @returns the last reading, as expected or not
 */
export async function settled<Reading>(
	expected: Reading,
	read: () => Promise<Reading>,
): Promise<Reading> {
	const deadline = Date.now() + LIMIT_MS;
	for (;;) {
		const reading = await read();
		if (isDeepStrictEqual(reading, expected) || Date.now() > deadline) return reading;
		await sleep(200);
	}
}
