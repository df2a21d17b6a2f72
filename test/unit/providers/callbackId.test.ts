import { callbackId } from '../../../lib/providers/callbackId';

it.each<[string, unknown]>([
	['data.taskId', { data: { taskId: 'a' } }],
	['data.task_id', { data: { task_id: 'a' } }],
	['taskId', { taskId: 'a', data: null }],
	['all of them', { taskId: 'a', data: { taskId: ' a ', task_id: 'a' } }],
	['one beside rubbish', { taskId: { a: 1 }, data: { taskId: '', task_id: 'a' } }],
])('is found in %s', (_, body) => {
	expect(callbackId(body)).toBe('a');
});

it.each<[string, unknown, RegExp]>([
	['no names', { data: {} }, /no task ID/],
	['nothing', undefined, /no task ID/],
	['lists', { data: [{ taskId: 'a' }] }, /no task ID/],
	['two spellings', { data: { taskId: 'a', task_id: 'b' } }, /more than one/],
	['two places', { taskId: 'a', data: { taskId: 'b' } }, /more than one/],
	['a number and a text', { taskId: 1, data: { task_id: '01' } }, /more than one/],
])('is none in a body with %s', (_, body, why) => {
	expect(callbackId(body)).toEqual({
		kind: 'notACallback',
		why: expect.stringMatching(why) as string,
	});
});
