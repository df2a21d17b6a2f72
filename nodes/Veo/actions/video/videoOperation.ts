import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import type { TaskApi, VeoJob, VeoOperation } from '../../../../lib/providers/api';
import { runJobs } from '../../../../lib/lifecycle/run';
import { completionFields } from '../../../common/completionFields';
import { fileNameOption } from '../../../common/downloadFields';
import type { Operation } from '../../../common/operation';
import type { Preparation } from '../../../../lib/lifecycle/operation';
import { includeRawField, optionsCollection } from '../../../common/options';
import { paidBy } from '../../../common/paid';
import { toNumber, toText, type Parameters } from '../../../common/parameters';
import { chosenApi } from '../provider';

export const promptField: INodeProperties = {
	displayName: 'Prompt',
	name: 'prompt',
	type: 'string',
	typeOptions: { rows: 4 },
	required: true,
	default: '',
	placeholder: 'e.g. A dog runs through a park at sunset, birds sing',
	description: 'What the video shows and sounds like, best in English',
};

/** Each provider has its own names; any other name can be given as an expression. */
export const modelFields: INodeProperties[] = [
	{
		displayName: 'Model',
		name: 'model',
		type: 'options',
		displayOptions: { show: { provider: ['kie'] } },
		options: [
			{ name: 'Veo 3.1 Fast', value: 'veo3_fast' },
			{ name: 'Veo 3.1 Lite', value: 'veo3_lite' },
			{ name: 'Veo 3.1 Quality', value: 'veo3' },
		],
		default: 'veo3_fast',
		description: 'The more quality, the more credits; an expression can name a newer model',
	},
	aceDataModelField(),
];

/** Ace Data Cloud wants a model for upscaling too. */
export function aceDataModelField(): INodeProperties {
	return {
		displayName: 'Model',
		name: 'model',
		type: 'options',
		displayOptions: { show: { provider: ['aceData'] } },
		options: [
			{ name: 'Veo 3', value: 'veo3' },
			{ name: 'Veo 3 Fast', value: 'veo3-fast' },
			{ name: 'Veo 3.1', value: 'veo31' },
			{ name: 'Veo 3.1 Fast', value: 'veo31-fast' },
		],
		default: 'veo3-fast',
		description: 'The more quality, the higher the price; an expression can name a newer model',
	};
}

export const seedField: INodeProperties = {
	displayName: 'Seed (Kie.ai Only)',
	name: 'seeds',
	type: 'number',
	typeOptions: { minValue: 10000, maxValue: 99999 },
	default: 10000,
	description: 'The same seed makes similar videos; from 10000 to 99999',
};

export const watermarkField: INodeProperties = {
	displayName: 'Watermark (Kie.ai Only)',
	name: 'watermark',
	type: 'string',
	default: '',
	placeholder: 'e.g. MyBrand',
	description: 'Text that is put into the picture',
};

const generationOptions = optionsCollection([
	{
		displayName: 'Aspect Ratio',
		name: 'aspectRatio',
		type: 'options',
		options: [
			{ name: '16:9 (Landscape)', value: '16:9' },
			{ name: '9:16 (Portrait)', value: '9:16' },
			{ name: 'Auto (Kie.ai Only)', value: 'Auto' },
		],
		default: '16:9',
		description: 'Auto follows the image',
	},
	{
		displayName: 'Duration (Seconds, Kie.ai Only)',
		name: 'duration',
		type: 'options',
		options: [
			{ name: '4', value: 4 },
			{ name: '6', value: 6 },
			{ name: '8', value: 8 },
		],
		default: 8,
	},
	{
		displayName: 'Enable Fallback (Kie.ai Only)',
		name: 'enableFallback',
		type: 'boolean',
		default: false,
		description:
			'Whether another model takes over when the content check refuses the job. Its video is 1080p, cannot be upscaled and costs differently; images that are not 16:9 are cropped. For 16:9 only; Kie.ai has deprecated it.',
	},
	{
		displayName: 'Enable Translation',
		name: 'enableTranslation',
		type: 'boolean',
		default: true,
		description: 'Whether the provider translates the prompt into English',
	},
	fileNameOption,
	includeRawField,
	{
		displayName: 'Resolution',
		name: 'resolution',
		type: 'options',
		options: [
			{ name: '1080p', value: '1080p' },
			{ name: '4K', value: '4k' },
			{ name: '720p (Kie.ai Only)', value: '720p' },
			{ name: 'GIF (Ace Data Cloud Only)', value: 'gif' },
		],
		default: '1080p',
		description: 'Anything above the standard may cost more',
	},
	seedField,
	watermarkField,
]);

/** Fields that come after those of a generating operation. */
const generationFields = [...completionFields, generationOptions];

/** The options that the user has set; the others are not sent. */
export function readOptions({ collection }: Parameters): Partial<VeoJob> {
	const options = collection('options');
	const job: Partial<VeoJob> = {};
	for (const name of ['aspectRatio', 'resolution', 'watermark'] as const) {
		if (name in options) job[name] = toText(options[name]);
	}
	for (const name of ['duration', 'seeds'] as const) {
		if (name in options) job[name] = toNumber(options[name]);
	}
	for (const name of ['enableTranslation', 'enableFallback'] as const) {
		if (name in options) job[name] = options[name] === true;
	}
	return job;
}

/** What tells one operation that buys a video from another. */
interface VideoOperation {
	option: Operation['option'] & { value: VeoOperation };
	/** Its own fields. */
	fields: INodeProperties[];
	readJob: (parameters: Parameters) => Partial<VeoJob>;
	/** What has to be done before the first purchase and takes files or the network. */
	preparations?: (context: IExecuteFunctions, api: TaskApi<VeoJob>) => Array<Preparation<VeoJob>>;
}

/** An operation that generates a video: it has a prompt and the options of the API. */
export function generates({ fields, readJob, ...rest }: VideoOperation): Operation {
	return submitsVideo({
		...rest,
		fields: [...fields, ...generationFields],
		readJob: (parameters) => ({
			prompt: parameters.prose('prompt'),
			...readOptions(parameters),
			...readJob(parameters),
		}),
	});
}

/** Any operation that buys a video. */
export function submitsVideo(operation: VideoOperation): Operation {
	const { option, fields, readJob, preparations } = operation;
	return {
		option,
		fields,
		async execute(context: IExecuteFunctions) {
			return await runJobs<VeoJob>(context, async () => {
				const api = await chosenApi(context);
				return {
					api,
					...paidBy(context, fields, (parameters) => {
						const model = parameters.text('model');
						const callbackUrl = parameters.text('callbackUrl');
						return {
							operation: option.value,
							...(model && { model }),
							...(callbackUrl && { callbackUrl }),
							...readJob(parameters),
						};
					}),
					preparations: preparations?.(context, api),
				};
			});
		},
	};
}
