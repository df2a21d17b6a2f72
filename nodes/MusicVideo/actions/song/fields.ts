import type { INodeProperties } from 'n8n-workflow';

import { completionFields, completionOptions } from '../../../common/completionFields';
import { optionsCollection } from '../../../common/options';

const MODELS = [
	{ name: 'V4', value: 'V4' },
	{ name: 'V4.5', value: 'V4_5' },
	{ name: 'V4.5 All', value: 'V4_5ALL' },
	{ name: 'V4.5 Plus', value: 'V4_5PLUS' },
	{ name: 'V5', value: 'V5' },
];

const IN_UNIFIED = "Where the credential's API Form is Unified";

const KIE_MODELS = [
	...MODELS,
	{ name: 'V5.5', value: 'V5_5' },
	{ name: 'V6', value: 'V6', description: IN_UNIFIED },
	{ name: 'V6 Mini', value: 'V6_MINI', description: IN_UNIFIED },
	{ name: 'V6 Wild', value: 'V6_WILD', description: IN_UNIFIED },
];

const modelField: INodeProperties = {
	displayName: 'Model',
	name: 'model',
	type: 'options',
	options: MODELS,
	default: 'V5',
	description: 'Version of the music model; an expression may give one that is not in the list',
};

const promptField: INodeProperties = {
	displayName: 'Prompt',
	name: 'prompt',
	type: 'string',
	typeOptions: { rows: 4 },
	required: true,
	default: '',
};

function weight(displayName: string, name: string, description: string): INodeProperties {
	return {
		displayName,
		name,
		type: 'number',
		typeOptions: { minValue: 0, maxValue: 1, numberPrecision: 2 },
		default: 0.5,
		description: `${description}, between 0 and 1`,
	};
}

const inCustomMode = { show: { '/customMode': [true] } };

const songOptions: INodeProperties[] = [
	weight('Audio Weight', 'audioWeight', 'How much the features of the audio count'),
	{
		displayName: 'Duration (Seconds)',
		name: 'duration',
		type: 'number',
		typeOptions: { minValue: 10, maxValue: 360 },
		default: 180,
		displayOptions: { show: { '/provider': ['kie'], '/customMode': [true] } },
		description: 'Length of the song, between 10 and 360; documented for the model V5.5',
	},
	{
		displayName: 'Negative Tags',
		name: 'negativeTags',
		type: 'string',
		default: '',
		placeholder: 'e.g. heavy metal, upbeat drums',
		description: 'Styles to keep out of the song',
	},
	{
		displayName: 'Persona ID',
		name: 'personaId',
		type: 'string',
		default: '',
		displayOptions: inCustomMode,
		description: 'A persona of the provider, whose voice or style the song takes on',
	},
	{
		displayName: 'Persona Model',
		name: 'personaModel',
		type: 'options',
		options: [
			{ name: 'Style', value: 'style_persona' },
			{ name: 'Voice', value: 'voice_persona' },
		],
		default: 'style_persona',
		displayOptions: inCustomMode,
		description: 'What the song takes on of the persona',
	},
	weight('Style Weight', 'styleWeight', 'How closely the song follows the style'),
	{
		displayName: 'Vocal Gender',
		name: 'vocalGender',
		type: 'options',
		options: [
			{ name: 'Female', value: 'f' },
			{ name: 'Male', value: 'm' },
		],
		default: 'f',
		description: 'Who sings; makes it likelier, not sure',
	},
	weight('Weirdness', 'weirdnessConstraint', 'How far the song may go from the usual'),
];

/** The fields of the operation that buys a song. */
export const fields: INodeProperties[] = [
	{
		displayName: 'Custom Mode',
		name: 'customMode',
		type: 'boolean',
		default: false,
		description:
			'Whether you give style, title and lyrics. Otherwise Suno finds them, for a description.',
	},
	{
		displayName: 'Instrumental',
		name: 'instrumental',
		type: 'boolean',
		default: false,
		description: 'Whether nobody sings',
	},
	{
		...promptField,
		placeholder: 'e.g. A calm song about a city at night',
		displayOptions: { show: { customMode: [false] } },
		description: 'What the song is about',
	},
	{
		...promptField,
		placeholder: 'e.g. [Verse] Night city lights shining bright',
		displayOptions: { show: { customMode: [true], instrumental: [false] } },
		description: 'The lyrics, as they are sung: up to 5,000 characters, with V4 up to 3,000',
	},
	{
		displayName: 'Style',
		name: 'style',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. calm piano jazz, female voice',
		displayOptions: { show: { customMode: [true] } },
		description: 'What it sounds like: up to 1,000 characters, with V4 up to 200',
	},
	{
		displayName: 'Title',
		name: 'title',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. Night City',
		displayOptions: { show: { customMode: [true] } },
		description: 'Name of the song, up to 80 characters',
	},
	{ ...modelField, displayOptions: { show: { provider: ['sunoApi'] } } },
	{ ...modelField, options: KIE_MODELS, displayOptions: { show: { provider: ['kie'] } } },
	...completionFields,
	optionsCollection([...completionOptions, ...songOptions]),
];
