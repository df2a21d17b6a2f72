import type { Meaning } from './codes';

/**
 * What the Veo model says when it turns a job down, in the words of the providers' documentation.
 * The first match counts: image texts may also hold the words of the general policy text.
 */
const MESSAGES: ReadonlyArray<readonly [RegExp, Meaning]> = [
	[/unable to generate audio|无法生成音频/i, { type: 'generationFailed', reason: 'audio' }],
	[
		/version of this video is unavailable/i,
		{ type: 'invalidRequest', reason: 'versionUnavailable' },
	],
	[/minor upload|未成年/i, { type: 'contentRejected', reason: 'minor' }],
	[/prominent people|知名人物|公众人物/i, { type: 'contentRejected', reason: 'prominentPerson' }],
	[/unsafe image|不安全的图片/i, { type: 'contentRejected', reason: 'unsafeImage' }],
	[
		/only english prompt|english prompts? (only|are supported)|仅支持英文/i,
		{ type: 'invalidRequest', reason: 'nonEnglishPrompt' },
	],
	[
		/(fetch|download|access) (the |your )?image|无法获取图片/i,
		{ type: 'invalidRequest', reason: 'imageUnreachable' },
	],
	[/content polic|内容政策/i, { type: 'contentRejected', reason: 'contentPolicy' }],
];

/** What the text of a rejected job stands for; absent where the text is a new one. */
export function meaningOfVeoMessage(message: string): Meaning | undefined {
	return MESSAGES.find(([pattern]) => pattern.test(message))?.[1];
}
