import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { isResourceLocatorValue } from 'n8n-workflow';

/** The parameters of one item, in the types that the providers want. */
export interface Parameters {
	/** Whether the node shows a resource locator of this name, whatever is in it. */
	hasLocator: (name: string) => boolean;
	/** Trimmed; empty where the value is absent or no text. */
	text: (name: string) => string;
	/** Text that a model reads: an object or a list, as structured parsers give, is its JSON text. */
	prose: (name: string) => string;
	/** NaN where the value is no number. */
	number: (name: string) => number;
	/** The same, with a default for an option that the user did not set. */
	numberOf: (name: string, otherwise: number) => number;
	flag: (name: string) => boolean;
	/** Texts from a list, from an expression that gives a list, or from lines; empty ones are dropped. */
	list: (name: string) => string[];
	/** What the user has set in a collection; blank values count as not set. */
	collection: (name: string) => IDataObject;
}

/** The node's parameters as they are for one item, in the types that jobs want. */
export function parametersOf(context: IExecuteFunctions, itemIndex: number): Parameters {
	const given = (name: string): unknown => context.getNodeParameter(name, itemIndex, '');
	const value = (name: string): unknown => chosen(given(name));
	return {
		hasLocator: (name) => isResourceLocatorValue(given(name)),
		text: (name) => toText(value(name)),
		prose: (name) => toProse(value(name)),
		number: (name) => toNumber(value(name)),
		numberOf: (name, otherwise) => {
			const set = value(name);
			return toText(set) === '' ? otherwise : toNumber(set);
		},
		flag: (name) => value(name) === true,
		list: (name) => toTexts(value(name)),
		collection: (name) =>
			Object.fromEntries(
				Object.entries((value(name) || {}) as IDataObject).filter(
					([, entry]) => entry !== undefined && entry !== null && entry !== '',
				),
			),
	};
}

/** What a resource locator holds, whichever way it was chosen; any other value as it is. */
function chosen(value: unknown): unknown {
	return isResourceLocatorValue(value) ? value.value : value;
}

/** Text without blanks around it; empty for what is no text. */
export function toText(value: unknown): string {
	return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
}

/** An object without anything in it is as good as no text. */
function toProse(value: unknown): string {
	if (typeof value !== 'object' || value === null) return toText(value);
	return Object.keys(value).length > 0 ? JSON.stringify(value) : '';
}

/** `NaN` for what is no number; nothing at all is none. */
export function toNumber(value: unknown): number {
	return toText(value) === '' ? NaN : Number(value);
}

/** URLs may hold commas, so only a comma before the next URL separates. */
const COMMA_BEFORE_URL = /,(?=\s*https?:\/\/)/;

function toTexts(value: unknown): string[] {
	if (Array.isArray(value)) return value.flatMap(toTexts);
	return toProse(value)
		.split(COMMA_BEFORE_URL)
		.flatMap((part) => part.split('\n'))
		.map((part) => part.trim())
		.filter(Boolean);
}
