import type { IExecuteFunctions } from 'n8n-workflow';

/** What the task IDs are called in the execution's custom data; the later ones have a number, too. */
const KEY = 'veoTaskIds';
/** n8n has ten keys for an execution, and complains about values that are longer. */
const KEYS = 5;
const LENGTH = 255;

/**
 * Puts a task ID into the custom data of the execution, by which n8n's list of executions can be
 * searched: it takes part of a value. Of many tasks, the last are left out.
 */
export function noteTask(context: IExecuteFunctions, taskId: string): void {
	try {
		for (let number = 1; number <= KEYS; number++) {
			const key = number === 1 ? KEY : `${KEY}${number}`;
			const noted = (context.customData.get(key) as string | undefined) ?? '';
			const ids = noted === '' ? [] : noted.split(' ');
			if (ids.includes(taskId)) return;
			const value = [...ids, taskId].join(' ');
			if (value.length > LENGTH) continue;
			context.customData.set(key, value);
			return;
		}
	} catch (error) {
		// Finding a run by its task is a comfort; a purchase must not break for it.
		context.logger.debug(`The task ID is not in the custom data: ${String(error)}`);
	}
}
