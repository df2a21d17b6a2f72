import type { PurchaseKey } from './memory';
import type { DownloadSettings } from './attachFiles';
import type { Completion } from './completion';
import type { SpendingLimits } from './spending';
import type { TestRun } from './testRun';
import type { TaskError } from '../error';
import type { Issue, TaskApi, TaskRef } from '../providers/api';
import { isFinal, type KnownTask, type Task } from '../task';

/** What a node hands over: how its items are bought, and how they are waited for. */
export interface PaidOperation<Job> {
	api: TaskApi<Job>;
	completion: Completion;
	/** What may be spent. */
	spending: SpendingLimits;
	/** What stands in for the purchases; absent where they are made. */
	testRun?: TestRun;
	/** Reads all that the node's parameters say of one item. */
	readItem: (itemIndex: number) => ItemSettings<Job>;
	/** The name of a field in the editor, for messages that name one. */
	labelOf: (field: string) => string | undefined;
	/** What has to be done before the first purchase and takes files or the network, step by step. */
	preparations?: Array<Preparation<Job>>;
}

/** What the parameters of one item say. */
export interface ItemSettings<Job> {
	job: Job;
	/** Absent where the videos are not to be fetched. */
	download?: DownloadSettings | Issue;
	includeRaw: boolean;
	/** Absent where the user gives none. */
	orderKey?: string | Issue;
}

/** One step that completes a job in place; it says so where the job cannot be bought. */
export interface Preparation<Job> {
	(job: Job, itemIndex: number): Promise<Issue | TaskError | undefined>;
	/** Whether it sends nothing, so that a test run takes it, too. */
	isLocal?: true;
}

/** One input item on its way: `task` holds the last that is known of it. */
export interface RunItem<Job> {
	job: Job;
	task: Task;
	/** What looks the task up; absent until it is bought. */
	ref?: TaskRef;
	key: PurchaseKey;
	/** Whether it is bought, or may be. */
	isBought: boolean;
	/** That of the claim with which this run buys under its order key. */
	generation?: number;
	/** Absent where the videos are not to be fetched. */
	download?: DownloadSettings;
	includeRaw: boolean;
	/** The job as its order key stands for it; absent where it has no key. */
	fields?: Record<string, string>;
}

/** An item whose task is bought and not final yet. */
export type OpenItem<Job> = RunItem<Job> & { task: KnownTask; ref: TaskRef };

/** The items that have to be waited for. */
export function openItems<Job>(items: Array<RunItem<Job>>): Array<OpenItem<Job>> {
	return items.filter(
		(item): item is OpenItem<Job> =>
			item.task.taskId !== undefined && item.ref !== undefined && !isFinal(item.task),
	);
}

/** What else was bought in the run, for the error that one item ends it with. */
export function otherTasks<Job>(items: Array<RunItem<Job>>, item: RunItem<Job>): Task[] {
	return items.filter((other) => other !== item && other.isBought).map(({ task }) => task);
}
