import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { masked, without } from '../../../lib/http/mask';

const FIXTURES = join(__dirname, '../../fixtures');
const HOME = 'https://n8n.acme.com/webhook-waiting/7/node';

describe('masked', () => {
	it.each([
		[`${HOME}?token=s3cret`, `${HOME}?token=***`],
		[`${HOME}?a=b&signature=s3cret&c=d`, `${HOME}?a=b&signature=***&c=d`],
		[`${HOME}?signature=s3cret&token=s3cret#end`, `${HOME}?signature=***&token=***#end`],
		[`${HOME}?token=s3%26cret+a%2Fb~&x=1`, `${HOME}?token=***&x=1`],
		[`called ${HOME}?token=s3cret in vain`, `called ${HOME}?token=*** in vain`],
		[`<a href="${HOME}?x=1&amp;token=s3cret">`, `<a href="${HOME}?x=1&amp;token=***">`],
		[`${HOME}\\u003ftoken=s3cret\\u0026x=1`, `${HOME}\\u003ftoken=***`],
		[`${HOME}?x=1\\u0026token\\u003Ds3cret"`, `${HOME}?x=1\\u0026token\\u003D***"`],
		[`${HOME}?token=s3\\/cret\\/`, `${HOME}?token=***`],
		[`{"a":"${HOME}?token=s3cret"}`, `{"a":"${HOME}?token=***"}`],
		[`{\\"a\\":\\"${HOME}?token=s3cret\\",`, `{\\"a\\":\\"${HOME}?token=***\\",`],
		[
			`https://a.b/?u=${encodeURIComponent(`${HOME}?token=s3&signature=s3`)}&c=d`,
			`https://a.b/?u=${encodeURIComponent(`${HOME}?token=`)}***&c=d`,
		],
		['Authorization: Bearer s3cret, Accept', 'Authorization: Bearer ***, Accept'],
		['{"authorization":"bearer s3cret"}', '{"authorization":"bearer ***"}'],
		[
			'https://me:s3cr:et@a.b/c.png, https://:s3cret@a.b',
			'https://me:***@a.b/c.png, https://:***@a.b',
		],
	])('%s', (text, expected) => {
		expect(masked(text)).toBe(expected);
	});

	it.each([
		'https://files.acme.com/v.mp4?Signature=abc&X-Amz-Security-Token=def&X-Goog-Signature=ghi',
		'https://a.b/?access_token_type=x&tokens=3',
		`${HOME}?token=&signature=`,
		'The token=wrong, and so is the signature=bad.',
		'Give a token to continue.',
		'https://a.b:8080/c@d, https://me@a.b, mail me:you@a.b',
	])('leaves alone: %s', (text) => {
		expect(masked(text)).toBe(text);
	});

	it('finds secrets at any depth, in names as well, and changes nothing in place', () => {
		const inner = JSON.stringify({ callBackUrl: `${HOME}?token=s3cret`, n: 1 });
		const body = {
			param: JSON.stringify({ input: inner, x: [inner] }),
			list: [[{ [`${HOME}?signature=s3cret`]: null }], 0, true, 'plain'],
		};
		const before = JSON.stringify(body);
		const after = masked(body);
		expect(JSON.stringify(body)).toBe(before);
		expect(after).toEqual(JSON.parse(before.replaceAll('s3cret', '***')));
		const param = JSON.parse(after.param) as { input: string };
		expect(JSON.parse(param.input)).toEqual({ callBackUrl: `${HOME}?token=***`, n: 1 });
	});

	it('takes what is nested as deep as a megabyte allows', () => {
		const depth = 500_000;
		let inner = masked(JSON.parse(`${'['.repeat(depth)}"&token=s3cret"${']'.repeat(depth)}`));
		while (Array.isArray(inner)) inner = (inner as unknown[])[0];
		expect(inner).toBe('&token=***');
	});

	it('keeps names that mean something to JavaScript', () => {
		const body = JSON.parse('{"__proto__":{"a":"&token=s"},"constructor":1}') as object;
		expect(JSON.stringify(masked(body))).toBe('{"__proto__":{"a":"&token=***"},"constructor":1}');
	});
});

describe('masked, for every documented body with a URL', () => {
	const files = readdirSync(FIXTURES, { recursive: true, encoding: 'utf8' }).filter((file) =>
		file.endsWith('.json'),
	);
	const bodies = files
		.map((file): [string, string] => [file, readFileSync(join(FIXTURES, file), 'utf8')])
		.filter(([, body]) => body.includes('http'));

	it('there are some', () => {
		expect(bodies.length).toBeGreaterThan(20);
	});

	it.each(bodies)('%s', (_, body) => {
		// The end of a URL is the end of its text, however deep the JSON is in which it stands.
		const withSecret = body.replaceAll(
			/(https?:[^"\\\s,\]]*)(?=[\\"\],])/g,
			'$1?token=s3cret&signature=s3cret',
		);
		expect(withSecret).toContain('s3cret');
		const expected: unknown = JSON.parse(withSecret.replaceAll('s3cret', '***'));
		expect(masked(JSON.parse(withSecret))).toEqual(expected);
	});
});

describe('without', () => {
	it.each([
		['Bad key: key-1234', 'Bad key: ***'],
		['{"a":["key-1234","key-1234"]}', '{"a":["***","***"]}'],
	])('%s', (text, expected) => {
		expect(without('key-1234', text)).toBe(expected);
	});

	it.each([
		['ke"y\\1234', JSON.stringify({ a: 'ke"y\\1234' })],
		['key/1234&', 'https://a.b/?key=key%2F1234%26'],
	])('finds %s as it is written in JSON or a URL', (secret, text) => {
		expect(without(secret, text)).toBe(
			text.startsWith('{') ? '{"a":"***"}' : 'https://a.b/?key=***',
		);
	});

	it.each(['', 'a', 'short', undefined])(
		'leaves a text alone that may hold "%s" by chance',
		(secret) => {
			expect(without(secret, 'a short text')).toBe('a short text');
		},
	);
});
