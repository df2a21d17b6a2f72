import type { INodeProperties } from 'n8n-workflow';

/** Option of every operation that outputs tasks. */
export const includeRawField: INodeProperties = {
	displayName: 'Include Raw Response',
	name: 'includeRaw',
	type: 'boolean',
	default: false,
	description:
		"Whether to add the provider's own answer to the output as raw; only secrets in it are masked",
};

/** The collection Options of an operation. */
export function optionsCollection(options: INodeProperties[]): INodeProperties {
	return {
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options,
	};
}
