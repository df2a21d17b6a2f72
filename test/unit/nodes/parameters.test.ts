import type { IExecuteFunctions } from 'n8n-workflow';

import { parametersOf } from '../../../nodes/common/parameters';

function parameters(values: Record<string, unknown>) {
	const getNodeParameter = (name: string, _item: number, fallback: unknown) =>
		values[name] ?? fallback;
	return parametersOf({ getNodeParameter } as unknown as IExecuteFunctions, 0);
}

const A = 'https://example.com/a.png';
const B = 'https://example.com/b.png?x=1,2';

describe('parametersOf', () => {
	it.each([
		[' a dog ', 'a dog'],
		[42, '42'],
		[undefined, ''],
		[null, ''],
		[{ a: 1 }, ''],
		[['a'], ''],
		[true, ''],
	])('text of %p is %p', (value, text) => {
		expect(parameters({ value }).text('value')).toBe(text);
	});

	it.each([
		[' a dog ', 'a dog'],
		[{ a: { b: [1] } }, '{"a":{"b":[1]}}'],
		[['a', 'b'], '["a","b"]'],
		[{}, ''],
		[[], ''],
		[null, ''],
		[true, ''],
	])('prose of %j is %p', (value, text) => {
		expect(parameters({ value }).prose('value')).toBe(text);
	});

	it.each([
		['8', 8],
		[8, 8],
		['', NaN],
		['eight', NaN],
		[undefined, NaN],
	])('number of %p is %p', (value, number) => {
		expect(parameters({ value }).number('value')).toBe(number);
	});

	it.each([
		[
			[A, B],
			[A, B],
		],
		[[[A, B]], [A, B]],
		[`${A}, ${B}`, [A, B]],
		[`${A}\n\n ${B}\n`, [A, B]],
		[`${A} \t,\r\n ${B}\r\n`, [A, B]],
		['one, two', ['one, two']],
		[[A, '', ' '], [A]],
		['', []],
		[undefined, []],
		[
			[{ url: A }, A],
			[JSON.stringify({ url: A }), A],
		],
	])('list of %j is %j', (value, list) => {
		expect(parameters({ value }).list('value')).toEqual(list);
	});

	it('a collection holds what is set', () => {
		const value = { a: '', b: null, c: 0, d: false, e: 'x' };
		expect(parameters({ value }).collection('value')).toEqual({ c: 0, d: false, e: 'x' });
		expect(parameters({}).collection('value')).toEqual({});
	});
});
