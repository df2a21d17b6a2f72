import { differencesOf, shapeOf } from '../../../dev/live/shape';

const between = (expected: unknown[], came: unknown[]) =>
	differencesOf(shapeOf(expected), shapeOf(came)).map(
		({ path, kind, expected: wanted, came: got }) => [path, kind, wanted, got].join(' | '),
	);

it.each<[string, unknown[], unknown[], string[]]>([
	['nothing where only values differ', [{ a: 'x', n: 1 }], [{ n: 2.5, a: 'y' }], []],
	['a field that is missing', [{ a: { b: 1 } }], [{ a: {} }], ['a.b | missing | number | –']],
	['a field that is added', [{ a: 1 }], [{ a: 1, z: true }], ['z | added | – | boolean']],
	['another type', [{ a: '1' }], [{ a: 1 }], ['a | other type | text | number']],
	['null for a value', [{ a: '1' }], [{ a: null }], ['a | other type | text | null']],
	[
		'another word where it decides',
		[{ code: 200 }],
		[{ code: 0 }],
		['code | other value | 200 | 0'],
	],
	[
		'all that a new field holds',
		[{}],
		[{ list: [{ id: 1 }] }],
		['list | added | – | list', 'list[] | added | – | object', 'list[].id | added | – | number'],
	],
	[
		'nothing below what is missing or of another type',
		[{ gone: { b: 1 }, turned: [{ c: 1 }] }],
		[{ turned: { d: 1 } }],
		['gone | missing | object | –', 'turned | other type | list | object'],
	],
	[
		'what a text holds as JSON',
		[{ paramJson: '{"model":"a"}' }],
		[{ paramJson: '{"tier":"a"}' }],
		['paramJson.model | missing | text | –', 'paramJson.tier | added | – | text'],
	],
	[
		'a text that is JSON no more',
		[{ a: '[1]' }],
		[{ a: '[x]' }],
		['a | other type | text with JSON | text'],
	],
	['nothing for a field that only some of the expected have', [{ a: { b: 1 } }, {}], [{}], []],
	[
		'a field that only some have',
		[{ a: 1 }],
		[{ a: 1 }, {}],
		['a | missing | number | number, not always'],
	],
	[
		'an item in a list that lacks a field',
		[[{ id: 1 }]],
		[[{ id: 1 }, {}]],
		['[].id | missing | number | number, not always'],
	],
	['an answer that is no JSON', [{ a: 1 }], ['<html>'], [' | other type | object | text']],
])('tells %s', (_, expected, came, differences) => {
	expect(between(expected, came)).toEqual(differences);
});
