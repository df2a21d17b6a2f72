import type { IWebhookFunctions } from 'n8n-workflow';

import { patientLookUps } from '../../lib/lifecycle/patience';
import { apisFor } from '../../lib/providers';
import type { LookUp, TaskApi, TaskCallback, TaskRef, Unreadable } from '../../lib/providers/api';
import { taskError } from '../../lib/error';
import { withCause } from './cause';
import { isFinal, type KnownTask } from '../../lib/task';
import { clientFor } from '../../lib/http/client';
import { apiVersionOf } from '../../lib/http/credential';
import { isAsFar } from './stages';
import { strangersAt } from './strangers';

/** What the provider says to a callback. */
export type Confirmation =
	/** `api` is the one that has answered; without it, the result is the caller's word. */
	| { kind: 'task'; task: KnownTask; api?: TaskApi<never> }
	| { kind: 'notFound' }
	| Unreadable
	/** Strangers have used up what they may cost. */
	| { kind: 'tooMany'; retryAfter: number };

/** Which API knew a task, so that its files are asked for there. */
const foundBy = new WeakMap<KnownTask, TaskApi<never>>();

const UNKNOWN: LookUp = { kind: 'notFound', error: taskError('invalidRequest') };
const TOO_MANY: LookUp = {
	kind: 'unreadable',
	error: taskError('service', { reason: 'rateLimited' }),
};

/**
 * Looks the task of a callback up with the credential: the body only says which task it is about. A
 * record may be a moment behind its callback, so the caller is kept waiting for some seconds.
 *
 * One thing cannot be looked up: Kie's 4K version, because asking for it buys it, and the record of
 * its task id may be that of the video it was made from. There the look-up proves that the task is
 * the account's own and has succeeded, and the rest is the caller's word.
 * @param isStranger whether nobody knows who calls
 * @throws NodeOperationError where the credential is missing
 */
export async function confirm(
	context: IWebhookFunctions,
	callback: TaskCallback,
	isStranger: boolean,
): Promise<Confirmation> {
	const { task } = callback;
	const trigger = `${context.getWorkflow().id} ${context.getNode().id}`;
	const strangers = isStranger ? strangersAt(trigger) : undefined;
	const apis = apisFor(task, await apiVersionOf(context, task.provider));

	async function search(ref: TaskRef, timeout: number): Promise<LookUp> {
		if (strangers?.isUnknown(ref.taskId)) return UNKNOWN;
		let answer = UNKNOWN;
		let sent = 0;
		for (const api of apis) {
			if (strangers && !strangers.spend()) return TOO_MANY;
			sent++;
			[answer] = await clientFor(context, api).lookUp([ref], timeout);
			if (answer.kind === 'task') foundBy.set(answer.task, api);
			if (answer.kind !== 'notFound') break;
		}
		if (answer.kind === 'task' && isAsFar(answer.task, task)) strangers?.giveBack(sent);
		if (answer.kind === 'notFound') strangers?.setUnknown(ref.taskId);
		return answer;
	}

	/** Whether waiting for another answer would be of no use. */
	function isEnough([answer]: LookUp[]): boolean {
		// Who reports progress will call again; a stage of a song is reported once.
		if (!isFinal(task) && task.stage === undefined) return true;
		switch (answer.kind) {
			case 'task':
				return isAsFar(answer.task, task);
			case 'notFound':
				return isStranger;
			case 'unreadable':
				return answer === TOO_MANY || answer.error.retryable === false;
		}
	}

	const lookUp = patientLookUps(trigger, async (refs, timeout) =>
		Promise.all(refs.map((ref) => search(ref, timeout))),
	);
	const [answer] = await lookUp([{ taskId: task.taskId }], isEnough);
	if (answer === TOO_MANY) return { kind: 'tooMany', retryAfter: strangers?.retryAfter() ?? 1 };
	if (answer.kind === 'notFound') return { kind: 'notFound' };
	if (answer.kind === 'unreadable') return answer;
	if (callback.isUpscaled && answer.task.status === 'succeeded' && !isSame(answer.task, task)) {
		return { kind: 'task', task };
	}
	// That it failed is the provider's word; why, only a sender who was checked may add.
	const known = isStranger ? answer.task : withCause(answer.task, task);
	return { kind: 'task', task: known, api: foundBy.get(answer.task) };
}

/** Whether a record names the file that the callback names: it is that of the 4K version then. */
function isSame(looked: KnownTask, told: KnownTask): boolean {
	const file = ({ videoUrl }: KnownTask) => videoUrl?.split(/[?#]/)[0];
	return file(told) !== undefined && file(looked) === file(told);
}
