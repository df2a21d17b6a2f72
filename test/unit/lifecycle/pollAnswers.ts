import type { poll } from '../../../lib/lifecycle/poll';
import type { LookUp, TaskRef } from '../../../lib/providers/api';
import { taskError } from '../../../lib/error';
import type { KnownTask } from '../../../lib/task';

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;

export function open(...taskIds: string[]): Parameters<typeof poll>[0][number][] {
	return taskIds.map((taskId) => ({ ref: { taskId }, task: task(taskId, 'submitted') }));
}

export function task(taskId: string, status: KnownTask['status']): KnownTask {
	return { provider: 'kie', product: 'veo', taskId, status };
}

export const succeeded = (taskId: string): LookUp => ({
	kind: 'task',
	task: task(taskId, 'succeeded'),
});
export const processing = (taskId: string): LookUp => ({
	kind: 'task',
	task: task(taskId, 'processing'),
});
export const unreadable: Extract<LookUp, { kind: 'unreadable' }> = {
	kind: 'unreadable',
	error: taskError('service'),
};
export const badKey: Extract<LookUp, { kind: 'unreadable' }> = {
	kind: 'unreadable',
	error: taskError('account', { reason: 'unauthorized' }),
};
export const unknown: Extract<LookUp, { kind: 'notFound' }> = {
	kind: 'notFound',
	error: taskError('invalidRequest', { reason: 'unknownTask' }),
};

/** Answers each round of look-ups with the next entry; the last one stays. */
export function answers(...rounds: Array<(taskId: string) => LookUp>) {
	const asked: string[][] = [];
	const lookUp = (refs: TaskRef[]): Promise<LookUp[]> => {
		const round = rounds[Math.min(asked.length, rounds.length - 1)];
		asked.push(refs.map(({ taskId }) => taskId));
		return Promise.resolve(refs.map(({ taskId }) => round(taskId)));
	};
	return { asked, lookUp };
}
