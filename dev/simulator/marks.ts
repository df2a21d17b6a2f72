/** Marks that make a task fail; every API has its own code and text for each. */
export const FAILURE_MARKS = {
	policy: 'the prompt violates the content policy',
	'unsafe image': 'the image is judged unsafe',
	minor: 'the image seems to show a minor',
	'prominent person': 'the image seems to show a well-known person',
	english: 'the prompt is not English',
	'image fetch': 'the provider cannot fetch the image',
	flow: 'Kie: the model refused and no fallback took over (422 "rejected by Flow(…)")',
	validation: 'Kie: a parameter turns out to be wrong (jobs: failCode 422)',
	audio: 'the model could not make the sound',
	'source audio': 'music video: the song is not valid (sunoapi.org: callback 400)',
	'audio fetch': 'music video: the song could not be downloaded (sunoapi.org: callback 451)',
	'key revoked': 'music video: the key is no longer valid (sunoapi.org: callback 401)',
	'credits gone': 'music video: the credits have run out (sunoapi.org: callback 429)',
	copyright: 'song: the audio matches an existing work (413)',
	'timed out': 'song: the generation took too long (408)',
	refunded: 'song: failed, with the credits given back (531)',
	'create failed': 'music video: the task could not be created',
	'500': 'internal error',
	'501': 'generation failed',
	'unknown code': 'a code that nobody documents',
} as const;

const OTHER_MARKS = {
	'slow N': 'takes N seconds',
	fast: 'finished at once; the callback is answered before the submit is',
	never: 'never finishes',
	'fails N': 'the first N tasks with this prompt fail as with 501 (without N: all)',
	fallback: 'Kie: made by the fallback model',
	chinese: 'Kie: callback texts in Chinese',
	portrait: 'Kie: originUrls as for a ratio other than 16:9',
	'two videos': 'two result files',
	'url hole': 'the list of result files is [null, URL]',
	'late url N':
		'succeeded, but the URLs of the result come N seconds later (without N: never); the original’s are there at once',
	'json urls': 'Kie: resultUrls as JSON text',
	'bracket urls': 'Kie: resultUrls as bracketed text that is not JSON',
	'no url': 'succeeded, but without a URL',
	'full urls': 'Kie: fullResultUrls also for a task that extends nothing',
	'record blank':
		'Kie: the record is an error while the task runs (422 "record status is not success")',
	silent: 'Kie: hasAudioList says that there is no sound',
	'text times': 'Kie: the times of the record as text',
	'no code': 'the record of a failure has no errorCode',
	'submit rejected':
		'Kie: refused by the model at once (422 "rejected by Flow(…)"); nothing is bought',
	'1080p N': 'Kie: body code N while the 1080p file is in the making; code 200 comes without a URL',
	'4k refused': 'Kie: there is no 4K version, said at once; nothing is bought',
	'4k unavailable': 'Kie: there is no 4K version, said after the wait',
	'4k own id': 'Kie: the 4K version gets a task id of its own',
	'4k record':
		'Kie: once the 4K version is ordered, the record of the shared task id is that of the 4K version',
	'4k snake': 'Kie: the 4K callback in snake case, with the credits',
	'upscale slow N': 'the 1080p or 4K version takes N seconds',
	'upscale never': 'the 1080p or 4K version never finishes',
	'callback exception':
		'sunoapi.org: the callback cannot be delivered, so the record ends as CALLBACK_EXCEPTION; that of a failure, too; that of a song is so from its first stage',
	'flag tail': 'music video: the flag of a success is SUCCESS-Success',
	'code 200': 'music video: the record of a success has the errorCode 200',
	'older form': 'music video: a record with times in milliseconds, and audioId instead of musicId',
	'camel id': 'music: the callback names the task as taskId',
	'stages late': 'song: the callbacks of text and first leave after that of complete',
	'item failed': 'Ace Data: success, but the last video has state failed and no URL',
	'item failed url': 'Ace Data: success, but the last video has state failed, with a URL',
	'bare error': 'Ace Data: a failure has a bare text as its error, and no success',
	'newest form': 'Ace Data: UUIDs, ISO times, cost and duration, as in the newest documents',
	sync: 'Ace Data: the submit is answered with the finished result even if async was asked for',
	expired: 'the record is no longer kept once the task has ended',
	'lag N':
		'the record says that the task runs until N seconds after the callback has left (without N: for good)',
	'unknown N': 'look-ups do not know the task in the first N seconds after the purchase',
	flaky: 'every other look-up is answered with rubbish, a 502 or a maintenance code',
	'look-up 502 N':
		'the first N look-ups after the end are answered with HTTP 502 (without N: all look-ups)',
	'look-up html N': 'the same, with HTTP 200 and an HTML page',
	'look-up 429 N': 'the same, with a refusal as too fast',
	'submit no credits N':
		'refused as if the credits had run out, N times (without N: always); nothing is bought',
	'submit refused N': 'refused with the body code N (Ace Data: HTTP status N); nothing is bought',
	'submit 429 N': 'refused as too fast N times (without N: always); nothing is bought',
	'submit 455 N': 'refused for maintenance N times (without N: always); nothing is bought',
	'submit 500': 'bought, but answered with the provider’s server error',
	'submit 502': 'bought, but answered with HTTP 502 and an HTML page',
	'submit timeout':
		'bought, but answered with a time-out (Ace Data: HTTP 400 with the word timeout)',
	'submit hang': 'bought, but the connection is cut without an answer',
	'submit slow N': 'bought, and answered N seconds later',
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
	'file slow N': 'the file begins to come after N seconds',
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

/** Marks of a video that do not hold for its upscales: they are about how it was bought or listed. */
const OF_THE_VIDEO =
	/\[(?:fast|never|slow[^\]]*|submit[^\]]*|unknown \d[^\]]*|portrait|two videos|url hole|full urls)\]/gi;

/** The marks of a video's upscale, as a text: those of the video, and those for upscales. */
export function upscaleMarks(prompt: string): string {
	return prompt.replace(OF_THE_VIDEO, '').replace(/\[upscale (slow [^\]]*|never)\]/gi, '[$1]');
}

/** The mark that makes the task fail, if there is one. */
export function failureIn(marks: Marks): FailureMark | undefined {
	return (Object.keys(FAILURE_MARKS) as FailureMark[]).find((mark) => marks.has(mark));
}
