import type { IExecuteFunctions, INode } from 'n8n-workflow';

import { taskError, type ErrorType, type Reason } from '../../../lib/error';
import { toNodeError } from '../../../lib/lifecycle/failures';
import type { Task } from '../../../lib/task';

const node = {
	id: '1',
	name: 'Veo',
	type: 'veo',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};
const context = {
	getNode: () => node as INode,
	getExecutionId: () => '1',
} as unknown as IExecuteFunctions;

const WORDS = 'public error minor upload';

/** The error as n8n shows it, of an answer with these words and a code. */
function shown(
	reason: Reason | undefined,
	{ type = 'service', code = 400, message = WORDS, ...record }: Details = {},
) {
	const error = taskError(type, { reason, code, message });
	const task: Partial<Task> = { provider: 'kie', product: 'veo', ...record };
	return toNodeError(context, { ...task, error });
}

type Details = Partial<Task> & { type?: ErrorType; code?: number; message?: string };

/** One title for each reason; the first words tell the most. */
const TITLES: Array<[Reason, string]> = [
	['contentPolicy', 'Refused: the prompt or image breaks the content policy'],
	['unsafeImage', 'Refused: the image was judged unsafe'],
	['minor', 'Refused: the image or prompt seems to show a minor'],
	['prominentPerson', 'Refused: the image or prompt seems to show a well-known person'],
	['sensitiveWords', 'Refused: the text has sensitive words in it'],
	['copyright', 'Refused: the text or audio matches an existing work'],
	['nonEnglishPrompt', 'Refused: the prompt is not in English'],
	['imageUnreachable', 'Image not reachable for Kie.ai'],
	['versionUnavailable', 'No such version of this video'],
	['badParameter', 'A field has a value that Kie.ai does not take'],
	['unknownPath', 'Unknown address at Kie.ai'],
	['sourceAudio', 'Unknown music task ID or audio ID'],
	['unknownTask', 'Unknown task ID at Kie.ai'],
	['expired', 'Task too old: the provider has deleted its record'],
	['duplicate', 'Made already: Kie.ai has done this before'],
	['unauthorized', 'API key refused by Kie.ai'],
	['insufficientCredits', 'No credits left at Kie.ai'],
	['quotaExceeded', 'Limit of the API key reached at Kie.ai'],
	['featureDisabled', 'Feature switched off by Kie.ai'],
	['rateLimited', 'Too many requests at Kie.ai'],
	['maintenance', 'Maintenance at Kie.ai'],
	['upstreamTimeout', 'The model took too long to answer Kie.ai'],
	['serverError', 'Fault at Kie.ai'],
	['noAnswer', 'No answer from Kie.ai'],
	['unreadableAnswer', 'Unreadable answer from Kie.ai'],
	['submitUnknown', 'The video may have been bought although Kie.ai answered with an error'],
	['noVideo', 'Finished, but the task names no video'],
	['canceled', 'Cancelled at Kie.ai'],
	['refunded', 'Not made: Kie.ai gave the credits back'],
	['audio', 'Not made: the model found no sound for the video'],
	['generation', 'Not made: the model could not finish the video'],
	['timeLimit', 'Still in the making when the time limit was over: the video is paid'],
	['download', 'Paid and ready, but not downloaded: the video'],
	['fileTooLarge', 'Paid and ready, but larger than Max Download Size: the video'],
	['linkExpired', 'Link no longer good: the video is paid, but not downloaded'],
	['upload', 'Image not taken by Kie.ai'],
	['undocumented', 'Unknown code from Kie.ai'],
];

it.each(TITLES)('%s is titled in our words, with those of the provider below', (reason, title) => {
	const { message, description } = shown(reason);
	expect(message).toBe(title);
	expect(description).toMatch(/^Kie\.ai says \(400\): public error minor upload\. [A-Z]/);
});

it('tells every reason from the others', () => {
	const titles = TITLES.map(([, title]) => title);
	expect(new Set(titles).size).toBe(titles.length);
});

it('says that nobody answered where nobody did', () => {
	const { message } = toNodeError(context, {
		provider: 'kie',
		product: 'veo',
		error: taskError('service', { reason: 'submitUnknown', message: 'the connection was cut' }),
	});
	expect(message).toBe('The video may have been bought although Kie.ai gave no clear answer');
});

it.each([
	['fallbackFailed', 'Refused, and no fallback model took over'],
	['contentRejected', 'Refused: the prompt or image breaks the content policy'],
	['generationFailed', 'Not made: the model could not finish it'],
] as const)('names the type where there is no reason: %s', (type, title) => {
	expect(shown(undefined, { type }).message).toBe(title);
});

it('keeps our own words as the title, once', () => {
	const { message, description } = toNodeError(context, {
		error: taskError('invalidRequest', {
			reason: 'badParameter',
			message: "'Prompt' is empty",
			advice: 'Describe the video. Nothing was bought.',
		}),
	});
	expect(message).toBe("'Prompt' is empty");
	expect(description).toBe('Describe the video. Nothing was bought.');
});

it('names the music video where one is made', () => {
	expect(shown('submitUnknown', { provider: 'sunoApi', product: 'musicVideo' }).message).toBe(
		'The music video may have been bought although sunoapi.org answered with an error',
	);
});
