import type { TaskError } from '../error';
import type { KnownTask, UpscaledVersion, Product, Provider } from '../task';

/** A request as the wire wants it; lib/http adds host and key. */
export interface ApiRequest {
	method: 'GET' | 'POST';
	/** Absolute path on the provider's API host, without a query. */
	path: string;
	query?: Record<string, string | number | boolean | string[]>;
	body?: Record<string, unknown>;
	/** In place of `body`: a multipart form, with the headers that belong to it. */
	form?: Form;
	/** Another of the credential's hosts than that of the API. */
	host?: 'uploadBaseUrl';
}

/** A multipart form as it goes over the wire. */
export interface Form {
	headers: Record<string, string>;
	body: unknown;
}

/** What an upload came to. It is free; the file is kept for a day at least. */
export type Upload =
	| { kind: 'uploaded'; url: string }
	/** `error.retryable` tells whether the same upload may work later. */
	| { kind: 'refused'; error: TaskError };

/** An answer as it came. */
export interface ApiResponse {
	status: number;
	/** Names in lower case. */
	headers: Record<string, string>;
	/** Parsed JSON, or the text itself where it is none. */
	body: unknown;
}

/**
 * One conversation with a provider. Pure: neither side knows the network, and `read` never throws on
 * what a provider sent.
 */
export interface Endpoint<Args, Reading> {
	readonly request: (args: Args) => ApiRequest;
	readonly read: (response: ApiResponse, args: Args) => Reading;
}

/** The conversation that may buy. */
export interface SubmitEndpoint<Job> {
	readonly request: (job: Job) => ApiRequest;
	/** @param sent the request that was answered, where it was not `request(job)` itself */
	readonly read: (response: ApiResponse, job: Job, sent?: ApiRequest) => Submission;
}

/** A task to look up, with what the look-up needs beside the id. */
export interface TaskRef {
	taskId: string;
	/** The operation that submitted it, where the look-up differs by it. */
	operation?: string;
	/** Which video of the source task, counted from 0. */
	videoIndex?: number;
	/** The task that this one builds on, where it is looked up by that one's id. */
	sourceTaskId?: string;
	/** That of the submit, for look-ups that repeat it. */
	callbackUrl?: string;
}

/**
 * What finds the upscaled version of one video of a task, or that task itself.
 * @param version of those in the API's `versions`
 */
export function versionRef(
	taskId: string,
	version?: UpscaledVersion,
	videoIndex?: number,
): TaskRef {
	return version ? { taskId, operation: `get_${version}`, videoIndex } : { taskId };
}

/** Tells one look-up from another: versions of a video may share their task's id. */
export function keyOf({ taskId, operation, videoIndex }: TaskRef): string {
	return JSON.stringify([taskId, operation, videoIndex]);
}

/** The two ways to speak to Kie.ai: its classic endpoints, and the jobs that have joined them. */
export type ApiVersion = 'classic' | 'unified';

/** What a submit came to. Only `throttled` may be sent again as it is. */
export type Submission =
	/** Bought. The task may already be finished; `ref` finds it again. */
	| { kind: 'accepted'; task: KnownTask; ref: TaskRef }
	/** An explicit no: nothing was bought. `insteadSend` is the same job in the provider's other spelling. */
	| ({ kind: 'refused'; insteadSend?: ApiRequest } & NoTask)
	/** An explicit *too fast*: nothing was bought. */
	| ({ kind: 'throttled'; retryAfterMs?: number } & NoTask)
	/** Nobody knows whether it was bought. */
	| ({ kind: 'unknown' } & NoTask);

/** What is known of a submit that named no task. */
export interface NoTask {
	error: TaskError;
	/** The provider's id of the request, where it gives one; see {@link TaskApi.lookUpByTrace}. */
	traceId?: string;
	/** The provider's untouched body. */
	raw?: unknown;
}

/** What a look-up came to. Only `task` says anything about the task. */
export type LookUp =
	| { kind: 'task'; task: KnownTask }
	/** The provider does not know the id. */
	| { kind: 'notFound'; error: TaskError }
	| Unreadable;

/** An answer that does not speak of what was asked; `error.retryable` tells whether to ask again. */
export interface Unreadable {
	kind: 'unreadable';
	error: TaskError;
	retryAfterMs?: number;
	/** The question is wrong, so asking again brings no other answer. */
	isLast?: true;
}

/** Which of the account's tasks to list. */
export interface TaskFilter {
	/** Milliseconds since 1970; tasks that are older are left out. */
	createdAfter?: number;
	/** How many tasks of the list to skip. */
	offset: number;
	limit: number;
}

/** What a question for a list of tasks came to. */
export type TaskList = { kind: 'tasks'; tasks: KnownTask[] } | Unreadable;

/** What a callback body came to; `why` is meant for the sender's log. */
export type Callback = TaskCallback | { kind: 'notACallback'; why: string };

/** A callback that says how far a task is. */
export interface TaskCallback {
	kind: 'task';
	task: KnownTask;
	/** About an upscaled version that may share the id of the task whose video it was made from. */
	isUpscaled?: true;
}

/** A parameter that cannot be sent, said before anything is bought. */
export interface Issue {
	/** Name of the node's parameter or option. */
	field: string;
	/** What is wrong, as the rest of a sentence that starts with the field's display name. */
	message: string;
	/** What the user can do. */
	fix: string;
}

/**
 * One provider × product: the only place that knows its wire format. Pure: builds requests, reads
 * answers, and never throws on what a provider sent.
 */
export interface TaskApi<Job> {
	readonly provider: Provider;
	readonly product: Product;
	/** The first thing in the job that this API cannot take. */
	readonly check: (job: Job) => Issue | undefined;
	/** Sent once for each job; see {@link Submission} for what may be sent again. */
	readonly submit: SubmitEndpoint<Job>;
	readonly lookUp: Endpoint<TaskRef, LookUp>;
	/**
	 * Milliseconds after its submit before which a task is hardly ever finished, as the provider says
	 * how long its tasks take; absent where it does not.
	 */
	readonly usualTime?: (ref: TaskRef) => number;
	/** Whether the look-up finds the provider's tasks of all products. */
	readonly looksUpAll?: true;
	/** Whether a video is upscaled by its own id, which its finished task names. */
	readonly upscalesByVideoId?: true;
	/**
	 * The upscaled versions that are found by the id of the task whose video they are made of (see
	 * `versionRef`). All others are tasks with an id of their own.
	 */
	readonly versions?: readonly UpscaledVersion[];
	/**
	 * Whether the look-up also buys what it asks for, where nobody has bought that before. Asking
	 * again buys nothing twice.
	 */
	readonly mayBuy?: (ref: TaskRef) => boolean;
	/** One request for several tasks, where the API has it. */
	readonly batch?: Endpoint<string[], LookUp[]> & {
		/** How many tasks one request may be about. */
		readonly size: number;
	};
	/** Finds the task that a request has bought by the id of the request, where the API can. */
	readonly lookUpByTrace?: Endpoint<string, LookUp>;
	/** Lists the account's tasks, where the API can: it finds those again whose ids are lost. */
	readonly list?: Endpoint<TaskFilter, TaskList>;
	readonly readCallback: (body: unknown) => Callback;
	/**
	 * What the record of a finished task of this job has beside what every record has, with values that
	 * are made up: for runs that try a workflow out.
	 */
	readonly sample?: (job: Job) => Partial<KnownTask>;
	/** Why the look-up of a task says that its video can never be upscaled. */
	readonly refuseSource?: (source: LookUp) => Issue | TaskError | undefined;
	/** Asks for a new link to a file whose link has expired; absent where the provider does not know the file. */
	readonly freshLink?: Endpoint<string, string | undefined>;
}

/** A video to buy from Veo; a field that the user did not set is absent. */
export interface VeoJob {
	operation: VeoOperation;
	model?: string;
	prompt?: string;
	imageUrls?: string[];
	/** Names of the item's files whose upload will give `imageUrls`. */
	imageBinaryProperties?: string[];
	/** The task whose video is upscaled or extended. */
	taskId?: string;
	videoIndex?: number;
	/** Ace Data: the video that is upscaled. */
	videoId?: string;
	aspectRatio?: string;
	resolution?: string;
	/** Seconds. */
	duration?: number;
	seeds?: number;
	watermark?: string;
	enableTranslation?: boolean;
	enableFallback?: boolean;
	callbackUrl?: string;
}

export type VeoOperation =
	'text2video' | 'image2video' | 'reference2video' | 'get_1080p' | 'get_4k' | 'extend';

/** A music video to buy for one track of a Suno task. */
export interface MusicVideoJob {
	/** The music task. */
	taskId: string;
	/** The track in it. */
	audioId: string;
	/** At most 50 characters. */
	author?: string;
	/** At most 50 characters. */
	domainName?: string;
	callbackUrl?: string;
}

/** A song to buy; a field that the user did not set is absent. */
export interface SongJob {
	/** What the song is about, or in custom mode its lyrics. */
	prompt?: string;
	/** Whether style, title and lyrics are given instead of a description. */
	customMode: boolean;
	instrumental: boolean;
	model: string;
	style?: string;
	title?: string;
	/** Styles to keep out. */
	negativeTags?: string;
	vocalGender?: string;
	/** 0 to 1, as the two after it. */
	styleWeight?: number;
	weirdnessConstraint?: number;
	audioWeight?: number;
	personaId?: string;
	personaModel?: string;
	/** Seconds. */
	duration?: number;
	callbackUrl?: string;
}
