import type { ErrorType, Reason, TaskError } from '../error';
import { PROVIDERS } from '../providers';
import type { Product, Task } from '../task';

/** What a title may name. */
interface Names {
	/** Who was asked, as the editor calls it. */
	provider: string;
	/** What is made. */
	thing: string;
	hasAnswered: boolean;
}

/** Of the errors whose words are ours already, and name the field. */
const OWN_WORDS = undefined;

/**
 * What n8n shows of an error before anyone opens it: the reason in our words, the most telling ones
 * first. The provider's own words come below. Of those that leave it open what went wrong, the type
 * tells more.
 */
const TITLES: Readonly<Record<Reason, ((names: Names) => string) | typeof OWN_WORDS>> = {
	contentPolicy: () => 'Refused: the prompt or image breaks the content policy',
	unsafeImage: () => 'Refused: the image was judged unsafe',
	minor: () => 'Refused: the image or prompt seems to show a minor',
	prominentPerson: () => 'Refused: the image or prompt seems to show a well-known person',
	sensitiveWords: () => 'Refused: the text has sensitive words in it',
	copyright: () => 'Refused: the text or audio matches an existing work',
	nonEnglishPrompt: () => 'Refused: the prompt is not in English',
	imageUnreachable: ({ provider }) => `Image not reachable for ${provider}`,
	versionUnavailable: () => 'No such version of this video',
	versionNotShown: OWN_WORDS,
	badParameter: ({ provider }) => `A field has a value that ${provider} does not take`,
	unknownPath: ({ provider }) => `Unknown address at ${provider}`,
	sourceAudio: () => 'Unknown music task ID or audio ID',
	unknownTask: ({ provider }) => `Unknown task ID at ${provider}`,
	expired: () => 'Task too old: the provider has deleted its record',
	notFinished: OWN_WORDS,
	duplicate: ({ provider }) => `Made already: ${provider} has done this before`,
	unauthorized: ({ provider }) => `API key refused by ${provider}`,
	insufficientCredits: ({ provider }) => `No credits left at ${provider}`,
	quotaExceeded: ({ provider }) => `Limit of the API key reached at ${provider}`,
	spendingLimit: OWN_WORDS,
	featureDisabled: ({ provider }) => `Feature switched off by ${provider}`,
	rateLimited: ({ provider }) => `Too many requests at ${provider}`,
	maintenance: ({ provider }) => `Maintenance at ${provider}`,
	upstreamTimeout: ({ provider }) => `The model took too long to answer ${provider}`,
	serverError: ({ provider }) => `Fault at ${provider}`,
	noAnswer: ({ provider }) => `No answer from ${provider}`,
	unreadableAnswer: ({ provider }) => `Unreadable answer from ${provider}`,
	submitUnknown: ({ provider, thing, hasAnswered }) =>
		`The ${thing} may have been bought although ${provider} ${hasAnswered ? 'answered with an error' : 'gave no clear answer'}`,
	noVideo: ({ thing }) => `Finished, but the task names no ${thing}`,
	noTrack: ({ thing }) => `Finished, but the ${thing} has no sound file`,
	canceled: ({ provider }) => `Cancelled at ${provider}`,
	refunded: ({ provider }) => `Not made: ${provider} gave the credits back`,
	audio: ({ thing }) => `Not made: the model found no sound for the ${thing}`,
	generation: ({ thing }) => `Not made: the model could not finish the ${thing}`,
	timeLimit: ({ thing }) =>
		`Still in the making when the time limit was over: the ${thing} is paid`,
	download: ({ thing }) => `Paid and ready, but not downloaded: the ${thing}`,
	fileTooLarge: ({ thing }) => `Paid and ready, but larger than Max Download Size: the ${thing}`,
	linkExpired: ({ thing }) => `Link no longer good: the ${thing} is paid, but not downloaded`,
	upload: ({ provider }) => `Image not taken by ${provider}`,
	undocumented: ({ provider }) => `Unknown code from ${provider}`,
};

/** Titles of errors without a reason; the others of these types say it in their own words. */
const BY_TYPE: Partial<Record<ErrorType, string>> = {
	contentRejected: 'Refused: the prompt or image breaks the content policy',
	fallbackFailed: 'Refused, and no fallback model took over',
	generationFailed: 'Not made: the model could not finish it',
};

/** What is made, in words. */
export const THINGS: Readonly<Record<Product, string>> = {
	veo: 'video',
	musicVideo: 'music video',
	song: 'song',
};

/**
 * The title of an error: one for each reason.
 * @param record what is known of the task that the error is about
 */
export function titleOf(
	{ type, reason, code, message }: TaskError,
	{ provider, product }: Partial<Task>,
): string {
	// Only a provider's error has a code; an issue names the field by itself.
	if (reason === 'badParameter' && code === undefined) return message;
	if (!reason) return BY_TYPE[type] ?? message;
	const names: Names = {
		provider: provider ? PROVIDERS[provider].label : 'the provider',
		thing: THINGS[product ?? 'veo'],
		hasAnswered: code !== undefined,
	};
	return TITLES[reason]?.(names) ?? message;
}
