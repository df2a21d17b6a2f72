import type { IBinaryKeyData, IExecuteFunctions } from 'n8n-workflow';

import { download, downloadError } from '../files/download';
import type { Download, FileContext } from '../files/download';
import type { TaskApi, TaskRef } from '../providers/api';
import { leadingTo } from '../error';
import type { Task, Video } from '../task';
import { ask, clientFor } from '../http/client';
import type { PaidOperation, RunItem } from './operation';

/** A task, and its videos where they were fetched. */
export interface TaskWithFiles {
	/** Has an error where a video could not be fetched; it stays succeeded. */
	task: Task;
	binary?: IBinaryKeyData;
}

/** How the user wants the videos of a task. */
export interface DownloadSettings {
	/** Name of the first file in the item. */
	binaryProperty: string;
	/** Name of the stored file; that of product and task where absent. */
	fileName?: string;
	maxBytes: number;
}

/** The tasks of all items, with the videos of those that want them. */
export async function attachAllFiles<Job>(
	context: IExecuteFunctions,
	{ api }: PaidOperation<Job>,
	items: Array<RunItem<Job>>,
): Promise<TaskWithFiles[]> {
	const signal = context.getExecutionCancelSignal();
	const results: TaskWithFiles[] = [];
	for (const { task, ref, download: settings } of items) {
		results.push(
			settings && ref ? await attachFiles(context, api, { task, ref }, settings, signal) : { task },
		);
	}
	hintAtMissingFiles(context, results);
	return results;
}

/** Says that files are missing: for a task that is made and paid for, no node is stopped. */
export function hintAtMissingFiles(context: IExecuteFunctions, results: TaskWithFiles[]): void {
	const missing = results.filter(({ task }) => task.status === 'succeeded' && task.error);
	if (missing.length === 0) return;
	const url = missing[0].task.product === 'song' ? 'audioUrl' : 'videoUrl';
	const message = `${missing.length} of ${results.length} items ${missing.length === 1 ? 'lacks its files' : 'lack their files'}, which could not be fetched. The field error says why, and ${url} is there.`;
	context.addExecutionHints({ message, type: 'warning', location: 'outputPane' });
}

/**
 * Fetches all videos of a succeeded task, or all tracks of a song; every other task is returned as it
 * is. Never throws: a file that cannot be fetched is no reason to lose the task.
 * @param signal fires when the user cancels the execution
 */
export async function attachFiles<Job>(
	context: FileContext,
	api: TaskApi<Job>,
	{ task, ref }: { task: Task; ref: TaskRef },
	{ binaryProperty, fileName, maxBytes }: DownloadSettings,
	signal?: AbortSignal,
): Promise<TaskWithFiles> {
	if (task.status !== 'succeeded') return { task };
	const binary: IBinaryKeyData = {};
	const first = fileName ?? nameOf(task, ref);
	for (const [index, file] of filesOf(task).entries()) {
		const name = index === 0 ? first : `${first}-${index}`;
		const fetched = await fromAnyLink(linksTo(context, api, ref, index, file), (link) =>
			download(context, { url: link, kind: kindOf(task), name, maxBytes, signal }),
		);
		if (fetched.kind !== 'stored') {
			const failed = { ...task, error: leadingTo(fetched.error, task) };
			return { task: failed, ...(index > 0 && { binary }) };
		}
		binary[index === 0 ? binaryProperty : `${binaryProperty}_${index}`] = fetched.file;
	}
	return { task, binary };
}

/** A file of a task, as its links are found. */
type File = Partial<Pick<Video, 'url' | 'resolution' | 'index'>>;

function filesOf({ videos = [], tracks }: Task): File[] {
	return tracks?.map(({ audioUrl: url }) => ({ url })) ?? videos;
}

function kindOf({ product }: Task): 'video' | 'audio' {
	return product === 'song' ? 'audio' : 'video';
}

/** What the file is called: a version that has the ID of its source must not overwrite that. */
function nameOf({ product, version }: Task, { taskId, videoIndex = 0 }: TaskRef): string {
	const which = videoIndex > 0 ? [`video${videoIndex}`] : [];
	const parts = [product, taskId, ...(version === undefined ? [] : [version, ...which])];
	return parts.join('-').replace(/[^\w.-]/g, '_');
}

/** The first download whose link is good, else the first of all, which names the link that is known. */
async function fromAnyLink(
	links: AsyncIterable<string>,
	fetch: (link: string) => Promise<Download>,
): Promise<Download> {
	let first: Download | undefined;
	try {
		for await (const link of links) {
			const fetched = await fetch(link);
			if (fetched.kind !== 'badLink') return fetched;
			first ??= fetched;
		}
	} catch (error) {
		const message = error instanceof Error ? error.message : String(error);
		first ??= { kind: 'failed', error: downloadError('download', message) };
	}
	return first ?? { kind: 'failed', error: downloadError('download', 'The task names no link') };
}

/** The link in the task, then what the provider gives in its place; each only when it is needed. */
async function* linksTo<Job>(
	context: FileContext,
	api: TaskApi<Job>,
	ref: TaskRef,
	index: number,
	{ url, resolution, index: number = index }: File,
): AsyncGenerator<string> {
	if (url !== undefined) yield url;
	const { freshLink } = api;
	if (freshLink && url !== undefined) {
		const link = await ask(context, api.provider, freshLink, url);
		if (typeof link === 'string') yield link;
	}
	const [answer] = await clientFor(context, api).lookUp([ref]);
	const files = answer.kind === 'task' ? filesOf(answer.task) : [];
	const again = files.find((file, place) => (file.index ?? place) === number);
	// Versions of a video may share an ID, and one is not to be had for the other.
	if (again?.url !== undefined && again.url !== url && again.resolution === resolution) {
		yield again.url;
	}
}
