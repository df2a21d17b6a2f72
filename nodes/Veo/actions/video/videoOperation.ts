import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import type { TaskApi, VeoJob, VeoOperation } from '../../../../lib/providers/api';
import { runJobs } from '../../../../lib/lifecycle/run';
import { completionOptions, waitFields } from '../../../common/completionFields';
import { downloadFields } from '../../../common/downloadFields';
import type { Operation } from '../../../common/operation';
import type { Preparation } from '../../../../lib/lifecycle/operation';
import { optionsCollection, shownWhere } from '../../../common/options';
import { paidBy } from '../../../common/paid';
import { toNumber, toText, type Parameters } from '../../../common/parameters';
import { chosenApi } from '../provider';
import { formatFields, readFormat } from './formatFields';
import { readModel } from './models';

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

/** Kie.ai alone has these two. */
export const kieOptions: INodeProperties[] = shownWhere(
	{ '/provider': ['kie'] },
	{
		displayName: 'Seed',
		name: 'seeds',
		type: 'number',
		typeOptions: { minValue: 10000, maxValue: 99999 },
		default: 10000,
		description: 'The same seed makes similar videos; from 10000 to 99999',
	},
	{
		displayName: 'Watermark',
		name: 'watermark',
		type: 'string',
		default: '',
		placeholder: 'e.g. MyBrand',
		description: 'Text that is put into the picture',
	},
);

const generationOptions: INodeProperties[] = [
	...completionOptions,
	...kieOptions,
	...shownWhere(
		{ '/provider': ['kie'] },
		{
			displayName: 'Enable Fallback',
			name: 'enableFallback',
			type: 'boolean',
			default: false,
			description:
				'Whether another model takes over when the content check refuses the job. Its video is 1080p, cannot be upscaled and costs differently; images that are not 16:9 are cropped. For 16:9 only; Kie.ai has deprecated it.',
		},
	),
	{
		displayName: 'Enable Translation',
		name: 'enableTranslation',
		type: 'boolean',
		default: true,
		description: 'Whether the provider translates the prompt into English',
	},
];

/** The options that the user has set; the others are not sent. */
export function readOptions({ collection }: Parameters): Partial<VeoJob> {
	const options = collection('options');
	const job: Partial<VeoJob> = {};
	if ('watermark' in options) job.watermark = toText(options.watermark);
	if ('seeds' in options) job.seeds = toNumber(options.seeds);
	for (const name of ['enableTranslation', 'enableFallback'] as const) {
		if (name in options) job[name] = options[name] === true;
	}
	return job;
}

/** What tells one operation that buys a video from another. */
interface VideoOperation extends Pick<Operation, 'providers'> {
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
		fields: [
			...fields,
			...downloadFields,
			...formatFields(rest.option.value),
			...waitFields,
			optionsCollection(generationOptions),
		],
		readJob: (parameters) => ({
			prompt: parameters.prose('prompt'),
			...readFormat(parameters),
			...readOptions(parameters),
			...readJob(parameters),
		}),
	});
}

/** Any operation that buys a video. */
export function submitsVideo(operation: VideoOperation): Operation {
	const { readJob, preparations, ...rest } = operation;
	const { option, fields } = rest;
	return {
		...rest,
		async execute(context: IExecuteFunctions) {
			return await runJobs<VeoJob>(context, async () => {
				const api = await chosenApi(context);
				return {
					api,
					...paidBy(context, fields, (parameters) => {
						const model = readModel(parameters);
						const callbackUrl = parameters.text('callbackUrl');
						return {
							operation: option.value,
							...(model !== undefined && { model }),
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
