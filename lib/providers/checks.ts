import type { Issue, VeoJob } from './api';
import { isHttpUrl, text } from './read';

/** One check of a job; absent means that it found nothing. */
export type Check = Issue | undefined;

/** The first issue, in the order of the checks. */
export function firstOf(...checks: Check[]): Check {
	return checks.find((check) => check !== undefined);
}

/** That there is a text. @param fix what to do where there is none */
export function required(field: string, value: string | undefined, fix: string): Check {
	return text(value) === undefined ? { field, message: 'is empty', fix } : undefined;
}

/** An expression for the model that comes to nothing would buy whatever the provider takes instead. */
export function chosenModel({ model }: { model?: string }): Check {
	if (model === undefined) return undefined;
	return required('model', model, 'Choose one from the list, or give its ID.');
}

/** @param hint what to do where there is none */
export function promptText(prompt: string | undefined, hint: string): Check {
	const missing = required('prompt', prompt, hint);
	// What n8n makes of an object in the middle of a text.
	if (missing || !prompt?.includes('[object Object]')) return missing;
	return {
		field: 'prompt',
		message: 'holds "[object Object]": an expression within the text gives an object',
		fix: 'Write JSON.stringify(…) around the object. Nothing was bought.',
	};
}

/** That a value, where there is one, is among those that the provider takes. */
export function oneOf<T extends string | number>(
	field: string,
	value: T | undefined,
	allowed: readonly T[],
): Check {
	if (value === undefined || allowed.includes(value)) return undefined;
	return { field, message: `cannot be ${value}`, fix: `Choose one of ${allowed.join(', ')}.` };
}

/** That a number, where there is one, is whole and not out of bounds. */
export function integerIn(
	field: string,
	value: number | undefined,
	smallest: number,
	largest: number = Number.MAX_SAFE_INTEGER,
): Check {
	if (value === undefined) return undefined;
	if (Number.isInteger(value) && value >= smallest && value <= largest) return undefined;
	const range =
		largest === Number.MAX_SAFE_INTEGER
			? `from ${smallest} on`
			: `between ${smallest} and ${largest}`;
	return { field, message: `cannot be ${value}`, fix: `Use a whole number ${range}.` };
}

/** That a text is not too long. */
export function atMost(field: string, value: string | undefined, characters: number): Check {
	const length = value?.length ?? 0;
	if (length <= characters) return undefined;
	return {
		field,
		message: `is ${length} characters long`,
		fix: `Shorten it to ${characters} characters.`,
	};
}

/** Telegram's own host, and the form of a token where others serve or fetch the file. */
const BOT_URL = /api\.telegram\.org\/(?:file\/)?bot|bot\d{6,}(?::|%3a)[\w-]{20}/i;

/** A URL that goes to the provider. */
export function httpUrl(field: string, value: string | undefined): Check {
	if (value === undefined) return undefined;
	if (BOT_URL.test(value)) {
		return {
			field,
			message:
				'is a URL of the Telegram Bot API, which would tell the provider the token of your bot',
			fix:
				field === 'callbackUrl'
					? 'Give the production URL of a Veo Trigger, and let its workflow send the message. Nothing was bought.'
					: "Get the file with the Telegram node, and set 'Image Source' to File. Nothing was bought.",
		};
	}
	if (isHttpUrl(value)) return undefined;
	return {
		field,
		message: `is not a URL: ${value.length > 100 ? `${value.slice(0, 100)}…` : value}`,
		fix: 'Give a full address that begins with https:// or http://.',
	};
}

/** The images of a job as the node gives them: URLs, or names of files that are yet to be uploaded. */
type Images = Pick<VeoJob, 'operation' | 'imageUrls' | 'imageBinaryProperties'>;

/** The node's field that holds an image of a job. @param index of the image, counted from 0 */
export function imageField({ operation, imageBinaryProperties }: Images, index: number): string {
	if (operation !== 'image2video')
		return imageBinaryProperties ? 'imageBinaryProperties' : 'imageUrls';
	return `${index === 0 ? 'first' : 'last'}Frame${imageBinaryProperties ? 'Field' : 'Url'}`;
}

/** One to `most` images. @param hint what to do where that is not so */
export function images(job: Images, most: number, hint: string): Check {
	const { imageUrls = [], imageBinaryProperties } = job;
	const all = imageBinaryProperties ?? imageUrls;
	const [first] = all;
	if (!first) return { field: imageField(job, 0), message: 'has no image', fix: hint };
	if (all.length > most) {
		return { field: imageField(job, 0), message: `has ${all.length} images`, fix: hint };
	}
	return firstOf(...imageUrls.map((image, index) => httpUrl(imageField(job, index), image)));
}

/** What the images of image-to-video may be. */
export const FRAMES_HINT = 'Give the image that the video begins with.';

/** What the images of reference-to-video may be. */
export const REFERENCES_HINT = 'Give one to three images of what the video is to show.';

/**
 * Options that were set although this provider or operation does not have them.
 * @param where finishes the sentence "… is not available …"
 */
export function unavailable<Job extends object>(
	job: Job,
	options: ReadonlyArray<keyof Job & string>,
	where: string,
	fix = 'Remove it.',
): Check {
	const field = options.find((option) => job[option] !== undefined);
	return field && { field, message: `is not available ${where}`, fix };
}
