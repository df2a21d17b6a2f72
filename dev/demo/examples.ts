import { isDeepStrictEqual } from 'node:util';
import { type Execution, outputOf } from '../n8n/execution';

/** A workflow in `examples/`, and how it ends when all is well. */
export interface Example {
	/** File name without `.json`. */
	name: string;
	/** Another example whose run makes the provider call this one's trigger. */
	startedBy?: string;
	/** One text per execution, as `endingOf` words it. */
	expected: string[];
}

/** What the demo runs. */
export const EXAMPLES: readonly Example[] = [
	{ name: 'text-to-video', expected: ['Make the Video: succeeded'] },
	{ name: 'text-to-video-ace-data', expected: ['Make the Video: succeeded'] },
	{ name: 'image-to-video-then-1080p', expected: ['Get It in 1080p: succeeded'] },
	{
		name: 'wait-for-callback',
		expected: ['Use the Video: succeeded, succeeded, succeeded'],
	},
	{ name: 'song-to-music-video', expected: ['Make the Music Video: succeeded'] },
	{
		name: 'veo-trigger-branches',
		startedBy: 'submit-for-trigger',
		expected: [
			'Buy Again?: succeeded',
			'Buy Again?: failed without a video',
			'Keep the New Order: submitted without a video',
			'Buy Again?: succeeded',
		],
	},
	{ name: 'failover', expected: ['Use the Video: succeeded'] },
];

/** The fields of the nodes' task record that the demo reads. */
export interface TaskRecord {
	taskId?: string;
	status?: string;
	videoUrl?: string;
	error?: { type: string };
}

/** The records that the last node of an execution put out. */
export function tasksOf(execution: Execution): TaskRecord[] {
	return outputOf(execution, execution.lastNodeExecuted ?? '');
}

/** Says on which node an execution ended, and with what: `Success: succeeded`. */
export function endingOf(execution: Execution): string {
	const how =
		execution.status === 'success'
			? tasksOf(execution).map(({ videoUrl, status, error }) =>
					videoUrl ? 'succeeded' : (error?.type ?? `${status} without a video`),
				)
			: [execution.error?.message ?? execution.status];
	return `${execution.lastNodeExecuted}: ${how.join(', ') || 'nothing'}`;
}

/** Whether the executions ended as expected, in whatever order. */
export function endedAsExpected(endings: string[], expected: string[]): boolean {
	return isDeepStrictEqual([...endings].sort(), [...expected].sort());
}
