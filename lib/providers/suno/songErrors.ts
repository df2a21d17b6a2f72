import { errorOf, GENERATION, type CodeTable, type Meaning, type Words } from '../codes';
import type { TaskError } from '../../error';
import type { Operator } from './operator';

/** Codes of a song that failed, where they differ from those of answers. */
const CODES: CodeTable = new Map([
	[400, { type: 'contentRejected', reason: 'copyright' }],
	[408, { type: 'service', reason: 'upstreamTimeout' }],
	[413, { type: 'contentRejected', reason: 'copyright' }],
]);

const SENSITIVE_WORDS: Meaning = { type: 'contentRejected', reason: 'sensitiveWords' };

/** The statuses of records that say why. */
const STATUSES: ReadonlyMap<string | undefined, Meaning> = new Map([
	['CREATE_TASK_FAILED', GENERATION],
	['GENERATE_AUDIO_FAILED', GENERATION],
	['SENSITIVE_WORD_ERROR', SENSITIVE_WORDS],
]);

const GENERATION_ADVICE =
	'The song could not be made. Run again; if that fails, too, simplify the prompt.';

/** What a song's failure is called besides its code. */
interface Failure extends Words {
	code?: number;
	/** Of the record. */
	status?: string;
}

/**
 * Why a song was not made.
 * @param otherwise what it means where neither code nor words are known
 */
export function songError(
	{ codes }: Operator,
	{ code, message, status }: Failure,
	otherwise: Meaning,
): TaskError {
	const named = STATUSES.get(status);
	// The code of a rejected text is also that of a copyrighted one.
	const isSensitive = named === SENSITIVE_WORDS || /sensitive/i.test(message ?? '');
	const meaning = isSensitive
		? SENSITIVE_WORDS
		: ((code === undefined ? undefined : (CODES.get(code) ?? codes.get(code))) ??
			named ??
			otherwise);
	const advice = meaning.reason === 'generation' ? GENERATION_ADVICE : undefined;
	return errorOf(meaning, { code, message, advice });
}
