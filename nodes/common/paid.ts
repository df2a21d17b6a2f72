import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import type { PaidOperation } from '../../lib/lifecycle/operation';
import { completionOf } from './completion';
import { downloadOf } from './downloadFields';
import { displayNameOf } from './fieldNames';
import { orderKeyOf } from './orderKey';
import { wantsRaw } from './output';
import { parametersOf, type Parameters } from './parameters';
import { spendingOf } from './spendingFields';
import { testRunOf } from './testRuns';

/**
 * What every operation that buys reads from its parameters: the job of each item, how its files are
 * wanted, and how the tasks are waited for.
 * @param fields the operation's own, for messages that name one
 * @throws NodeOperationError before anything is bought, where the completion makes no sense
 */
export function paidBy<Job>(
	context: IExecuteFunctions,
	fields: INodeProperties[],
	readJob: (parameters: Parameters) => Job,
): Pick<PaidOperation<Job>, 'completion' | 'spending' | 'testRun' | 'readItem' | 'labelOf'> {
	return {
		completion: completionOf(context),
		spending: spendingOf(context),
		testRun: testRunOf(context),
		readItem(itemIndex) {
			const parameters = parametersOf(context, itemIndex);
			return {
				job: readJob(parameters),
				includeRaw: wantsRaw(context, itemIndex),
				download: downloadOf(parameters),
				orderKey: orderKeyOf(context, parameters),
			};
		},
		labelOf: (field) => displayNameOf(fields, field),
	};
}
