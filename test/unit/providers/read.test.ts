import {
	daysAfter,
	isHttpUrl,
	number,
	record,
	text,
	time,
	url,
	urls,
	words,
} from '../../../lib/providers/read';

const A = 'https://example.com/a.mp4';
const B = 'http://example.com/b,c.mp4?x=1,2';

it.each([
	['an array', [A, B], [A, B]],
	[
		'an array with rubbish',
		[A, null, 7, 'b.mp4', { url: B }, B],
		[A, undefined, undefined, undefined, undefined, B],
	],
	['an array with a hole', [null, A], [undefined, A]],
	['JSON text with a hole', JSON.stringify([null, A]), [undefined, A]],
	['bracketed text with a hole', `[null, ${A}]`, [undefined, A]],
	['comma text with a hole', `${A},null,${B}`, [A, undefined, B]],
	[
		'JSON text of two, with escaped slashes',
		'["https:\\/\\/a.com\\/1","https:\\/\\/a.com\\/2"]',
		['https://a.com/1', 'https://a.com/2'],
	],
	['a URL with brackets', 'https://example.com/a?b[0]', ['https://example.com/a?b[0]']],
	['a JSON text of one', JSON.stringify(A), [A]],
	['a text that is too long', `${A},`.repeat(10_000), []],
	['JSON text', JSON.stringify([A, B]), [A, B]],
	['JSON text with escaped slashes', '["https:\\/\\/example.com\\/a.mp4"]', [A]],
	[
		'the quickstart’s bracketed text',
		'[http://example.com/video1.mp4]',
		['http://example.com/video1.mp4'],
	],
	['bracketed text', `[${A}, ${B}]`, [A, B]],
	['comma text', `${A},${B}`, [A, B]],
	['single quotes', `['${A}', '${B}']`, [A, B]],
	['one URL', ` ${A} `, [A]],
	['null', null, []],
	['an empty text', '', []],
	['empty JSON', '[]', []],
	['an object', { 0: A }, []],
	['another scheme', ['ftp://example.com/a', 'data:video/mp4,'], [undefined, undefined]],
])('urls reads %s', (_, value, expected) => {
	expect(urls(value)).toEqual(expected);
});

it.each([
	['https://example.com', true],
	['HTTP://example.com/a b', false],
	['https://', false],
	['https://[', false],
	['//example.com', false],
	['file:///etc/passwd', false],
	['', false],
])('isHttpUrl(%j) is %p', (value, expected) => {
	expect(isHttpUrl(value)).toBe(expected);
	expect(url(value)).toBe(expected ? value : undefined);
});

it.each([
	['milliseconds', 1786000823000, '2026-08-06T07:20:23.000Z'],
	['seconds', 1753435158.509, '2025-07-25T09:19:18.509Z'],
	['seconds as text', '1753435158', '2025-07-25T09:19:18.000Z'],
	['ISO 8601', '2026-06-30T04:01:50.364Z', '2026-06-30T04:01:50.364Z'],
	['ISO 8601 with a zone', '2026-06-30T04:01:50-02:00', '2026-06-30T06:01:50.000Z'],
	['text in the given zone', '2025-07-25 17:19:20', '2025-07-25T09:19:20.000Z'],
	['ISO 8601 without a zone', '2025-07-25T17:19:20.5', '2025-07-25T09:19:20.500Z'],
	['an impossible day', '2025-13-45 17:19:20', undefined],
	['zero', 0, undefined],
	['an empty text', '', undefined],
	['a word', 'yesterday', undefined],
	['null', null, undefined],
	['a number too large', 1e300, undefined],
])('time reads %s', (_, value, expected) => {
	expect(time(value, '+08:00')).toBe(expected);
});

it.each([
	[7, 7],
	['7', 7],
	[' -7.5 ', -7.5],
	['', undefined],
	['0x10', undefined],
	['7 apples', undefined],
	[Number.NaN, undefined],
	[true, undefined],
	[null, undefined],
	[[7], undefined],
])('number(%j) is %p', (value, expected) => {
	expect(number(value)).toBe(expected);
});

it.each([
	[' a ', 'a'],
	['  ', undefined],
	[7, '7'],
	[Number.NaN, undefined],
	[{}, undefined],
])('text(%j) is %p', (value, expected) => {
	expect(text(value)).toBe(expected);
});

it('words are cut, a text is not', () => {
	const long = 'x'.repeat(5000);
	expect(text(long)).toHaveLength(5000);
	expect(words(long)).toBe(`${'x'.repeat(2000)}…`);
	expect(words(' short ')).toBe('short');
	expect(words(null)).toBeUndefined();
});

it('record gives an empty one for what is no object', () => {
	for (const value of [null, undefined, [1], 'a', 7]) expect(record(value)).toEqual({});
});

it('daysAfter keeps what is not known unknown', () => {
	expect(daysAfter(undefined, 14)).toBeUndefined();
	expect(daysAfter('2025-02-20T00:00:00.000Z', 14)).toBe('2025-03-06T00:00:00.000Z');
});
