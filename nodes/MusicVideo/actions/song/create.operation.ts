import { runJobs } from '../../../../lib/lifecycle/run';
import type { SongJob } from '../../../../lib/providers/api';
import type { Operation } from '../../../common/operation';
import { paidBy } from '../../../common/paid';
import { toNumber, toText, type Parameters } from '../../../common/parameters';
import { chosenSongApi } from '../provider';
import { fields } from './fields';

const TEXTS = ['negativeTags', 'vocalGender', 'personaId', 'personaModel'] as const;
const NUMBERS = ['styleWeight', 'weirdnessConstraint', 'audioWeight', 'duration'] as const;

export const create: Operation = {
	option: {
		name: 'Create',
		value: 'create',
		action: 'Create a song',
		description: 'Make a song from a description, or from lyrics, style and title',
	},
	fields,
	async execute(context) {
		return await runJobs<SongJob>(context, async () => ({
			api: await chosenSongApi(context),
			...paidBy(context, fields, readJob),
		}));
	},
};

/** A field that the others hide is no part of the job, whatever is left in it. */
function readJob({ text, prose, flag, collection }: Parameters): SongJob {
	const [customMode, instrumental] = [flag('customMode'), flag('instrumental')];
	const job: SongJob = { customMode, instrumental, model: text('model') };
	if (!customMode || !instrumental) job.prompt = prose('prompt');
	if (customMode) [job.style, job.title] = [prose('style'), text('title')];
	const options = collection('options');
	for (const name of TEXTS) if (name in options) job[name] = toText(options[name]);
	for (const name of NUMBERS) if (name in options) job[name] = toNumber(options[name]);
	const callbackUrl = text('callbackUrl');
	return { ...job, ...(callbackUrl && { callbackUrl }) };
}
