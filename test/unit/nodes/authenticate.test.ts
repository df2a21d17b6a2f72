import { checkKieSignature, checkToken } from '../../../nodes/VeoTrigger/authenticate';

const NOW = 1769670760_000;

/** Computed with `openssl dgst -sha256 -hmac KEY -binary | base64` over `taskId.timestamp`. */
const VECTORS = [
	{
		form: 'data.taskId (Veo)',
		body: { code: 200, data: { taskId: 'veo_task_abcdef123456' } },
		key: 'known-key',
		timestamp: '1769670760',
		signature: 'UMDdMm6WtU+DgXJ4dOMGIyUafsfyqLEa6wECMqEj5ws=',
	},
	{
		form: 'data.task_id (music)',
		body: { data: { task_id: 'ee9c2715375b7837f8bb51d641ff5863' } },
		key: 'test-webhook-hmac-key',
		timestamp: '1769670760',
		signature: 'xG6/yOyrMyJtUdc1yjmHpKLHSHF3MpzOPa6uxSj3qb4=',
	},
	{
		form: 'taskId at the top, milliseconds',
		body: { taskId: 'taskId_774b9aa0422f' },
		key: 'known-key',
		timestamp: '1769670760000',
		signature: '4+vEidtG9eo5G8b8r/eMuyUcDYOjoLeAx+XejwVZtMY=',
	},
];

function signedCall({ timestamp, signature }: { timestamp: string; signature: string }) {
	return {
		headers: { 'x-webhook-timestamp': timestamp, 'x-webhook-signature': signature },
		query: {},
	};
}

describe('checkKieSignature', () => {
	it.each(VECTORS)('accepts a known signature over $form', (vector) => {
		const options = { key: vector.key, maxAge: 300, now: NOW };
		expect(checkKieSignature(signedCall(vector), vector.body, options)).toBeUndefined();
	});

	const [veo] = VECTORS;
	it.each([
		['another key', veo, veo.body, { key: 'another' }, 'wrong'],
		['another task', veo, { data: { taskId: 'veo_task_other' } }, {}, 'wrong'],
		['a task id of no text', veo, { data: { taskId: { toString: 'x' } } }, {}, 'no task ID'],
		['an empty body', veo, {}, {}, 'no task ID'],
		[
			'a truncated signature',
			{ ...veo, signature: veo.signature.slice(0, 10) },
			veo.body,
			{},
			'wrong',
		],
		['an empty signature', { ...veo, signature: '' }, veo.body, {}, 'wrong'],
		['another timestamp', { ...veo, timestamp: '1769670761' }, veo.body, {}, 'wrong'],
		['an old timestamp', veo, veo.body, { now: NOW + 301_000 }, 'too old'],
		['a timestamp of the future', veo, veo.body, { now: NOW - 301_000 }, 'future'],
	])('refuses %s', (_, call, body, options, reason) => {
		const refusal = checkKieSignature(signedCall(call), body, {
			key: veo.key,
			maxAge: 300,
			now: NOW,
			...options,
		});
		expect(refusal?.reason).toContain(reason);
	});

	it('refuses a call without the headers', () => {
		const options = { key: veo.key, maxAge: 300, now: NOW };
		expect(checkKieSignature({ headers: {}, query: {} }, veo.body, options)?.reason).toContain(
			'missing',
		);
	});

	it.each(['', undefined])(
		'refuses everything while the key is %p, and says what to set',
		(key) => {
			const refusal = checkKieSignature(signedCall(veo), veo.body, { key, maxAge: 300, now: NOW });
			expect(refusal?.fix).toContain('Webhook HMAC Key');
		},
	);
});

describe('checkToken', () => {
	it.each([
		['query', { headers: {}, query: { token: 's3cret' } }],
		['header', { headers: { 'x-callback-token': 's3cret' }, query: {} }],
	])('accepts the token from the %s', (_, call) => {
		expect(checkToken(call, 's3cret')).toBeUndefined();
	});

	it.each([
		['a missing token', { headers: {}, query: {} }, 'missing'],
		['a wrong token', { headers: {}, query: { token: 's3cre' } }, 'wrong'],
		['an empty token', { headers: {}, query: { token: '' } }, 'wrong'],
		['a list of tokens', { headers: {}, query: { token: ['x', 's3cret'] } }, 'wrong'],
		[
			'a wrong query before a right header',
			{ headers: { 'x-callback-token': 's3cret' }, query: { token: 'x' } },
			'wrong',
		],
	])('refuses %s without repeating it', (_, call, reason) => {
		expect(checkToken(call, 's3cret')?.reason).toContain(reason);
	});

	it.each(['', undefined])('refuses everything while the credential has %p', (token) => {
		const refusal = checkToken({ headers: {}, query: { token: '' } }, token);
		expect(refusal?.fix).toContain('Callback Token');
	});
});
