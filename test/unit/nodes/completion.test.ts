import type { IExecuteFunctions } from 'n8n-workflow';

import { scheduleOf } from '../../../lib/lifecycle/completion';
import { pollingOf } from '../../../nodes/common/completion';
import { pollIntervalField } from '../../../nodes/common/completionFields';
import { parametersOf } from '../../../nodes/common/parameters';
import { aceDataVeo } from '../../../lib/providers/aceData/veo';
import { versionRef } from '../../../lib/providers/api';
import { kieVeo } from '../../../lib/providers/kie/veo';
import { kieVeoJobs } from '../../../lib/providers/kie/unified';

/** The parameters of a node, as n8n gives them. */
function polling(parameters: Record<string, unknown>) {
	const context = {
		getNodeParameter: (name: string, _item: number, fallback: unknown) =>
			parameters[name] ?? fallback,
	} as unknown as IExecuteFunctions;
	return pollingOf(context, parametersOf(context, 0));
}

it('looks up every 30 seconds, as the providers recommend, where nothing else is said', () => {
	expect(pollIntervalField.default).toBe(30);
	expect(polling({})).toMatchObject({ interval: 30_000 });
	expect(polling({ 'options.pollInterval': 5 })).toMatchObject({ interval: 5000 });
});

const version4k = versionRef('a', '4k', 0);
const ownId = { ...version4k, taskId: 'b', sourceTaskId: 'a' };

it.each([
	['a POST that orders', kieVeo, [versionRef('a'), version4k], 10_000],
	['a GET that orders', kieVeo, [versionRef('a', '1080p', 0)], 1000],
	['the record of a 4K version', kieVeo, [ownId], 1000],
	['the record of a job', kieVeoJobs, [version4k], 1000],
	['a POST that only reads', aceDataVeo, [versionRef('a')], 1000],
])('%s is sent at its own pace', (_, api, refs, expected) => {
	const polled = {
		mode: 'poll' as const,
		interval: 1000,
		timeLimit: 60_000,
		separateOutputs: false,
	};
	expect(scheduleOf(polled, api, refs).interval).toBe(expected);
	expect(scheduleOf({ ...polled, interval: 40_000 }, api, refs).interval).toBe(40_000);
});

it('many POSTs that order keep the pace of new tasks', () => {
	const polled = {
		mode: 'poll' as const,
		interval: 30_000,
		timeLimit: 60_000,
		separateOutputs: false,
	};
	const orders = Array.from({ length: 100 }, (_, index) => versionRef(`task-${index}`, '4k', 0));
	// Kie.ai takes 20 in 10 seconds, and refuses the rest.
	expect(scheduleOf(polled, kieVeo, orders)).toMatchObject({
		interval: 55_000,
		pace: { size: 20, window: 11_000 },
	});
	expect(scheduleOf(polled, kieVeo, [versionRef('task')]).pace).toBeUndefined();
});

it('one request is about as many tasks as the API takes', () => {
	const polled = {
		mode: 'poll' as const,
		interval: 30_000,
		timeLimit: 60_000,
		separateOutputs: false,
	};
	expect(scheduleOf(polled, aceDataVeo, []).perRequest).toBe(50);
	expect(scheduleOf(polled, kieVeo, []).perRequest).toBeUndefined();
});
