import type { IExecuteFunctions } from 'n8n-workflow';

import { stopOnFailure } from './failures';
import { purchaseMemory, type Purchase } from './memory';
import { noteTask } from './noteTask';
import { buyOnce, rememberOrder, underOrderKey } from './orderKeys';
import { otherTasks, type PaidOperation, type RunItem } from './operation';
import { paced } from './pace';
import { tellerOf } from './progress';
import { logPurchase } from './purchaseLog';
import type { Budget } from './spending';
import { foundByTrace } from './traced';
import { clientFor } from '../http/client';
import { PROVIDERS } from '../providers';
import type { Submission } from '../providers/api';
import { withoutPurchase } from '../error';
import { isFinal, isKnown, type Task } from '../task';

/**
 * Buys the tasks of all items, except those that an earlier try of this run has bought.
 *
 * A submit is never sent twice: what is accepted or unclear is in the memory before anything else can
 * happen, and what is in the memory is not sent. Only an explicit *too fast* is repeated (pace.ts),
 * and what was plainly refused may be tried anew by n8n's Retry On Fail.
 * @throws NodeApiError for the first item that cannot be bought, unless failures are reported or have
 * an output of their own; nothing more is bought then, and the error names what was
 */
export async function submitAll<Job>(
	context: IExecuteFunctions,
	operation: PaidOperation<Job>,
	items: Array<RunItem<Job>>,
	budget: Budget,
): Promise<void> {
	const { api, completion } = operation;
	const { timeLimit, separateOutputs } = completion;
	const memory = purchaseMemory(context);
	const signal = context.getExecutionCancelSignal();
	const { submit: send, lookUpByTrace } = clientFor(context, api);
	const tell = tellerOf(context);
	const submit = paced(send, PROVIDERS[api.provider].pace, { signal, timeLimit, tell });
	for (const item of items) {
		if (signal?.aborted) return;
		let submission: Submission | undefined = memory.get(item.key);
		if (!submission && !isFinal(item.task) && !item.task.reused) {
			submission = await buyOnce(context, operation, item, async () => {
				logPurchase(context, item.key, api, { kind: 'begun' });
				const outcome = await submit(item.job);
				take(item, outcome);
				return outcome;
			});
		}
		const found = submission && (await foundByTrace(submission, lookUpByTrace, { signal }));
		if (found && found !== submission) take(item, found);
		// A task that has an ID is reported with the others, when all of them are final; and what
		// failed has an output of its own where each outcome has one.
		if (!isKnown(item.task) && !separateOutputs) {
			stopOnFailure(context, item.task, item.key.itemIndex, () => otherTasks(items, item));
		}
	}

	function take(item: RunItem<Job>, submission: Submission): void {
		// A refusal bought nothing, so a retry may try it again.
		if (isPurchase(submission)) {
			memory.record(item.key, api, submission);
			if (!item.isBought) budget.spend();
			item.isBought = true;
		} else {
			logPurchase(context, item.key, api, submission);
		}
		if (submission.kind === 'accepted') {
			item.ref = submission.ref;
			rememberOrder(context, item, submission);
			noteTask(context, submission.task.taskId);
			tell(`bought task ${submission.task.taskId}`);
		}
		item.task = underOrderKey(item, taskOf(item.task, submission));
	}
}

/** The task that a submit came to. @param task what is known of it without */
export function taskOf<Known extends Partial<Task>>(
	task: Known,
	submission: Submission,
): Known | Task {
	if (submission.kind === 'accepted') return submission.task;
	const { traceId, raw } = submission;
	const error =
		submission.kind === 'unknown' ? submission.error : withoutPurchase(submission.error);
	return {
		...task,
		status: 'failed',
		...(traceId !== undefined && { traceId }),
		error,
		...(raw !== undefined && { raw }),
	};
}

function isPurchase(submission: Submission): submission is Purchase {
	return submission.kind === 'accepted' || submission.kind === 'unknown';
}
