import { randomInt } from 'node:crypto';
import getPort from 'get-port';

/** Below the ports that Linux gives to outgoing connections, one of which could take it meanwhile. */
const RANGE = [12_000, 32_000] as const;
const TRIES = 20;

/**
 * A free port of the loopback address for a process that takes seconds to bind it. Drawn at random,
 * because processes that start at the same time must not all find the same first one.
 */
export async function freePort(): Promise<number> {
	const candidates = Array.from({ length: TRIES }, () => randomInt(...RANGE));
	return await getPort({ host: '127.0.0.1', port: candidates });
}
