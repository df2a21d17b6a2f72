import { randomUUID } from 'node:crypto';

/** A new task id as Kie makes them: 32 hexadecimal digits. */
export function newTaskId(): string {
	return randomUUID().replaceAll('-', '');
}
