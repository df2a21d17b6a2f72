import type { IExecuteFunctions } from 'n8n-workflow';

import type { Task } from '../task';
import type { Purchase } from './memory';

/**
 * One line in n8n's log for each purchase, in the moment it is known: n8n keeps nothing of a node
 * that is killed or stopped while it runs, but its log has the task ID with the execution, whichever
 * of the two somebody searches for.
 */
export function logPurchase(
	context: IExecuteFunctions,
	itemIndex: number,
	{ provider, product }: Pick<Task, 'provider' | 'product'>,
	purchase: Purchase,
): void {
	const isBought = purchase.kind === 'accepted';
	const line = [
		isBought ? 'Purchase accepted:' : 'Purchase unclear:',
		`provider=${provider}`,
		`product=${product}`,
		// The ID comes from the network: no line of its own making shall get into the log.
		...(isBought ? [`taskId=${JSON.stringify(purchase.task.taskId)}`] : []),
		`workflowId=${context.getWorkflow().id}`,
		`executionId=${context.getExecutionId()}`,
		`node=${JSON.stringify(context.getNode().name)}`,
		`item=${itemIndex}`,
	].join(' ');
	if (isBought) context.logger.info(line);
	else context.logger.warn(line);
}
