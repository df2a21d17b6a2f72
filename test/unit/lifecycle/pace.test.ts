import { paced } from '../../../lib/lifecycle/pace';
import type { Submission } from '../../../lib/providers/api';
import { taskError } from '../../../lib/error';
import { PROVIDERS } from '../../../lib/providers';
import { VirtualClock } from './virtualClock';

const PACE = PROVIDERS.kie.pace;

const accepted: Submission = {
	kind: 'accepted',
	task: { provider: 'kie', product: 'veo', taskId: 'a', status: 'submitted' },
	ref: { taskId: 'a' },
};
const throttled: Extract<Submission, { kind: 'throttled' }> = {
	kind: 'throttled',
	error: taskError('service', { reason: 'rateLimited' }),
};

/** A provider that gives the answers in turn; the last one stays. */
function provider(clock: VirtualClock, ...answers: Submission[]) {
	const sentAt: number[] = [];
	const submit = (): Promise<Submission> => {
		const answer = answers[Math.min(sentAt.length, answers.length - 1)];
		sentAt.push(clock.now());
		return Promise.resolve(answer);
	};
	return { sentAt, submit };
}

describe('paced', () => {
	it('tells what it waits for', async () => {
		const clock = new VirtualClock();
		const told: string[] = [];
		const granted: Submission = { ...throttled, retryAfterMs: 20_000 };
		const { submit } = provider(clock, granted, accepted);
		const submitPaced = paced(submit, PACE, { clock, tell: (message) => told.push(message) });
		for (let item = 0; item < 20; item++) await submitPaced(item);
		expect(told).toEqual(['the provider asks to slow down, next try in 20 s']);
		await submitPaced(20);
		expect(told.at(-1)).toMatch(/^an order waits for its turn, \d+ s$/);
	});

	it('never sends more than 20 submits in 10 seconds', async () => {
		const clock = new VirtualClock();
		const { sentAt, submit } = provider(clock, accepted);
		const submitPaced = paced(submit, PACE, { clock });
		for (let item = 0; item < 65; item++) await submitPaced(item);
		expect(sentAt).toHaveLength(65);
		for (const start of sentAt) {
			const inWindow = sentAt.filter((at) => at >= start && at <= start + 10_000);
			expect(inWindow.length).toBeLessThanOrEqual(20);
		}
		expect(sentAt[19]).toBe(0);
	});

	it('sends again what was refused as too fast, after the pause that the provider names', async () => {
		const clock = new VirtualClock();
		const { sentAt, submit } = provider(clock, { ...throttled, retryAfterMs: 4000 }, accepted);
		expect(await paced(submit, PACE, { clock })('job')).toBe(accepted);
		expect(sentAt).toEqual([0, 4000]);
	});

	it.each([NaN, -1, 0, 1e12, Infinity])(
		'waits a sane time where the provider asks for %p ms',
		async (retryAfterMs) => {
			const clock = new VirtualClock();
			const { sentAt, submit } = provider(clock, { ...throttled, retryAfterMs }, accepted);
			await paced(submit, PACE, { clock })('job');
			expect(sentAt[1]).toBeGreaterThanOrEqual(10_000);
			expect(sentAt[1]).toBeLessThanOrEqual(300_000);
		},
	);

	it('sends nothing again after the time limit', async () => {
		const clock = new VirtualClock();
		const { sentAt, submit } = provider(clock, { ...throttled, retryAfterMs: 50_000 });
		const submitPaced = paced(submit, PACE, { clock, timeLimit: 120_000 });
		expect(await submitPaced('job')).toMatchObject({ kind: 'throttled' });
		expect(sentAt).toEqual([0, 50_000, 100_000, 120_000]);
		expect(await submitPaced('next')).toMatchObject({ kind: 'throttled' });
		expect(sentAt).toHaveLength(5);
	});

	it('gives up in the end, still with a refusal', async () => {
		const clock = new VirtualClock();
		const { sentAt, submit } = provider(clock, throttled);
		expect(await paced(submit, PACE, { clock })('job')).toBe(throttled);
		expect(sentAt.length).toBeGreaterThan(2);
		expect(sentAt.length).toBeLessThan(10);
	});

	it.each<Submission>([
		{ kind: 'unknown', error: taskError('service') },
		{ kind: 'refused', error: taskError('account') },
	])('never sends a submit again that came out as $kind', async (answer) => {
		const clock = new VirtualClock();
		const { sentAt, submit } = provider(clock, answer);
		expect(await paced(submit, PACE, { clock })('job')).toBe(answer);
		expect(sentAt).toHaveLength(1);
	});

	it('does not send again after a cancel', async () => {
		const cancel = new AbortController();
		const clock = new VirtualClock(() => {
			cancel.abort();
		});
		const { sentAt, submit } = provider(clock, throttled);
		await paced(submit, PACE, { clock, signal: cancel.signal })('job');
		expect(sentAt).toHaveLength(1);
	});
});
