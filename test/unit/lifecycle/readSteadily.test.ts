import { readSteadily } from '../../../lib/lifecycle/readSteadily';
import type { Unreadable } from '../../../lib/providers/api';
import { taskError } from '../../../lib/error';
import { VirtualClock } from './virtualClock';

const unreadable: Unreadable = { kind: 'unreadable', error: taskError('service') };
const badKey: Unreadable = {
	kind: 'unreadable',
	error: taskError('account', { reason: 'unauthorized' }),
};
const good = { kind: 'credits' };

/** Gives the answers in turn; the last one stays. */
function reader(...answers: Array<Unreadable | typeof good>) {
	let reads = 0;
	return {
		read: () => Promise.resolve(answers[Math.min(reads++, answers.length - 1)]),
		reads: () => reads,
	};
}

describe('readSteadily', () => {
	it.each([
		['a good answer', [good], good, 1],
		['a flicker', [unreadable, unreadable, good], good, 3],
		['a fault that stays', [unreadable], unreadable, 3],
		['a refused key', [badKey], badKey, 1],
	])('%s', async (_, answers, result, reads) => {
		const source = reader(...answers);
		expect(await readSteadily(source.read, { clock: new VirtualClock() })).toBe(result);
		expect(source.reads()).toBe(reads);
	});

	it('waits as long as the provider asks for', async () => {
		const clock = new VirtualClock();
		await readSteadily(reader({ ...unreadable, retryAfterMs: 7000 }, good).read, { clock });
		expect(clock.pauses).toEqual([7000]);
	});

	it.each([NaN, -1, 1e12])('waits a sane time where it asks for %p ms', async (retryAfterMs) => {
		const clock = new VirtualClock();
		await readSteadily(reader({ ...unreadable, retryAfterMs }, good).read, { clock });
		expect(clock.pauses[0]).toBeGreaterThanOrEqual(2000);
		expect(clock.pauses[0]).toBeLessThanOrEqual(300_000);
	});
});
