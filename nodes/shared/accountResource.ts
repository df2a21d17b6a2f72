import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { readSteadily } from '../../completion/readSteadily';
import { creditsRequest, readCredits } from '../../providers/credits';
import { ask } from '../../transport/gateway';
import { toFailedItem, toItem } from './items';
import type { Resource } from './operation';

/** The resource Account: what is left to spend. */
export const accountResource: Resource = {
	option: {
		name: 'Account',
		value: 'account',
		displayOptions: { hide: { provider: ['aceData'] } },
	},
	operations: [
		{
			option: {
				name: 'Get Credits',
				value: 'getCredits',
				action: 'Get credits of account',
				description: 'Read how many credits are left',
			},
			fields: [],
			execute: getCredits,
		},
	],
};

async function getCredits(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const provider = context.getNodeParameter('provider', 0) as string;
	if (provider !== 'kie' && provider !== 'sunoApi') {
		throw new NodeOperationError(context.getNode(), "'Account' is not available at this provider", {
			description:
				'Ace Data Cloud shows the balance on its website only. Choose Kie.ai, or look there.',
		});
	}
	const signal = context.getExecutionCancelSignal();
	const items: INodeExecutionData[] = [];
	for (let item = 0; item < context.getInputData().length; item++) {
		const balance = await readSteadily(
			async () =>
				await ask(context, provider, creditsRequest(provider), (answer) =>
					readCredits(answer, provider),
				),
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
