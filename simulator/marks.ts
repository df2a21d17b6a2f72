/** Marks that make a task fail; every API has its own code and text for each. */
export const FAILURE_MARKS = {
	policy: 'the prompt violates the content policy',
	'unsafe image': 'the image is judged unsafe',
	minor: 'the image seems to show a minor',
	'prominent person': 'the image seems to show a well-known person',
	english: 'the prompt is not English',
	'image fetch': 'the provider cannot fetch the image',
	flow: 'Kie: the model refused and no fallback took over (422 "rejected by Flow(…)")',
	audio: 'the model could not make the sound',
	'source audio': 'music video: the song cannot be read',
	'create failed': 'music video: the task could not be created',
	'500': 'internal error',
	'501': 'generation failed',
	'unknown code': 'a code that nobody documents',
} as const;

const OTHER_MARKS = {
	'slow N': 'takes N seconds',
	fast: 'finished at once; the callback is answered before the submit is',
	never: 'never finishes',
	fallback: 'Kie: made by the fallback model',
	chinese: 'Kie: callback texts in Chinese',
	portrait: 'Kie: originUrls as for a ratio other than 16:9',
	'two videos': 'two result files',
	'json urls': 'Kie: resultUrls as JSON text',
	'bracket urls': 'Kie: resultUrls as bracketed text that is not JSON',
	'no url': 'succeeded, but without a URL',
	'1080p N': 'Kie: body code N while the 1080p file is in the making',
	'callback exception': 'music video: flag CALLBACK_EXCEPTION although the video exists',
	sync: 'Ace Data: the submit is answered with the finished result even if async was asked for',
	expired: 'the record is no longer kept once the task has ended',
	'lag N':
		'the record goes on saying that the task runs, N seconds longer than the callback takes to leave (without N: for good)',
	'unknown N': 'look-ups do not know the task in the first N seconds after the purchase',
	flaky: 'every other look-up is answered with rubbish, a 502 or a maintenance code',
	'look-up 502 N':
		'the first N look-ups after the end are answered with HTTP 502 (without N: all look-ups)',
	'look-up html N': 'the same with HTTP 200 and an HTML page',
	'look-up 429 N': 'the same as too fast',
	'submit 429 N': 'refused as too fast N times (without N: always); nothing is bought',
	'submit 455 N': 'refused for maintenance N times (without N: always); nothing is bought',
	'submit 500': 'bought, but answered with HTTP 500',
	'submit hang': 'bought, but the connection is cut without an answer',
	'submit garbage': 'bought, but answered with HTTP 200 and an HTML page',
	'callback lost': 'no callback',
	'callback late N': 'the callback leaves N seconds after the task has ended',
	'callback doubled': 'the callback is sent a second time after the first was answered',
	'callback raced': 'the callback is sent twice at the same moment',
	'callback forged': 'a callback with an attacker’s URLs is sent before the true one',
	'callback forged early': 'a callback with an attacker’s URLs is sent while the task is running',
	'callback garbage': 'a broken body is sent before the true callback',
	'file big N': 'the file has N MiB',
	'file cut N': 'the connection is cut after N bytes of every answer',
	'file lie': 'the file comes without a Content-Length',
	'file html': 'HTTP 200 with an HTML page instead of the file',
	'file gone': 'the file is deleted (404)',
	'file forbidden': 'the link has expired (403); Kie gives a new one',
} as const;

/** Every mark with what it does; `N` stands for a number. Marks can be combined. */
export const MARKS: Readonly<Record<string, string>> = { ...FAILURE_MARKS, ...OTHER_MARKS };

export type FailureMark = keyof typeof FAILURE_MARKS;

type WithoutNumber<Name> = Name extends `${infer Word} N` ? Word : Name;

export type Mark = FailureMark | WithoutNumber<keyof typeof OTHER_MARKS>;

/** The marks of one text; the value is the number behind the name, where there is one. */
export type Marks = ReadonlyMap<Mark, number | undefined>;

const TAKES_NUMBER = new Map(
	Object.keys(MARKS).map((name) => [name.replace(/ N$/, ''), name.endsWith(' N')]),
);

function isMark(name: string): name is Mark {
	return TAKES_NUMBER.has(name);
}

/** Reads the marks, such as `[policy]` or `[slow 3]`, out of a text; other brackets mean nothing. */
export function readMarks(text: string): Marks {
	const marks = new Map<Mark, number | undefined>();
	for (const [, inner] of text.matchAll(/\[([^[\]]+)\]/g)) {
		const words = inner.trim().toLowerCase().replace(/\s+/g, ' ');
		const [, name, number] = /^(.*) (\d+(?:\.\d+)?)$/.exec(words) ?? [];
		if (isMark(words)) marks.set(words, undefined);
		else if (name !== undefined && isMark(name) && TAKES_NUMBER.get(name))
			marks.set(name, Number(number));
	}
	return marks;
}

/** The mark that makes the task fail, if there is one. */
export function failureIn(marks: Marks): FailureMark | undefined {
	return (Object.keys(FAILURE_MARKS) as FailureMark[]).find((mark) => marks.has(mark));
}
