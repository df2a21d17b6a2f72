import { creditsOf } from '../../../lib/providers/suno/credits';
import { answer, envelope, fixture, OPERATORS } from './support';

it.each([
	['kie', '/api/v1/chat/credit', 5916.25],
	['sunoApi', '/api/v1/generate/credit', 100],
] as const)('%s: asks and reads the example', (provider, path, credits) => {
	expect(creditsOf(OPERATORS[provider]).request()).toEqual({ method: 'GET', path });
	const response = answer(fixture('credits', provider));
	expect(creditsOf(OPERATORS[provider]).read(response)).toEqual({ kind: 'credits', credits });
});

it.each([
	['kie', 401, false],
	['kie', 429, true],
	['sunoApi', 401, false],
	['sunoApi', 430, true],
	['sunoApi', 500, true],
] as const)('%s: code %i is no balance, by body and by status', (provider, code, retryable) => {
	for (const response of [answer(envelope(code, 'words', 5)), answer('', code)]) {
		expect(creditsOf(OPERATORS[provider]).read(response)).toMatchObject({
			kind: 'unreadable',
			error: { code, retryable },
		});
	}
});

it.each([envelope(200, 'success'), envelope(200, 'success', 'many'), '<html></html>'])(
	'%j is no balance',
	(body) => {
		expect(creditsOf(OPERATORS.kie).read(answer(body))).toMatchObject({
			kind: 'unreadable',
			error: { reason: 'unreadableAnswer' },
		});
	},
);
