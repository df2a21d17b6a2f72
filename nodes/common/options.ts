import type { INodeProperties } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';

/** Option of every operation that outputs tasks. */
export const includeRawField: INodeProperties = {
	displayName: 'Include Raw Response',
	name: 'includeRaw',
	type: 'boolean',
	default: false,
	description:
		"Whether to add the provider's own answer to the output as raw; only secrets in it are masked",
};

/** The fields, shown where the others have these values. */
export function shownWhere(
	show: Record<string, Array<string | boolean>>,
	...fields: INodeProperties[]
): INodeProperties[] {
	return updateDisplayOptions({ show }, fields);
}

/** The collection Options of an operation, by name, as n8n wants it. */
export function optionsCollection(options: INodeProperties[]): INodeProperties {
	return {
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [...options].sort((one, other) => one.displayName.localeCompare(other.displayName)),
	};
}
