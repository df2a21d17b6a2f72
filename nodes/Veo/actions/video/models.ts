import type { INodeListSearchResult, INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import type { Provider } from '../../../../lib/task';
import type { Parameters } from '../../../common/parameters';

interface ModelField {
	provider: Provider;
	models: readonly INodePropertyOptions[];
	/** One of the models. */
	first: string;
	description: string;
}

/**
 * The fields for a model, each with the models that may stand in it. Providers have names in common that
 * mean different models, so each has a field of its own: a choice never becomes that of another.
 */
const MODEL_FIELDS = {
	model: {
		provider: 'kie',
		models: [
			{ name: 'Veo 3.1 Fast', value: 'veo3_fast' },
			{ name: 'Veo 3.1 Lite', value: 'veo3_lite' },
			{ name: 'Veo 3.1 Quality', value: 'veo3' },
		],
		first: 'veo3_fast',
		description: 'The more quality, the more credits',
	},
	referenceModel: {
		provider: 'kie',
		models: [
			{ name: 'Veo 3.1 Fast', value: 'veo3_fast' },
			{ name: 'Veo 3.1 Lite', value: 'veo3_lite' },
		],
		first: 'veo3_fast',
		description: 'The more quality, the more credits',
	},
	extendModel: {
		provider: 'kie',
		models: [
			{ name: 'Veo 3.1 Fast', value: 'fast' },
			{ name: 'Veo 3.1 Lite', value: 'lite' },
			{ name: 'Veo 3.1 Quality', value: 'quality' },
		],
		first: 'fast',
		description: 'The more quality, the more credits',
	},
	aceDataModel: {
		provider: 'aceData',
		models: [
			{ name: 'Veo 3', value: 'veo3' },
			{ name: 'Veo 3 Fast', value: 'veo3-fast' },
			{ name: 'Veo 3.1', value: 'veo31' },
			{ name: 'Veo 3.1 Fast', value: 'veo31-fast' },
		],
		first: 'veo3-fast',
		description: 'The more quality, the higher the price',
	},
	aceDataReferenceModel: {
		provider: 'aceData',
		models: [{ name: 'Veo 3.1 Fast Ingredients', value: 'veo31-fast-ingredients' }],
		first: 'veo31-fast-ingredients',
		description: 'The only model that takes reference images so far',
	},
} as const satisfies Record<string, ModelField>;

type ModelFieldName = keyof typeof MODEL_FIELDS;

const MODEL_FIELD_NAMES = Object.keys(MODEL_FIELDS) as ModelFieldName[];

/** A field for the model, with a list to choose from and a place for the ID of a newer one. */
export function modelField(name: ModelFieldName): INodeProperties {
	const { provider, models, first, description }: ModelField = MODEL_FIELDS[name];
	return {
		displayName: 'Model',
		name,
		type: 'resourceLocator',
		default: {
			mode: 'list',
			value: first,
			cachedResultName: models.find(({ value }) => value === first)?.name,
		},
		required: true,
		displayOptions: { show: { provider: [provider] } },
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				typeOptions: { searchListMethod: searchMethod(name), searchable: true },
			},
			{ displayName: 'By ID', name: 'id', type: 'string', placeholder: `e.g. ${first}` },
		],
		description: `${description}; By ID takes a newer model, too`,
	};
}

/**
 * The model of an item: an operation shows one of the fields at a time. Empty where that has come to
 * nothing; undefined where there is none.
 */
export function readModel({ text, hasLocator }: Parameters): string | undefined {
	const model = MODEL_FIELD_NAMES.map(text).find((name) => name !== '');
	return model ?? (MODEL_FIELD_NAMES.some(hasLocator) ? '' : undefined);
}

function searchMethod(name: ModelFieldName): string {
	return `search_${name}`;
}

/** What fills the lists, without a request: the models of the field whose name has what is typed. */
export const searchModels = Object.fromEntries(
	MODEL_FIELD_NAMES.map((name) => {
		const { models }: ModelField = MODEL_FIELDS[name];
		const search = (filter = ''): Promise<INodeListSearchResult> => {
			const wanted = filter.toLowerCase();
			const results = models.filter((model) => model.name.toLowerCase().includes(wanted));
			return Promise.resolve({ results });
		};
		return [searchMethod(name), search];
	}),
);
