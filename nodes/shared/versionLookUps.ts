import { versionRef, type LookUp, type TaskApi, type TaskRef } from '../../providers/api';
import { taskError } from '../../providers/errors';
import type { KnownTask } from '../../providers/task';
import type { WantedVersion } from './versionFields';

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
 * Looks for versions where that orders nothing: in the record of the task, which may be that of the
 * version. Only where it is another's is the version asked for by its order, if that is wanted.
 */
export function versionLookUps<Job>(
	api: TaskApi<Job>,
	lookUp: VersionLookUps['lookUp'],
): VersionLookUps {
	const byOrder = new Map<TaskRef, TaskRef>();
	const foundBy = (ref: TaskRef) =>
		byOrder.get(ref) ?? (isVersionRef(ref) ? { taskId: ref.taskId } : ref);

	return {
		foundBy,
		async lookUp(refs) {
			const answers = await lookUp(refs.map(foundBy));
			const elsewhere = refs.filter(
				(ref, index): ref is VersionRef =>
					isVersionRef(ref) && !byOrder.has(ref) && !isAbout(answers[index], ref.wanted),
			);
			const refusals = new Map<TaskRef, LookUp>();
			for (const ref of elsewhere) {
				const refusal = refuse(api, ref.wanted, answers[refs.indexOf(ref)]);
				if (refusal) refusals.set(ref, refusal);
				else byOrder.set(ref, versionRef(ref.taskId, ref.wanted.version, ref.wanted.videoIndex));
			}
			const asked = elsewhere.filter((ref) => !refusals.has(ref));
			const found = asked.length > 0 ? await lookUp(asked.map(foundBy)) : [];
			const later = new Map<TaskRef, LookUp>(asked.map((ref, index) => [ref, found[index]]));
			return refs.map((ref, index) => refusals.get(ref) ?? later.get(ref) ?? answers[index]);
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
export function isVersionRef(ref: TaskRef): ref is VersionRef {
	return 'wanted' in ref;
}

/** Whether the answer is the last word about the version for now: it is no record of another's. */
function isAbout(answer: LookUp, { version }: WantedVersion): boolean {
	if (answer.kind !== 'task') return answer.kind === 'unreadable';
	const { status, videos } = answer.task;
	return status !== 'succeeded' || videos?.[0]?.resolution?.toLowerCase() === version;
}

/** Why a version that the record does not show cannot be asked for by its order. */
function refuse<Job>(
	{ versions }: TaskApi<Job>,
	{ version, mayOrder }: WantedVersion,
	record: LookUp,
): LookUp | undefined {
	const name = version === '4k' ? '4K' : version;
	if (record.kind === 'task' && record.task.fallbackUsed) {
		const message = `The fallback model made the video, and there is no ${name} version of that`;
		return refusal({ reason: 'versionUnavailable', message });
	}
	const isOrderable = versions?.includes(version);
	if (isOrderable && mayOrder) return undefined;
	if (record.kind === 'notFound') return record;
	return refusal(
		isOrderable
			? {
					reason: 'versionNotShown',
					message: `Kie.ai's record of the task does not show the ${name} version`,
					advice: `If it was ordered, switch 'Send Order Again' on, which buys nothing twice. If it was not, order it with the operation Get ${name}. Nothing was bought.`,
				}
			: {
					reason: 'versionNotShown',
					message: `The task is not that of a ${name} version`,
					advice:
						"In Kie.ai's unified API every version is a task of its own: give the ID that came when it was ordered.",
				},
	);
}

function refusal(details: Parameters<typeof taskError>[1]): LookUp {
	return { kind: 'unreadable', error: taskError('invalidRequest', details) };
}
