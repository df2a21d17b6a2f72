import { NodeOperationError, UserError } from 'n8n-workflow';

import { taskError, type TaskError } from '../error';

/** What was thrown, as the error of a record: in its own words, with its own advice if it has any. */
export function thrownError(error: unknown): TaskError {
	if (!(error instanceof Error)) return taskError('service', { message: String(error) });
	const { message } = error;
	const description = 'description' in error ? error.description : undefined;
	const advice = typeof description === 'string' && description !== '' ? description : undefined;
	// n8n throws these for what only the user can put right, such as a deleted credential.
	if (error instanceof NodeOperationError || error instanceof UserError) {
		return taskError('invalidRequest', {
			message,
			advice: advice ?? 'Correct the node or its credential.',
		});
	}
	return taskError('service', {
		message,
		advice: advice ?? 'This may pass. Try again in a few minutes.',
	});
}
