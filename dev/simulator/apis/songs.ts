import { randomUUID } from 'node:crypto';

import type { Account } from '../accounts';
import type { Backend } from '../backend';
import { spoiltQuery } from '../files';
import { isUrlLate, type Result, type Task } from '../tasks';
import { textTime } from './envelope';
import { textOf } from './providerRouter';

/** A finished song that every account of Kie and sunoapi.org has from the start. */
export const SEEDED_SONG = {
	taskId: 'song-0001',
	audioIds: ['8f1c2a34-5b6d-4e7f-8a90-b1c2d3e4f501', '8f1c2a34-5b6d-4e7f-8a90-b1c2d3e4f502'],
} as const;

const SEEDED_TRACKS = SEEDED_SONG.audioIds.map((id) => ({ id, title: 'Night City' }));

const DURATION_S = 198.44;

interface Track {
	id: string;
	title: string;
}

/** The songs of all accounts. */
export class Songs {
	private readonly tracks = new Map<string, readonly Track[]>();

	constructor(private readonly backend: Backend) {}

	/** What a task takes, which is what the stages of a song go by. */
	get taskMs(): number {
		return this.backend.settings.taskMs;
	}

	/** A song's two tracks, once it is finished. */
	tracksOf(account: Account, taskId: string): readonly Track[] | undefined {
		if (taskId === SEEDED_SONG.taskId) return SEEDED_TRACKS;
		const task = this.backend.tasks.find(account, taskId);
		if (task?.product !== 'music' || task.completedAt === undefined) return undefined;
		return task.result.succeeded ? this.tracksFor(task) : undefined;
	}

	/** A task's tracks as `record-info` words them. */
	records(task: Task): object[] {
		return this.tracksFor(task).map((each) =>
			trackRecord(each, task.createdAt, this.filesUrl, linkOf(task)),
		);
	}

	/** Those of the seeded song. */
	seededRecords(): object[] {
		const createdAt = Date.UTC(2026, 0, 1);
		return SEEDED_TRACKS.map((each) => trackRecord(each, createdAt, this.filesUrl));
	}

	/** A task's tracks as callbacks word them; a forged result has files of its own. */
	callbacks(task: Task, result: Result = task.result): object[] {
		const own = result === task.result ? linkOf(task) : () => forgedUrl(result);
		return this.tracksFor(task).map((each) =>
			trackCallback(each, task.createdAt, this.filesUrl, own),
		);
	}

	private get filesUrl(): string {
		return `${this.backend.url}/files`;
	}

	/** The two tracks that a task has or will have. */
	private tracksFor({ taskId, request, marks }: Task): readonly Track[] {
		if (marks.has('no url')) return [];
		const known = this.tracks.get(taskId);
		if (known !== undefined) return known;
		const { title: given } = { ...request, ...(request.input ?? {}) } as { title?: unknown };
		const title = textOf(given) ?? 'Untitled';
		const tracks = [1, 2].map(() => ({ id: randomUUID(), title }));
		this.tracks.set(taskId, tracks);
		return tracks;
	}
}

/** What becomes of the URL of a track's file. */
type Link = (audio: string) => string;

/** Spoilt as the marks want it. */
function linkOf(task: Task): Link {
	return (audio) => (isUrlLate(task) ? '' : `${audio}${spoiltQuery(task.marks)}`);
}

function forgedUrl(result: Result): string {
	return (result.succeeded && result.urls[0]) || '';
}

/** What `record-info` and callbacks say about a track, each in its own spelling. */
function track(
	{ id, title }: Track,
	createdAt: number,
	filesUrl: string,
	link: Link = (audio) => audio,
) {
	return {
		id,
		audio: link(`${filesUrl}/${id}.mp3`),
		stream: `${filesUrl}/stream-${id}.mp3`,
		image: `${filesUrl}/${id}.jpg`,
		common: {
			prompt: '[Verse] Night city lights shining bright',
			title,
			tags: 'electrifying, rock',
			createTime: textTime(createdAt),
			duration: DURATION_S,
		},
	};
}

/** A track as `record-info` words it. */
function trackRecord(...about: Parameters<typeof track>): object {
	const { id, audio, stream, image, common } = track(...about);
	return {
		id,
		audioUrl: audio,
		streamAudioUrl: stream,
		imageUrl: image,
		modelName: 'chirp-v4-5',
		...common,
	};
}

/** A track as callbacks word it. */
function trackCallback(...about: Parameters<typeof track>): object {
	const { id, audio, stream, image, common } = track(...about);
	return {
		id,
		audio_url: audio,
		stream_audio_url: stream,
		image_url: image,
		model_name: 'chirp-v4-5',
		...common,
	};
}
