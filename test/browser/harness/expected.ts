import { createRequire } from 'node:module';
import { join } from 'node:path';
import {
	NodeHelpers,
	type INodeParameters,
	type INodeProperties,
	type INodePropertyOptions,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { ROOT } from '../../../dev/demo/paths';

/** The description that is in the package: the global setup has built it. */
export function builtDescription(node: string): INodeTypeDescription {
	const file = join(ROOT, 'dist', 'nodes', node, `${node}.node.js`);
	const built = createRequire(__filename)(file) as Record<string, new () => INodeType>;
	return new built[node]().description as INodeTypeDescription;
}

/** What n8n's own rules make of a description, once some values are chosen. */
export class Expected {
	private readonly values: INodeParameters;

	constructor(
		private readonly description: INodeTypeDescription,
		chosen: INodeParameters,
	) {
		const { properties } = description;
		this.values =
			NodeHelpers.getNodeParameters(properties, chosen, true, false, null, description) ?? {};
	}

	/** Labels of fields and texts of notices, from top to bottom. */
	fields(): string[] {
		return this.shown().map(({ displayName }) => textOf(displayName));
	}

	/** What each list offers, by the name of the field. */
	choices(): Record<string, string[]> {
		const lists = this.shown().filter(({ type }) => type === 'options');
		return Object.fromEntries(
			lists.map(({ name, options = [] }) => [
				name,
				(options as INodePropertyOptions[])
					.filter((option) => this.displays(option, this.values))
					.map((option) => option.name),
			]),
		);
	}

	/** The list entries of a field, with their values. */
	entries(name: string): INodePropertyOptions[] {
		const field = this.shown().find((property) => property.name === name);
		return ((field?.options ?? []) as INodePropertyOptions[]).filter((option) =>
			this.displays(option, this.values),
		);
	}

	/** What can be added to the collection Options. */
	options(): string[] {
		const collection = this.shown().find(({ type }) => type === 'collection');
		return ((collection?.options ?? []) as INodeProperties[])
			.filter((option) => this.displays(option, {}))
			.map(({ displayName }) => displayName);
	}

	private shown(): INodeProperties[] {
		return this.description.properties.filter(
			(property) => property.type !== 'hidden' && this.displays(property, this.values),
		);
	}

	private displays(
		property: INodeProperties | INodePropertyOptions,
		values: INodeParameters,
	): boolean {
		const node = { typeVersion: 1 };
		return NodeHelpers.displayParameter(values, property, node, this.description, this.values);
	}
}

/** A notice is HTML, of which the reader sees the text. */
function textOf(html: string): string {
	return html
		.replace(/<[^>]+>/g, '')
		.replace(/\s+/g, ' ')
		.trim();
}
