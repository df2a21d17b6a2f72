import type { Task } from './task';

/** The branches that a task can end on; every API maps its own codes into this list. */
export type ErrorType =
	| 'contentRejected'
	| 'invalidRequest'
	| 'fallbackFailed'
	| 'account'
	| 'service'
	| 'generationFailed'
	| 'unrecognized';

/** The finer word behind an error type; it decides the advice. */
export type Reason =
	| 'contentPolicy'
	| 'unsafeImage'
	| 'minor'
	| 'prominentPerson'
	| 'sensitiveWords'
	| 'copyright'
	| 'nonEnglishPrompt'
	| 'imageUnreachable'
	| 'versionUnavailable'
	| 'versionNotShown'
	| 'badParameter'
	| 'unknownPath'
	| 'sourceAudio'
	| 'unknownTask'
	| 'expired'
	| 'notFinished'
	| 'duplicate'
	| 'unauthorized'
	| 'insufficientCredits'
	| 'quotaExceeded'
	| 'spendingLimit'
	| 'featureDisabled'
	| 'rateLimited'
	| 'maintenance'
	| 'upstreamTimeout'
	| 'serverError'
	| 'noAnswer'
	| 'unreadableAnswer'
	| 'submitUnknown'
	| 'noVideo'
	| 'noTrack'
	| 'canceled'
	| 'refunded'
	| 'audio'
	| 'generation'
	| 'timeLimit'
	| 'download'
	| 'fileTooLarge'
	| 'linkExpired'
	| 'upload'
	| 'undocumented';

/** Why a task did not succeed, in the provider's words and in ours. */
export interface TaskError {
	type: ErrorType;
	/** The provider's own code: a number, or a word at Ace Data Cloud. */
	code?: number | string;
	reason?: Reason;
	/** The provider's own words, in whatever language they came. */
	message: string;
	/** What the user can do next. */
	advice: string;
	/** Whether buying the same again may succeed; absent where nobody knows. */
	retryable?: boolean;
}

interface ErrorTypeEntry {
	/** Name of the trigger's output. */
	outputName: string;
	retryable?: boolean;
	advice: string;
}

/** The fixed list, in the order of the trigger's outputs. */
export const ERROR_TYPES: Readonly<Record<ErrorType, ErrorTypeEntry>> = {
	contentRejected: {
		outputName: 'Rejected',
		retryable: false,
		advice: 'Change the prompt or the image so that it follows the content policy, then run again.',
	},
	invalidRequest: {
		outputName: 'Bad Request',
		retryable: false,
		advice: 'Correct the field that the message names, then run again.',
	},
	fallbackFailed: {
		outputName: 'No Fallback',
		retryable: false,
		advice:
			'The model refused and no fallback model took over. Change the prompt or the image, then run again.',
	},
	account: {
		outputName: 'Account',
		retryable: false,
		advice: 'Check the API key and the balance at the provider, then run again.',
	},
	service: {
		outputName: 'Service Error',
		retryable: true,
		advice: 'The provider has a temporary fault. Try again in a few minutes.',
	},
	generationFailed: {
		outputName: 'Not Generated',
		retryable: true,
		advice: 'The model could not finish this video. Run again, or simplify the prompt.',
	},
	unrecognized: {
		outputName: 'Other',
		advice:
			'The provider sent a code that it does not document. Look the task up by its task ID before you buy it again.',
	},
};

/** Advice that is more precise than that of the type. */
const ADVICE: Partial<Record<Reason, string>> = {
	unsafeImage: 'The image was judged unsafe. Use another image, then run again.',
	minor: 'The image or prompt seems to show a minor. Use other material, then run again.',
	prominentPerson:
		'The image or prompt seems to show a well-known person. Use other material, then run again.',
	sensitiveWords: 'Take the sensitive words out of the text, then run again.',
	copyright: 'The text or audio matches an existing work. Use your own material, then run again.',
	nonEnglishPrompt:
		'Write the prompt in English, or switch the option Enable Translation on, then run again.',
	imageUnreachable:
		'The provider could not fetch the image. Give a public URL that answers without sign-in, then run again.',
	versionUnavailable:
		'Kie.ai has no such version of this video. Keep the one that you have, or upscale another video.',
	sourceAudio:
		'Check that the task ID and the audio ID belong together and that the song is finished and not expired.',
	unknownTask: 'Check the task ID, and that the credential belongs to the account that bought it.',
	expired: 'The provider keeps records for a limited time only; this task can no longer be read.',
	notFinished: 'The task that this one builds on must finish first. Wait for it, then run again.',
	unknownPath: 'The provider does not know this address. Check the base URL in the credential.',
	duplicate:
		'The provider has made this already. Look its task up by the task ID that you got when it was bought.',
	unauthorized: 'Check the API key in the credential, and that it belongs to this provider.',
	insufficientCredits: 'Top up the balance at the provider, then run again.',
	quotaExceeded: 'Raise the limit of this API key at the provider, or use another key.',
	featureDisabled: 'The provider has switched this feature off for the account. Ask the provider.',
	rateLimited: 'Too many requests at once. Wait a minute, then run again.',
	maintenance: 'The provider is under maintenance. Try again later.',
	noAnswer:
		'The provider could not be reached. Check the base URL and the network, then try again.',
	submitUnknown:
		'The task may have been bought. Look at the log on the provider’s website before you run this again.',
	noVideo:
		'The provider calls the task finished but names no video. Look it up again by its task ID.',
	noTrack:
		"The provider calls the song finished but names no sound file. Look it up again later with the operation Get of the resource Task. There, set 'Product' to Song.",
	canceled: 'The task was cancelled at the provider. Run again to buy a new one.',
	refunded: 'The provider gave the credits back. Run again to buy a new task.',
	audio:
		'The model could not make the sound. Put a spoken line or a sound into the prompt, then run again.',
	timeLimit:
		'The task is still running at the provider. Pick it up with the operation Wait of the resource Task, or give it a longer Time Limit.',
	download:
		'The file is made and paid for. Fetch it with the operation Download of the resource Task.',
	fileTooLarge:
		"The file is made and paid for. Raise 'Max Download Size (MB)', then fetch it with the operation Download of the resource Task.",
	linkExpired:
		'The provider no longer gives the file out, or not yet. Look the task up with the operation Get of the resource Task for a new link.',
	upload: 'The image could not be handed to the provider. Nothing was bought. Run again.',
};

/**
 * The error of a task that its ID alone does not name: an upscaled version has that of its source, and
 * a song is looked for apart from music videos. Without a word about it the advice would lead elsewhere.
 */
export function leadingTo(error: TaskError, task: Partial<Task>): TaskError {
	const { version, videoIndex = 0 } = task;
	if (version === undefined) return { ...error, advice: leadingToProduct(error.advice, task) };
	const name = version === '4k' ? '4K' : version;
	const fields = `'Version' to ${name} and 'Video Index' to ${videoIndex}`;
	const again = version === '4k' ? ", and switch 'Send Order Again' on" : '';
	const where = `There, set ${fields}${again}.`;
	return { ...error, advice: `${error.advice} ${where}` };
}

/** Advice that names the resource Task, for what the field Product of that resource has to say. */
export function leadingToProduct(advice: string, { product }: Partial<Task>): string {
	if (product !== 'song' || !advice.includes('resource Task')) return advice;
	return `${advice} There, set 'Product' to Song.`;
}

/** The error of something that was refused before it cost anything, which it says. */
export function withoutPurchase(error: TaskError): TaskError {
	if (error.advice.includes(NOTHING_BOUGHT)) return error;
	return { ...error, advice: `${error.advice} ${NOTHING_BOUGHT}` };
}

const NOTHING_BOUGHT = 'Nothing was bought.';

const PICK_UP =
	'What was bought goes on at the provider. Pick it up by its task ID with the operation Wait of the resource Task.';

/** The error of something that is paid for: no advice and no flag may lead to buying it again. */
export function afterPurchase({ advice, ...error }: TaskError, task: Partial<Task>): TaskError {
	const pickUp = leadingToProduct(PICK_UP, task);
	const own = error.retryable === false ? advice.replace(NOTHING_BOUGHT, '').trim() : '';
	return { ...error, advice: `${own} ${pickUp}`.trim(), retryable: false };
}

/** The advice of `withoutPurchase`, for an item beside which others of the run are bought. */
export function besidePurchases(advice: string): string {
	return advice.replace(NOTHING_BOUGHT, 'For this item nothing was bought.');
}

/**
 * Builds an error with the advice and the retryability that belong to its type and reason.
 * @param message the provider's own words; an empty text is replaced by the name of the type
 */
export function taskError(
	type: ErrorType,
	details: { reason?: Reason; code?: number | string; message?: string; advice?: string } = {},
): TaskError {
	const entry = ERROR_TYPES[type];
	const { reason, code, message, advice } = details;
	return {
		type,
		...(code !== undefined && { code }),
		...(reason !== undefined && { reason }),
		message: message?.trim() ? message : entry.outputName,
		advice: advice ?? (reason && ADVICE[reason]) ?? entry.advice,
		// After an unclear submit nobody knows whether buying again would buy twice.
		...(entry.retryable !== undefined &&
			reason !== 'submitUnknown' && { retryable: entry.retryable }),
	};
}
