import { taskError, type TaskError } from '../../../lib/error';
import { morePrecise, withCause } from '../../../nodes/VeoTrigger/cause';
import type { KnownTask } from '../../../lib/task';

const vague: TaskError[] = [
	taskError('generationFailed', { reason: 'generation' }),
	taskError('unrecognized', { reason: 'undocumented' }),
	taskError('unrecognized', { reason: 'noVideo' }),
	taskError('service', { reason: 'serverError' }),
];
const precise: TaskError[] = [
	taskError('invalidRequest', { reason: 'sourceAudio' }),
	taskError('account', { reason: 'insufficientCredits' }),
	taskError('generationFailed', { reason: 'refunded' }),
	// Flow's own words are new to us, but that no fallback took over is known.
	taskError('fallbackFailed'),
];

it('prefers the error that names a cause, wherever it comes from', () => {
	for (const one of vague) {
		for (const other of precise) {
			expect(morePrecise(one, other)).toBe(other);
			expect(morePrecise(other, one)).toBe(other);
		}
	}
});

it('prefers the first where neither is more precise', () => {
	for (const errors of [vague, precise]) {
		for (const one of errors) {
			for (const other of errors) expect(morePrecise(one, other)).toBe(one);
		}
	}
});

describe('withCause', () => {
	const task: KnownTask = {
		provider: 'sunoApi',
		product: 'musicVideo',
		taskId: 'a',
		status: 'failed',
	};
	const record: KnownTask = { ...task, error: vague[0], createdAt: '2025-01-01T00:00:00.000Z' };
	const called: KnownTask = { ...task, error: precise[0] };

	it('keeps the record and takes the cause from the callback', () => {
		expect(withCause(record, called)).toEqual({ ...record, error: precise[0] });
		expect(withCause(called, record)).toEqual(called);
	});

	it.each<[string, KnownTask, KnownTask]>([
		['a task that has not failed', { ...task, status: 'processing' }, called],
		['a callback that speaks of no failure', record, { ...task, status: 'succeeded' }],
		['a callback that says no cause', record, task],
	])('leaves %s as it is', (_, looked, said) => {
		expect(withCause(looked, said)).toBe(looked);
	});
});
