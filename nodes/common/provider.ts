import type { IExecuteFunctions, INodeCredentialDescription, INodeProperties } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { apiVersionOf } from '../../lib/http/credential';
import { PROVIDERS, providersOf } from '../../lib/providers';
import type { ApiVersion, TaskApi } from '../../lib/providers/api';
import type { Product, Provider } from '../../lib/task';
import { testRunOf } from './testRuns';

/** The chosen provider's name, as n8n evaluates it within an expression. */
export const providerLabel = `(${JSON.stringify(
	Object.fromEntries(providersOf().map((provider) => [provider, PROVIDERS[provider].label])),
)})[$parameter["provider"]]`;

/** The field Provider of a node, with those that have the product. */
export function providerField(
	product: Product,
	{ default: first, description }: { default: Provider; description: string },
): INodeProperties {
	return {
		displayName: 'Provider',
		name: 'provider',
		type: 'options',
		noDataExpression: true,
		options: providersOf(product).map((value) => ({ name: PROVIDERS[value].label, value })),
		default: first,
		description,
	};
}

/**
 * The credentials of a node: that of the chosen provider. By `hide`, because n8n takes the field
 * Provider for its own, and hides it, where `show` names it alone.
 */
export function credentialsOf(product?: Product): INodeCredentialDescription[] {
	const providers = providersOf(product);
	return providers.map((provider) => ({
		name: PROVIDERS[provider].credential,
		required: true,
		displayOptions: { hide: { provider: providers.filter((other) => other !== provider) } },
	}));
}

/**
 * The API that the node's parameter Provider and the credential choose.
 * @param apiOf gives the node's product
 * @throws NodeOperationError where the chosen provider does not have it
 */
export async function chosenApi<Job>(
	context: IExecuteFunctions,
	product: Product,
	apiOf: (provider: string, version: ApiVersion) => TaskApi<Job> | undefined,
): Promise<TaskApi<Job>> {
	const provider = context.getNodeParameter('provider', 0) as string;
	const api = apiOf(provider, await versionOf(context, provider));
	if (api) return api;
	const labels = providersOf(product).map((each) => PROVIDERS[each].label);
	throw new NodeOperationError(context.getNode(), `'Provider' has no choice "${provider}"`, {
		description: `Choose ${labels.join(' or ')}.`,
	});
}

/** A sample is made without a request, so it needs no credential either. */
async function versionOf(context: IExecuteFunctions, provider: string): Promise<ApiVersion> {
	const version = apiVersionOf(context, provider);
	if (testRunOf(context)?.kind !== 'sample') return await version;
	return await version.catch(() => 'classic');
}
