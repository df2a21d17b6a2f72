import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

/** Where Linux distributions put it. */
const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Whether this machine has a browser (Debian: chromium). */
export function hasChromium(): boolean {
	return PLACES.some(existsSync);
}

/** Starts the system's Chromium without a window. */
export async function startChromium(): Promise<Browser> {
	const executablePath = PLACES.find(existsSync);
	if (!executablePath) throw new Error('Install chromium');
	// All that a test needs is on this machine. Not by Playwright's routes, which switch the cache off.
	const here = '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1';
	return await chromium.launch({ executablePath, args: ['--no-proxy-server', here] });
}
