import type { IBinaryKeyData, IExecuteFunctions } from 'n8n-workflow';

import type { TaskWithFiles } from './attachFiles';
import type { PaidOperation, RunItem } from './operation';
import { lookUpSteadily } from './readSteadily';
import { THINGS } from './titles';
import { isTool } from './tool';
import { taskError } from '../error';
import { SAMPLE_FILM, SAMPLE_SOUND } from '../files/sampleFiles';
import { clientFor } from '../http/client';
import type { Issue, TaskApi } from '../providers/api';
import { isFinal, isSampleId, sampleId, type KnownTask } from '../task';

/** What a test run puts out in place of purchases. */
export type TestRun =
	/** Records that are made up. */
	| { kind: 'sample' }
	/** Tasks that were bought before, one for each item; looking them up is free. */
	| { kind: 'replay'; taskIds: string[] };

/** How n8n calls the runs that somebody starts to see what a workflow does. */
const TEST_MODES: readonly unknown[] = ['manual', 'evaluation'];

/**
 * Whether a person runs the workflow from the editor, or an evaluation does; the retry of such a run is
 * one, too. n8n does not tell a sub-workflow who has started its parent, so that is none.
 */
export function isTestRun(context: IExecuteFunctions): boolean {
	const mode = context.getMode();
	if (mode === 'retry') return TEST_MODES.includes(context.getExecutionContext()?.source);
	return TEST_MODES.includes(mode);
}

/** Nothing is bought that builds on a sample: the provider knows no such task. */
export function refuseSample({ taskId }: { taskId?: string }): Issue | undefined {
	if (!isSampleId(taskId)) return undefined;
	return {
		field: 'taskId',
		message: 'is that of a sample, which the node before has put out in a test run',
		fix: "Set 'Test Runs' to Sample in this node, too. In production the node before gives a task that was bought.",
	};
}

/** Puts into every item that was not refused what stands in for its purchase. */
export async function standIn<Job>(
	context: IExecuteFunctions,
	{ api, completion: { mode } }: PaidOperation<Job>,
	items: Array<RunItem<Job>>,
	testRun: TestRun,
): Promise<void> {
	const isSubmitted = mode === 'submitOnly';
	const open = items.filter(({ task }) => !isFinal(task));
	for (const item of open) {
		if (testRun.kind === 'sample') {
			const task = sampleTask(api, item, isSubmitted);
			item.task = isTool(context) ? { ...task, note: NOTE_FOR_AGENT } : task;
		} else {
			const ref = { taskId: testRun.taskIds[item.key.itemIndex] };
			item.ref = ref;
			item.task = { ...item.task, ...ref };
			if (isSubmitted) await lookUpOnce(context, api, item, ref);
		}
	}
	const what = testRun.kind === 'sample' ? 'Samples' : 'The task that Task ID names';
	context.addExecutionHints({
		message: `${what}, because this is a test run: nothing was bought. In production the node buys.`,
		location: 'outputPane',
	});
}

const NOTE_FOR_AGENT =
	'This is a sample of a test run: nothing was made and nothing was bought, and its links lead nowhere.';

async function lookUpOnce<Job>(
	context: IExecuteFunctions,
	api: TaskApi<Job>,
	item: RunItem<Job>,
	ref: { taskId: string },
): Promise<void> {
	const { lookUp } = clientFor(context, api);
	const answer = await lookUpSteadily(lookUp, ref, context.getExecutionCancelSignal());
	item.task =
		answer.kind === 'task' ? answer.task : { ...item.task, status: 'failed', error: answer.error };
}

/**
 * Fails the items whose replayed task has made something else than their operation makes: an API may
 * have one look-up for all.
 */
export function refuseOtherProducts<Job>(
	{ api: { product } }: PaidOperation<Job>,
	items: Array<RunItem<Job>>,
): void {
	for (const item of items) {
		const { product: made } = item.task;
		if (made === product) continue;
		const error = taskError('invalidRequest', {
			reason: 'badParameter',
			message: `'Task ID' of the test run names a task that makes a ${THINGS[made]}, not a ${THINGS[product]}`,
			advice:
				"Give the ID of a task that this operation has bought, or set 'Test Runs' to Sample. Nothing was bought.",
		});
		item.task = { ...item.task, product, status: 'failed', error };
	}
}

/** The record that the purchase of this item would have come to. */
function sampleTask<Job>(
	{ provider, product, sample }: TaskApi<Job>,
	{ job, key: { itemIndex } }: RunItem<Job>,
	isSubmitted: boolean,
): KnownTask {
	const record = sample?.(job) ?? {};
	const { taskId = sampleId(itemIndex), version, videoIndex } = record;
	const task = { provider, product, taskId };
	if (!isSubmitted) return { ...task, ...record, taskId, status: 'succeeded', sample: true };
	const upscaled = version && { version, videoIndex };
	return { ...task, status: 'submitted', ...upscaled, sample: true };
}

/** The samples, with a small file of the kind where files are wanted. */
export async function attachSamples<Job>(
	context: IExecuteFunctions,
	items: Array<RunItem<Job>>,
): Promise<TaskWithFiles[]> {
	return await Promise.all(
		items.map(async ({ task, download }): Promise<TaskWithFiles> => {
			if (task.status !== 'succeeded' || !download) return { task };
			const { base64, extension, mimeType } = task.product === 'song' ? SAMPLE_SOUND : SAMPLE_FILM;
			const { binaryProperty, fileName = `${task.product}-${task.taskId ?? 'sample'}` } = download;
			const binary: IBinaryKeyData = {};
			for (const index of (task.tracks ?? task.videos ?? []).keys()) {
				const tail = index === 0 ? ['', ''] : [`_${index}`, `-${index}`];
				binary[`${binaryProperty}${tail[0]}`] = await context.helpers.prepareBinaryData(
					Buffer.from(base64, 'base64'),
					`${fileName}${tail[1]}.${extension}`,
					mimeType,
				);
			}
			return { task, binary };
		}),
	);
}
