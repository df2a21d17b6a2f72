import { errorOf, UNDOCUMENTED, type Meaning } from '../codes';
import type { TaskError } from '../../error';
import type { Operator } from './operator';
import type { State } from '../state';

export const SOURCE_AUDIO: Meaning = { type: 'invalidRequest', reason: 'sourceAudio' };

/** 451 is about a file that could not be fetched, and the only one here is the song. */
export function withSong({ codes, ...rest }: Operator): Operator {
	return { ...rest, codes: new Map([...codes, [451, SOURCE_AUDIO]]) };
}

/** How the operators say that they do not have the song; also in look-ups, where it is the video. */
const NO_SUCH_SONG =
	/(?:record|song|audio|track)\w{0,16} (?:does not exist|not exist|not found|is null)/i;

/** The causes that the operators document by their codes, where only the words name them. */
const MESSAGES: ReadonlyArray<readonly [RegExp, Meaning]> = [
	[/源音频|source audio/i, SOURCE_AUDIO],
	[NO_SUCH_SONG, SOURCE_AUDIO],
	[/积分不足|insufficient credits|credits insufficient/i, account('insufficientCredits')],
	[/API密钥无效|unauthorized|invalid api key/i, account('unauthorized')],
];

/** Codes that say only that it went wrong. */
const SAYS_NOTHING: ReadonlySet<number | undefined> = new Set([undefined, 500]);

const GENERATION_ADVICE =
	'The video could not be made. Run again; if that fails, too, choose another track.';

/** Whether an answer to a submit says that the operator does not have the song. */
export function isUnknownSong(code: number | undefined, message: string): boolean {
	return (code === 400 || code === 422) && NO_SUCH_SONG.test(message);
}

/**
 * Why a music video was not made.
 * @param code of the callback, or of the record where that names one
 * @param flag what the record says of itself beside the code
 */
export function musicVideoError(
	{ codes }: Operator,
	{ code, message }: { code?: number; message?: string },
	flag: Meaning = UNDOCUMENTED,
): TaskError {
	const meaning =
		(SAYS_NOTHING.has(code) ? meaningOfMessage(message ?? '') : undefined) ??
		// 400 is the code of a malformed request elsewhere; of a video it means its source audio.
		(code === 400 ? SOURCE_AUDIO : code === undefined ? undefined : codes.get(code)) ??
		flag;
	const advice = meaning.reason === 'generation' ? GENERATION_ADVICE : undefined;
	return errorOf(meaning, { code, message, advice });
}

/** The state of a music video that was not made; see {@link musicVideoError}. */
export function failedWith(...why: Parameters<typeof musicVideoError>): State {
	return { status: 'failed', error: musicVideoError(...why) };
}

function meaningOfMessage(message: string): Meaning | undefined {
	return MESSAGES.find(([pattern]) => pattern.test(message))?.[1];
}

function account(reason: 'insufficientCredits' | 'unauthorized'): Meaning {
	return { type: 'account', reason };
}
