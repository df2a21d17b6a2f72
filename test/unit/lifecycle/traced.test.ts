import { foundByTrace } from '../../../lib/lifecycle/traced';
import type { LookUp, Submission } from '../../../lib/providers/api';
import { taskError } from '../../../lib/error';
import type { KnownTask } from '../../../lib/task';
import { VirtualClock } from './virtualClock';

const error = taskError('service', { reason: 'submitUnknown' });
const unknown: Submission = { kind: 'unknown', error, traceId: 'trace' };
const task: KnownTask = { provider: 'aceData', product: 'veo', taskId: 'a', status: 'processing' };
const FOUND: LookUp = { kind: 'task', task };
const NOT_FOUND: LookUp = { kind: 'notFound', error };
const UNREADABLE: LookUp = { kind: 'unreadable', error };

/** A provider that gives the answers in turn; the last one stays. */
function provider(...answers: LookUp[]) {
	const asked: string[] = [];
	const lookUp = (traceId: string): Promise<LookUp> => {
		asked.push(traceId);
		return Promise.resolve(answers[Math.min(asked.length, answers.length) - 1]);
	};
	return { asked, lookUp };
}

it.each([
	['at once', [FOUND], 1],
	['at the third look', [NOT_FOUND, UNREADABLE, FOUND], 3],
])('takes a task that is found %s for bought', async (_, answers, looks) => {
	const clock = new VirtualClock();
	const { asked, lookUp } = provider(...answers);
	expect(await foundByTrace(unknown, lookUp, { clock })).toEqual({
		kind: 'accepted',
		task,
		ref: { taskId: task.taskId },
	});
	expect(asked).toEqual(Array.from({ length: looks }, () => 'trace'));
	expect(clock.pauses).toHaveLength(looks);
	expect(Math.min(...clock.pauses)).toBeGreaterThanOrEqual(1000);
});

it.each([
	['is not found', NOT_FOUND],
	['cannot be looked for', UNREADABLE],
])('leaves open what %s, after three looks', async (_, answer) => {
	const { asked, lookUp } = provider(answer);
	const submission = await foundByTrace(unknown, lookUp, { clock: new VirtualClock() });
	expect(submission).toBe(unknown);
	expect(asked).toHaveLength(3);
});

it('does not look once the execution is cancelled', async () => {
	const { asked, lookUp } = provider(FOUND);
	const signal = AbortSignal.abort();
	expect(await foundByTrace(unknown, lookUp, { signal })).toBe(unknown);
	expect(asked).toEqual([]);
});

it.each<[string, Submission]>([
	['accepted', { kind: 'accepted', task, ref: { taskId: task.taskId } }],
	['refused', { kind: 'refused', error, traceId: 'trace' }],
	['unclear but without a trace ID', { kind: 'unknown', error }],
])('looks for nothing where the submit is %s', async (_, submission) => {
	const { asked, lookUp } = provider(FOUND);
	expect(await foundByTrace(submission, lookUp)).toBe(submission);
	expect(asked).toEqual([]);
});

it('looks for nothing where the provider has no trace IDs', async () => {
	expect(await foundByTrace(unknown, undefined)).toBe(unknown);
});
