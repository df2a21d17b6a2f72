import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { readSteadily } from '../../lib/lifecycle/readSteadily';
import { isProvider, PROVIDERS, providersOf } from '../../lib/providers';
import { ask } from '../../lib/http/client';
import { toFailedItem, toItem } from './output';
import type { Resource } from './operation';

/** The resource Account: what is left to spend. */
export const accountResource: Resource = {
	option: { name: 'Account', value: 'account' },
	providers: providersOf().filter((provider) => PROVIDERS[provider].credits),
	operations: [
		{
			option: {
				name: 'Get Credits',
				value: 'getCredits',
				action: 'Get the credits of an account',
				description: 'Read how many credits are left',
			},
			fields: [
				{
					displayName:
						'This provider tells the balance on its website only. Choose another resource.',
					name: 'noAccountNotice',
					type: 'notice',
					default: '',
					displayOptions: {
						show: { provider: providersOf().filter((provider) => !PROVIDERS[provider].credits) },
					},
				},
			],
			execute: getCredits,
		},
	],
};

async function getCredits(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const provider = context.getNodeParameter('provider', 0) as string;
	const credits = isProvider(provider) ? PROVIDERS[provider].credits : undefined;
	if (!isProvider(provider) || !credits) {
		throw new NodeOperationError(context.getNode(), "'Account' is not available at this provider", {
			description:
				'Look for the balance on the website of the provider, or choose another provider.',
		});
	}
	const signal = context.getExecutionCancelSignal();
	const items: INodeExecutionData[] = [];
	for (let item = 0; item < context.getInputData().length; item++) {
		const balance = await readSteadily(
			async () => await ask(context, provider, credits, undefined),
			{ signal },
		);
		items.push(
			balance.kind === 'credits'
				? toItem(context, { provider, credits: balance.credits }, item)
				: toFailedItem(context, { provider, error: balance.error }, item),
		);
	}
	return [items];
}
