import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import type { SpendingLimits } from '../../lib/lifecycle/spending';
import { PROVIDERS, providersOf } from '../../lib/providers';
import { shownWhere } from './options';
import { toNumber } from './parameters';

const number: Pick<INodeProperties, 'type' | 'typeOptions'> = {
	type: 'number',
	typeOptions: { minValue: 1, numberPrecision: 0 },
};

/** Each purchase of a day is a value in n8n's database, and all of them are read and written for each run. */
const MAX_PER_DAY = 10_000;

/** Options of every operation that buys: how much it may. */
export const spendingOptions: INodeProperties[] = [
	{
		...number,
		displayName: 'Max Purchases per Run',
		name: 'maxPurchasesPerRun',
		default: 10,
		description:
			'How many purchases this node may make in one execution, with all items, rounds of a loop and tries. A run that would need more buys nothing.',
	},
	{
		...number,
		typeOptions: { ...number.typeOptions, maxValue: MAX_PER_DAY },
		displayName: 'Max Purchases per Day',
		name: 'maxPurchasesPerDay',
		default: 50,
		description:
			"How many purchases this node may make in one day of the workflow's time zone, in all executions but those that are started from the editor. Up to 10,000.",
	},
	...shownWhere(
		{ '/provider': providersOf().filter((provider) => PROVIDERS[provider].credits) },
		{
			...number,
			displayName: 'Keep at Least (Credits)',
			name: 'keepCredits',
			default: 100,
			description:
				'Buys only while the account has more credits than this. They are asked for once, before the first purchase of a run, so what the run itself costs is not foreseen.',
		},
	),
];

/**
 * What the run may spend, read from the first item. An option that is there and says nothing is a
 * mistake, for a limit that is not kept costs money.
 * @throws NodeOperationError before anything is bought, where a limit is no whole number from 1 on, or
 * more than can be counted
 */
export function spendingOf(context: IExecuteFunctions): SpendingLimits {
	const options: IDataObject = context.getNodeParameter('options', 0, {});
	const limits: SpendingLimits = {};
	for (const { name, displayName, typeOptions } of spendingOptions) {
		if (!(name in options)) continue;
		const limit = toNumber(options[name]);
		if (!Number.isSafeInteger(limit) || limit < 1) {
			throw new NodeOperationError(
				context.getNode(),
				`'${displayName}' must be a whole number of at least 1`,
				{ description: 'Correct the option, or remove it to have no limit. Nothing was bought.' },
			);
		}
		const { maxValue } = typeOptions ?? {};
		if (maxValue !== undefined && limit > maxValue) {
			throw new NodeOperationError(
				context.getNode(),
				`'${displayName}' must be at most ${maxValue}`,
				{ description: 'Lower the option, or remove it to have no limit. Nothing was bought.' },
			);
		}
		limits[name as keyof SpendingLimits] = limit;
	}
	return limits;
}
