import type { INodeProperties } from 'n8n-workflow';

/** Checks who calls back; every provider's credential has it. */
export const callbackToken: INodeProperties = {
	displayName: 'Callback Token',
	name: 'callbackToken',
	type: 'string',
	typeOptions: { password: true },
	default: '',
	description:
		'A long random text of your own, for Veo Trigger: it is added to callback URLs, and the trigger refuses callbacks without it',
};

/**
 * What few need, shown by one switch. n8n forgets the value of a field that is not shown; so behind the
 * switch each has a twin that is never shown and always there.
 */
export function advanced(...fields: INodeProperties[]): INodeProperties[] {
	return [
		{
			displayName: 'Advanced',
			name: 'advanced',
			type: 'boolean',
			default: false,
			description: 'Whether to show what few need; what is hidden still applies',
		},
		...fields.flatMap((field): INodeProperties[] => [
			// Not `show`: the public API of n8n 2.8 would then ask for a value where the switch is off, too.
			{ ...field, displayOptions: { hide: { advanced: [false] } } },
			{ ...field, type: 'hidden', displayOptions: { hide: { advanced: [true] } } },
		]),
	];
}

/** Where the provider answers. @param url its own address */
export function baseUrl(url: string): INodeProperties {
	return {
		displayName: 'Base URL',
		name: 'baseUrl',
		type: 'string',
		default: url,
		description: 'Change it only to go through a proxy or to a local stand-in',
	};
}
