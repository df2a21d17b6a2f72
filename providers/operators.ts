import type { CodeTable } from './codes';
import { number } from './read';

/** One of the two companies that speak the same wire form; accounts, keys and codes are separate. */
export interface Operator {
	readonly provider: 'kie' | 'sunoApi';
	readonly codes: CodeTable;
	/** How many days the files are kept. */
	readonly retentionDays: number;
	readonly creditsPath: string;
}

/** api.kie.ai; codes as in its common table, which holds for Veo and music alike. */
export const KIE: Operator = {
	provider: 'kie',
	retentionDays: 14,
	creditsPath: '/api/v1/chat/credit',
	codes: new Map([
		[400, { type: 'invalidRequest', reason: 'badParameter' }],
		[401, { type: 'account', reason: 'unauthorized' }],
		[402, { type: 'account', reason: 'insufficientCredits' }],
		[404, { type: 'invalidRequest', reason: 'unknownPath' }],
		[408, { type: 'service', reason: 'upstreamTimeout' }],
		[409, { type: 'invalidRequest', reason: 'duplicate' }],
		[422, { type: 'invalidRequest', reason: 'badParameter' }],
		[429, { type: 'service', reason: 'rateLimited' }],
		[433, { type: 'account', reason: 'quotaExceeded' }],
		[451, { type: 'invalidRequest', reason: 'imageUnreachable' }],
		[455, { type: 'service', reason: 'maintenance' }],
		[500, { type: 'service', reason: 'serverError' }],
		[501, { type: 'generationFailed', reason: 'generation' }],
		[502, { type: 'service', reason: 'serverError' }],
		[503, { type: 'service', reason: 'serverError' }],
		[504, { type: 'service', reason: 'upstreamTimeout' }],
		[505, { type: 'account', reason: 'featureDisabled' }],
		[531, { type: 'generationFailed', reason: 'refunded' }],
		[550, { type: 'service', reason: 'serverError' }],
	]),
};

/** api.sunoapi.org. 429 is a lack of credits here; *too fast* is 405 and 430. */
export const SUNO_API: Operator = {
	provider: 'sunoApi',
	retentionDays: 15,
	creditsPath: '/api/v1/generate/credit',
	codes: new Map([
		[400, { type: 'invalidRequest', reason: 'badParameter' }],
		[401, { type: 'account', reason: 'unauthorized' }],
		[404, { type: 'invalidRequest', reason: 'unknownPath' }],
		[405, { type: 'service', reason: 'rateLimited' }],
		[408, { type: 'service', reason: 'upstreamTimeout' }],
		[409, { type: 'invalidRequest', reason: 'duplicate' }],
		[413, { type: 'invalidRequest', reason: 'badParameter' }],
		[422, { type: 'invalidRequest', reason: 'badParameter' }],
		[429, { type: 'account', reason: 'insufficientCredits' }],
		[430, { type: 'service', reason: 'rateLimited' }],
		[455, { type: 'service', reason: 'maintenance' }],
		[500, { type: 'service', reason: 'serverError' }],
		[501, { type: 'generationFailed', reason: 'generation' }],
		[502, { type: 'service', reason: 'serverError' }],
		[503, { type: 'service', reason: 'serverError' }],
		[504, { type: 'service', reason: 'upstreamTimeout' }],
		[531, { type: 'generationFailed', reason: 'refunded' }],
	]),
};

export const OPERATORS: Readonly<Record<Operator['provider'], Operator>> = {
	kie: KIE,
	sunoApi: SUNO_API,
};

/**
 * The zone of the operators' text times, which name none: the documents have the same moment as
 * `2025-01-01 00:10:00` and as 1735661400000, which is 16:10 UTC on the day before.
 */
export const TEXT_ZONE = '+08:00';

/** The error code in a record; 0 and 200 are how these operators write *none*. */
export function errorCodeOf(value: unknown): number | undefined {
	const code = number(value);
	return code === 0 || code === 200 ? undefined : code;
}
