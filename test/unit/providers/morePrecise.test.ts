import { taskError, type TaskError } from '../../../providers/errors';
import { morePrecise } from '../../../providers/morePrecise';

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
