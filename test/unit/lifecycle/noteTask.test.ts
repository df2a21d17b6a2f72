import type { IExecuteFunctions } from 'n8n-workflow';

import { noteTask } from '../../../lib/lifecycle/noteTask';

const logger = { debug: jest.fn() };

function noted(customData: unknown, ...taskIds: string[]): void {
	const context = { customData, logger } as unknown as IExecuteFunctions;
	for (const taskId of taskIds) noteTask(context, taskId);
}

/** n8n's custom data, which leaves out what comes after the tenth key. */
function keeping(data: Map<string, string>) {
	return {
		get: (key: string) => data.get(key),
		set: (key: string, value: string) => {
			if (data.has(key) || data.size < 10) data.set(key, value);
		},
	};
}

it('an ID is noted once', () => {
	const data = new Map<string, string>();
	noted(keeping(data), 'one', 'two', 'one');
	expect([...data]).toEqual([['veoTaskIds', 'one two']]);
});

it('no value is longer than 255 characters', () => {
	const data = new Map<string, string>();
	noted(keeping(data), 'a'.repeat(200), 'b'.repeat(54), 'c', 'd'.repeat(300));
	expect([...data]).toEqual([
		['veoTaskIds', `${'a'.repeat(200)} ${'b'.repeat(54)}`],
		['veoTaskIds2', 'c'],
	]);
});

it.each([
	['absent', undefined],
	[
		'broken',
		{
			get: () => {
				throw new Error('no');
			},
		},
	],
])('custom data that is %s breaks nothing', (_, customData) => {
	noted(customData, 'one');
	expect(logger.debug).toHaveBeenCalledWith(expect.stringContaining('custom data'));
});

it("the user's keys may take all the room", () => {
	const data = new Map(Array.from({ length: 10 }, (_, index) => [`own${index}`, 'value'] as const));
	noted(keeping(data), 'one');
	expect(data.size).toBe(10);
});
