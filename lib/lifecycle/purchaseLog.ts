import type { IExecuteFunctions } from 'n8n-workflow';

import type { Submission } from '../providers/api';
import type { KnownTask, Task } from '../task';
import type { PurchaseKey } from './memory';

/**
 * What is logged of a submit: that it is about to be sent, and what came of it; or that there is none,
 * because the order key has bought before.
 */
type Stage = { kind: 'begun' } | { kind: 'reused'; task: KnownTask } | Submission;

/** The words for those kinds that are not a word for the reader. */
const WORDS: Partial<Record<Stage['kind'], string>> = { unknown: 'unclear', throttled: 'refused' };

/**
 * One line in n8n's log before each purchase, and one in the moment when its outcome is known: n8n
 * keeps nothing of a node that is killed or stopped while it runs, but its log has the task ID with
 * the execution, whichever of the two somebody searches for. Where n8n is killed while a submit is on
 * its way, the first line alone tells that something may have been bought.
 */
export function logPurchase(
	context: IExecuteFunctions,
	{ itemIndex, orderKey }: Pick<PurchaseKey, 'itemIndex' | 'orderKey'>,
	{ provider, product }: Pick<Task, 'provider' | 'product'>,
	stage: Stage,
): void {
	const line = [
		`Purchase ${WORDS[stage.kind] ?? stage.kind}:`,
		`provider=${provider}`,
		`product=${product}`,
		// The ID comes from the network: no line of its own making shall get into the log.
		...('task' in stage ? [`taskId=${JSON.stringify(stage.task.taskId)}`] : []),
		`workflowId=${context.getWorkflow().id}`,
		`executionId=${context.getExecutionId()}`,
		`node=${JSON.stringify(context.getNode().name)}`,
		`item=${itemIndex}`,
		...(orderKey === undefined ? [] : [`orderKey=${JSON.stringify(orderKey)}`]),
	].join(' ');
	if (stage.kind === 'unknown') context.logger.warn(line);
	else context.logger.info(line);
}
