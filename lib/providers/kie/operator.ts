import type { Operator } from '../suno/operator';

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
