import {
	endedAsExpected,
	endingOf,
	EXAMPLES,
	tasksOf,
	type TaskRecord,
} from '../../../dev/demo/examples';
import type { Execution } from '../../../dev/n8n/execution';

const execution = (outputs: TaskRecord[][], more: Partial<Execution> = {}): Execution => ({
	status: 'success',
	startedAt: 0,
	stoppedAt: 1000,
	lastNodeExecuted: 'Last',
	runData: {
		Last: [
			{ data: { main: [[{ json: { taskId: 'of an earlier run' } }]] } },
			{ data: { main: outputs.map((items) => items.map((json) => ({ json: { ...json } }))) } },
		],
	},
	...more,
});

const URL = 'https://example.com/video.mp4';

it.each<[string, Execution, string]>([
	['a video', execution([[{ status: 'succeeded', videoUrl: URL }]]), 'Last: succeeded'],
	[
		'success without a video',
		execution([[{ status: 'succeeded' }]]),
		'Last: succeeded without a video',
	],
	[
		'a failed task',
		execution([[], [{ status: 'failed', error: { type: 'contentRejected' } }]]),
		'Last: contentRejected',
	],
	[
		'two items',
		execution([[{ status: 'succeeded', videoUrl: URL }, { status: 'processing' }]]),
		'Last: succeeded, processing without a video',
	],
	['no items', execution([]), 'Last: nothing'],
	[
		'a failed execution',
		execution([], { status: 'error', error: { message: 'The prompt is empty' } }),
		'Last: The prompt is empty',
	],
	['a crash', execution([], { status: 'crashed' }), 'Last: crashed'],
])('endingOf names %s', (_, given, ending) => {
	expect(endingOf(given)).toBe(ending);
});

it('tasksOf reads all outputs of the last run of the last node', () => {
	expect(tasksOf(execution([[{ taskId: 'a' }], [], [{ taskId: 'b' }]]))).toEqual([
		{ taskId: 'a' },
		{ taskId: 'b' },
	]);
	expect(tasksOf(execution([], { lastNodeExecuted: undefined }))).toEqual([]);
});

it.each([
	[['a: succeeded'], ['a: succeeded'], true],
	[['b: x', 'a: succeeded'], ['a: succeeded', 'b: x'], true],
	[['a: succeeded'], ['a: succeeded', 'b: x'], false],
	[['a: succeeded', 'a: succeeded'], ['a: succeeded'], false],
	[['a: failed'], ['a: succeeded'], false],
	[[], ['a: succeeded'], false],
])('endedAsExpected(%j, %j) is %s', (endings, expected, answer) => {
	expect(endedAsExpected(endings, expected)).toBe(answer);
});

it.each(EXAMPLES)('$name expects something', ({ expected }) => {
	expect(expected).not.toHaveLength(0);
});
