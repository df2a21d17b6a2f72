import { versionRef, type LookUp, type TaskApi, type TaskRef } from '../../lib/providers/api';
import { taskError, type TaskError } from '../../lib/error';
import { succeededWith, type KnownTask, type Video } from '../../lib/task';
import { issueError } from './fieldNames';
import { versionFields, type WantedVersion } from './versionFields';

/** What a look-up of a version asks for. */
export interface VersionRef extends TaskRef {
	wanted: WantedVersion;
}

/** What asks for a task, in the version that is wanted. */
export function refTo(taskId: string, wanted: WantedVersion | undefined): TaskRef | VersionRef {
	if (!wanted) return { taskId };
	return { ...versionRef(taskId, wanted.version, wanted.videoIndex), wanted };
}

/** Look-ups that find the versions which their refs ask for. */
export interface VersionLookUps {
	lookUp: (refs: TaskRef[]) => Promise<LookUp[]>;
	/** The ref that the task was found by, to look the same up again. */
	foundBy: (ref: TaskRef) => TaskRef;
}

/**
 * Looks for versions where that buys nothing: in the record of the task, which may be that of the
 * version. Only where it is another's is the version asked for by its submit, if that is wanted.
 */
export function versionLookUps<Job>(
	api: TaskApi<Job>,
	lookUp: VersionLookUps['lookUp'],
): VersionLookUps {
	const bySubmit = new Map<TaskRef, TaskRef>();
	const foundBy = (ref: TaskRef) =>
		bySubmit.get(ref) ?? (isVersionRef(ref) ? { taskId: ref.taskId } : ref);

	return {
		foundBy,
		async lookUp(refs) {
			const records = await lookUp(refs.map(foundBy));
			const answers = records.map((answer, index) => {
				const ref = refs[index];
				return isVersionRef(ref) && !bySubmit.has(ref) ? versionIn(answer, ref.wanted) : answer;
			});
			const elsewhere = refs.filter(
				(ref, index): ref is VersionRef => isVersionRef(ref) && answers[index] === undefined,
			);
			const refusals = new Map<TaskRef, LookUp>();
			for (const ref of elsewhere) {
				const refusal = refuse(api, ref.wanted, records[refs.indexOf(ref)]);
				if (refusal) refusals.set(ref, refusal);
				else bySubmit.set(ref, versionRef(ref.taskId, ref.wanted.version, ref.wanted.videoIndex));
			}
			const asked = elsewhere.filter((ref) => !refusals.has(ref));
			const found = asked.length > 0 ? await lookUp(asked.map(foundBy)) : [];
			const later = new Map<TaskRef, LookUp>(asked.map((ref, index) => [ref, found[index]]));
			return refs.map(
				(ref, index) => refusals.get(ref) ?? later.get(ref) ?? answers[index] ?? records[index],
			);
		},
	};
}

/** What is known of a task before it is looked up. */
export function namedBy(ref: TaskRef): Pick<KnownTask, 'taskId' | 'version' | 'videoIndex'> {
	const { taskId } = ref;
	if (!isVersionRef(ref)) return { taskId };
	const { version, videoIndex } = ref.wanted;
	return { taskId, version, videoIndex };
}

/** Whether a version is asked for, not the task itself. */
function isVersionRef(ref: TaskRef): ref is VersionRef {
	return 'wanted' in ref;
}

/** Whether looking for it may send its submit again; a version that may not be bought is only read. */
export function mayBeBought(ref: TaskRef): boolean {
	return !isVersionRef(ref) || ref.wanted.mayBuy;
}

/** The answer as one about the version, of which nobody knows more; absent where it is another's. */
function versionIn(answer: LookUp, { version, videoIndex }: WantedVersion): LookUp | undefined {
	if (answer.kind !== 'task') return answer.kind === 'unreadable' ? answer : undefined;
	const task = { ...answer.task, version, videoIndex };
	if (task.status !== 'succeeded') return { kind: 'task', task };
	const { videos = [], videoIndex: shown } = answer.task;
	const wanted = shown === videoIndex ? videos : numbered(videos, videoIndex);
	const isOther = shown !== undefined && shown !== videoIndex;
	if (isOther || wanted[0]?.resolution?.toLowerCase() !== version) return undefined;
	return { kind: 'task', task: { ...task, ...succeededWith(wanted) } };
}

/** The video that has this number at the provider. */
function numbered(videos: Video[], videoIndex: number): Video[] {
	const video = videos.find(({ index }, place) => (index ?? place) === videoIndex);
	return video ? [{ ...video, ...(videoIndex > 0 && { index: videoIndex }) }] : [];
}

/** Why a version that the record does not show cannot be asked for by its submit. */
function refuse<Job>(
	{ versions }: TaskApi<Job>,
	{ version, videoIndex, mayBuy }: WantedVersion,
	record: LookUp,
): LookUp | undefined {
	const name = version === '4k' ? '4K' : version;
	if (record.kind === 'task' && record.task.fallbackUsed) {
		const message = `The fallback model made the video, and there is no ${name} version of that`;
		return refusal({ reason: 'versionUnavailable', message });
	}
	const isFoundBySubmit = versions?.includes(version) === true;
	if (record.kind === 'task' && lacksVideo(record.task, videoIndex, isFoundBySubmit)) {
		const message = `is ${videoIndex}, but the task has no such video`;
		const fix = 'Count the videos of the task from 0; most have only one. Nothing was bought.';
		return refusedWith(issueError(versionFields, { field: 'videoIndex', message, fix }));
	}
	if (isFoundBySubmit && mayBuy) return undefined;
	if (record.kind === 'notFound') return record;
	return refusal(
		isFoundBySubmit
			? {
					reason: 'versionNotShown',
					message: `Kie.ai's record of the task does not show the ${name} version`,
					advice: `If it was ordered, switch 'Send Order Again' on, which buys nothing twice. If it was not, order it with the operation Upscale to ${name}. Nothing was bought.`,
				}
			: {
					reason: 'versionNotShown',
					message: `The task is not that of a ${name} version`,
					advice:
						"In Kie.ai's unified API every version is a task of its own: give the ID that came when it was ordered.",
				},
	);
}

/**
 * Whether the task plainly has no such video.
 * @param isShared whether the record may be that of an upscaled version, which lists its own videos
 */
function lacksVideo({ videos = [] }: KnownTask, videoIndex: number, isShared: boolean): boolean {
	if (numbered(videos, videoIndex).length > 0) return false;
	return !isShared || !videos.some(({ resolution = '' }) => /^(1080p|4k)$/i.test(resolution));
}

function refusal(details: Parameters<typeof taskError>[1]): LookUp {
	return refusedWith(taskError('invalidRequest', details));
}

function refusedWith(error: TaskError): LookUp {
	return { kind: 'unreadable', error, isLast: true };
}
