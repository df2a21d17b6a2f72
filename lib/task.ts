import type { TaskError } from './error';

/** Who is paid. */
export type Provider = 'kie' | 'aceData' | 'sunoApi';

/** What is made. */
export type Product = 'veo' | 'musicVideo' | 'song';

/** `submitted` and `processing` are open; the other three are final. */
export type TaskStatus = 'submitted' | 'processing' | 'succeeded' | 'failed' | 'timedOut';

/** Versions that are made of a finished video. */
export type UpscaledVersion = '1080p' | '4k';

/** One file that a task produced. */
export interface Video {
	url: string;
	/** The provider's id of this video; not the task id. */
	id?: string;
	/** Its number at the provider, counted from 0, where that is not its place in the list. */
	index?: number;
	resolution?: string;
	/** The same video before cropping or upscaling. */
	originalUrl?: string;
	/** The clip that an extension has added; `url` is the whole film then. */
	clipUrl?: string;
	/** A still image of the video. */
	stillUrl?: string;
	/** False where the provider made a silent video. */
	hasAudio?: boolean;
	/** The seed that the provider used. */
	seed?: number;
}

/** One track of a song; a song usually has two. */
export interface Track {
	audioId: string;
	title?: string;
	/** Seconds. */
	duration?: number;
	/** Comma-separated styles. */
	tags?: string;
	/** What is sung. */
	lyrics?: string;
	audioUrl?: string;
	streamAudioUrl?: string;
	imageUrl?: string;
	/** The version of the music model. */
	model?: string;
}

/** How far a song is: its text is there, its first track, all of them, or it has failed. */
export type SongStage = 'text' | 'first' | 'complete' | 'error';

/**
 * One paid job at a provider. It is the only record that the nodes output, whichever way the result
 * arrived. A field without a value is absent, never null.
 */
export interface Task {
	provider: Provider;
	product: Product;
	/** Absent only where a submit ended without the provider naming a task. */
	taskId?: string;
	status: TaskStatus;
	/** `videos[0].url`; present exactly when `status` is `succeeded`, and never of a song. */
	videoUrl?: string;
	videos?: Video[];
	/** What the user should know about a result that is not quite what the job asked for. */
	note?: string;
	/**
	 * Kie Veo only: `taskId` is that of the video which this upscaled version is made of, and a look-up
	 * finds the upscaled one only where it asks for this version of this video.
	 */
	version?: UpscaledVersion;
	/** Which video of the task that is, counted from 0. */
	videoIndex?: number;
	/** Kie Veo only: whether the deprecated fallback model made the video. */
	fallbackUsed?: boolean;
	/** Ace Data Cloud only: its id of the request, which finds a task whose own id is lost. */
	traceId?: string;
	/** What the task cost, in the provider's credits, where the provider says so. */
	creditsUsed?: number;
	/** Of a music video the track that it was made from, of a song `tracks[0].audioId`. */
	audioId?: string;
	/** Music videos only: the number of that track in its song, counted from 0. */
	trackIndex?: number;
	/** Songs only: absent before the first stage. */
	stage?: SongStage;
	/** Songs only: `tracks[0].audioUrl`. */
	audioUrl?: string;
	/** Songs only: those that are there so far. */
	tracks?: Track[];
	/** ISO 8601. */
	createdAt?: string;
	/** ISO 8601. */
	completedAt?: string;
	/** ISO 8601: when the provider deletes the files, where it says so. */
	expiresAt?: string;
	/** True where the order key has bought the task before; absent otherwise. */
	reused?: boolean;
	/** In place of a task: a test run has put it out, and nothing was bought. */
	sample?: true;
	error?: TaskError;
	/** The provider's untouched body; the node drops it unless Include Raw Response is on. */
	raw?: unknown;
}

/** Every field of the record, without a value. */
export const NO_FIELDS: Readonly<Record<keyof Task, undefined>> = {
	provider: undefined,
	product: undefined,
	taskId: undefined,
	status: undefined,
	videoUrl: undefined,
	videos: undefined,
	note: undefined,
	version: undefined,
	videoIndex: undefined,
	fallbackUsed: undefined,
	traceId: undefined,
	creditsUsed: undefined,
	audioId: undefined,
	trackIndex: undefined,
	stage: undefined,
	audioUrl: undefined,
	tracks: undefined,
	createdAt: undefined,
	completedAt: undefined,
	expiresAt: undefined,
	reused: undefined,
	sample: undefined,
	error: undefined,
	raw: undefined,
};

/** A task that the provider has named. */
export type KnownTask = Task & { taskId: string };

/** Whether the provider has named the task. */
export function isKnown(task: Task): task is KnownTask {
	return task.taskId !== undefined;
}

/** The task ID of the sample that a test run makes up for the item with this number, counted from 0. */
export function sampleId(itemIndex: number): string {
	return `sample-${itemIndex + 1}`;
}

/** Whether no provider knows the task, because a test run has made it up. */
export function isSampleId(taskId: string | undefined): boolean {
	return /^sample-\d+$/.test(taskId ?? '');
}

/** Whether nothing more will happen to the task. */
export function isFinal(task: Pick<Task, 'status'>): boolean {
	return task.status !== 'submitted' && task.status !== 'processing';
}

/** The fields of a finished task that follow from its videos. */
export function succeededWith(videos: Video[]): Pick<Task, 'status' | 'videoUrl' | 'videos'> {
	return { status: 'succeeded', videoUrl: videos[0].url, videos };
}
