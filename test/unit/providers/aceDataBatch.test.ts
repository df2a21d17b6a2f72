import { aceDataVeo } from '../../../lib/providers/aceData/veo';
import { answer, fixture, inShort } from './support';

const ID = '1ebe4f2b-59ba-4385-a4ea-0ce8a3fe12ed';
const record = fixture('aceDataVeo', 'record-finished');
const read = (body: unknown, status = 200) =>
	aceDataVeo.batch?.read(answer(body, status), ['missing', ID, 'open']).map(inShort);

it('asks for all tasks at once', () => {
	expect(aceDataVeo.batch?.request(['a', 'b'])).toEqual({
		method: 'POST',
		path: '/veo/tasks',
		body: { action: 'retrieve_batch', ids: ['a', 'b'], limit: 2 },
	});
});

it('answers in the order of the question', () => {
	expect(read({ items: [{ id: 'open' }, null, record], count: 2 })).toEqual([
		'notFound invalidRequest unknownTask',
		'succeeded',
		'processing',
	]);
});

it.each([
	['an error', fixture('aceDataVeo', 'error'), 500, 'ask again service serverError'],
	['no list', { items: {} }, 200, 'ask again service unreadableAnswer'],
	['an empty record', {}, 200, 'notFound invalidRequest unknownTask'],
	['a bad token', { error: { code: 'invalid_token' } }, 401, 'give up account unauthorized'],
])('says nothing about any task after %s', (_, body, status, expected) => {
	expect(read(body, status)).toEqual([expected, expected, expected]);
});
