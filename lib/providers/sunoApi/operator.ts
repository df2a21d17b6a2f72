import type { Operator } from '../suno/operator';

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
