import { createRequire } from 'node:module';
import { join } from 'node:path';
import type {
	ICredentialType,
	INodeProperties,
	INodePropertyCollection,
	INodePropertyOptions,
	INodeType,
} from 'n8n-workflow';

import type * as route from '../../nodes/VeoTrigger/route';
import type * as stages from '../../nodes/VeoTrigger/stages';

/** Of the built package: that runs in Jest and by itself. */
const load = createRequire(join(__dirname, '../../package.json'));
const built = <Module>(path: string) => load(path) as Module;

type Field = INodeProperties | INodePropertyOptions | INodePropertyCollection;

/** A field and all in it: `veo.options.pollInterval`, and its choices: `veo.completion=poll`. */
function namesIn(path: string, field: Field): string[] {
	// A notice is only shown; a choice of a list has a value; all else is a field with a name.
	if ('type' in field && field.type === 'notice') return [];
	if ('value' in field) return [`${path}=${String(field.value)}`];
	const own = `${path}.${field.name}`;
	return [
		own,
		...('options' in field ? (field.options ?? []).flatMap((each) => namesIn(own, each)) : []),
		...('values' in field ? field.values.flatMap((each) => namesIn(own, each)) : []),
	];
}

/** All that a saved workflow can depend on, each once: names, values, versions, and outputs by their order. */
export function names(): string[] {
	const classes = Object.values(
		built<Record<string, new () => INodeType | ICredentialType>>('./index.js'),
	);
	const shipped = classes.flatMap((Shipped) => {
		const type = new Shipped();
		if (!('description' in type)) {
			return type.properties.flatMap((field) => namesIn(type.name, field));
		}
		const { name, version, credentials = [], properties } = type.description;
		return [
			...[version].flat().map((each) => `${name} version ${each}`),
			...credentials.map((each) => `${name} takes ${each.name}`),
			...properties.flatMap((field) => namesIn(name, field)),
		];
	});
	const { outputNames } = built<typeof route>('./dist/nodes/VeoTrigger/route.js');
	const { STAGES } = built<typeof stages>('./dist/nodes/VeoTrigger/stages.js');
	const outputs = (['errorType', 'outcome', 'single'] as const).flatMap((branches) =>
		outputNames(branches, STAGES).map((name, index) => `veoTrigger ${branches} ${index} ${name}`),
	);
	return [...new Set([...shipped, ...outputs])].sort();
}

if (require.main === module) console.log(JSON.stringify(names(), null, '\t'));
