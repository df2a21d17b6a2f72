import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { takeLock } from '../../../dev/demo/lock';

const folder = mkdtempSync(join(tmpdir(), 'demo-lock-'));
const file = join(folder, 'state', 'running.pid');

afterAll(() => rmSync(folder, { recursive: true }));

it('takeLock lets one demo run at a time', async () => {
	const release = await takeLock(file);
	await expect(takeLock(file)).rejects.toThrow(`running already, as process ${process.pid}`);
	await release();
	expect(existsSync(file)).toBe(false);
	await (
		await takeLock(file)
	)();
});

it('takeLock takes over from a demo that was killed', async () => {
	// Process ids are at most 2^22 on Linux and smaller elsewhere.
	writeFileSync(file, String(2 ** 30));
	await (
		await takeLock(file)
	)();
});
