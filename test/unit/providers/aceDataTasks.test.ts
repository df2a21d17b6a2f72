import { aceDataTasks } from '../../../lib/providers/aceData/tasks';
import type { ApiResponse } from '../../../lib/providers/api';
import { answer, fixture, inShort } from './support';

const TRACE = 'd1d53c04-58c5-4c40-bb63-f00188540e56';
const record = fixture('aceDataVeo', 'record-finished');

describe('by the trace ID', () => {
	const { request, read } = aceDataTasks.lookUpByTrace;
	const found = (body: unknown, status = 200) => read(answer(body, status), TRACE);

	it('asks for the one task', () => {
		expect(request(TRACE)).toEqual({
			method: 'POST',
			path: '/veo/tasks',
			body: { action: 'retrieve', trace_id: TRACE },
		});
	});

	it('reads the task and its ID', () => {
		expect(found(record)).toMatchObject({
			kind: 'task',
			task: { taskId: '1ebe4f2b-59ba-4385-a4ea-0ce8a3fe12ed', traceId: TRACE, status: 'succeeded' },
		});
	});

	it.each([
		['nothing', {}, 200, 'notFound invalidRequest unknownTask'],
		[
			'another task',
			{ ...record, trace_id: 'another' },
			200,
			'notFound invalidRequest unknownTask',
		],
		['a task without an ID', { ...record, id: null }, 200, 'notFound invalidRequest unknownTask'],
		['an error', fixture('aceDataVeo', 'error'), 500, 'ask again service serverError'],
		['a page', '<html></html>', 200, 'ask again service unreadableAnswer'],
	])('does not take %s for it', (_, body, status, expected) => {
		expect(inShort(found(body, status))).toBe(expected);
	});
});

describe('by time', () => {
	const { request } = aceDataTasks.list;
	const read = (response: ApiResponse) =>
		aceDataTasks.list.read(response, { offset: 0, limit: 12 });

	it('asks for a part of the list', () => {
		expect(request({ createdAfter: 1_753_435_158_500, offset: 12, limit: 50 })).toEqual({
			method: 'POST',
			path: '/veo/tasks',
			body: {
				action: 'retrieve_batch',
				offset: 12,
				limit: 50,
				created_at_min: 1_753_435_158.5,
			},
		});
		expect(request({ offset: 0, limit: 1 }).body).not.toHaveProperty('created_at_min');
	});

	it('reads the documented batch, each task once', () => {
		const list = read(answer(fixture('aceDataVeo', 'batch')));
		expect(list).toMatchObject({
			kind: 'tasks',
			tasks: [{ taskId: '1ebe4f2b-59ba-4385-a4ea-0ce8a3fe12ed', traceId: TRACE }],
		});
		expect(list.kind === 'tasks' && list.tasks).toHaveLength(1);
	});

	it.each([
		['no tasks', { items: [], count: 0 }],
		['the empty object', {}],
		['items that are none', { items: [null, 1, {}, { id: '' }] }],
	])('reads %s', (_, body) => {
		expect(read(answer(body))).toEqual({ kind: 'tasks', tasks: [] });
	});

	it.each([
		['an error', fixture('aceDataVeo', 'error'), 500, 'serverError'],
		['a bad token', { error: { code: 'invalid_token' } }, 401, 'unauthorized'],
		['a page', '<html></html>', 200, 'unreadableAnswer'],
	])('does not take %s for an empty list', (_, body, status, reason) => {
		expect(read(answer(body, status))).toMatchObject({ kind: 'unreadable', error: { reason } });
	});
});
