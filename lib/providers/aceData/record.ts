import { readFault, taskFault } from './errors';
import { NO_VIDEO } from '../codes';
import { defined, isRecord, number, record, text, time, url } from '../read';
import { failed, named, type State } from '../state';
import { succeededWith, type KnownTask, type Video } from '../../task';

type Fields = Readonly<Record<string, unknown>>;

/** How the 1080p action has been spelled: first by the guide, later by everything else. */
export const UPSCALE_ACTIONS: readonly unknown[] = ['get_1080p', 'get1080p'];

/** Text times name no zone; a task of 09:19:18Z carries 17:19:20 in the guide's own example. */
const ZONE = '+08:00';

/** Reads a task as `/veo/tasks` gives it: the request, and the result once there is one. */
export function readRecord(task: Fields, taskId: string): KnownTask {
	const request = record(task.request);
	const result = record(task.response);
	const isUpscaled = UPSCALE_ACTIONS.includes(request.action);
	const state = readState(result) ?? { status: 'processing' };
	const details = detailsOf(result, isUpscaled);
	return defined({
		...named('aceData', 'veo', taskId, task),
		...withResolution(state, isUpscaled ? '1080p' : text(request.resolution)),
		...details,
		traceId: traceIdOf(task) ?? details.traceId,
		createdAt: time(task.created_at, ZONE) ?? details.createdAt,
		completedAt: time(task.finished_at, ZONE) ?? details.completedAt,
	});
}

/** How far a result is; absent where it is none yet. */
export function readState(result: Fields): State | undefined {
	const fault = readFault(result);
	if (fault !== undefined) return { status: 'failed', error: taskFault(fault) };
	const items = itemsOf(result);
	const good = items.filter((item) => !hasFailed(item));
	if (items.length > 0 && good.length === 0) {
		const own = readFault({ ...items[0], success: false }) ?? {};
		return { status: 'failed', error: taskFault(own) };
	}
	if (result.success !== true) return items.length > 0 ? { status: 'processing' } : undefined;
	const videos = good.flatMap((item): Video[] => {
		const videoUrl = url(item.video_url);
		return videoUrl === undefined ? [] : [defined({ url: videoUrl, id: text(item.id) })];
	});
	if (videos.length > 0) return succeededWith(videos);
	if (good.some(({ state }) => /^(pending|processing|running)$/.test(text(state) ?? ''))) {
		return { status: 'processing' };
	}
	return failed(NO_VIDEO);
}

/**
 * What a result says beside how far it is.
 * @param isUpscaled the items of an upscaled video carry the times of the video it was made from
 */
export function detailsOf(
	result: Fields,
	isUpscaled: boolean,
): Pick<KnownTask, 'traceId' | 'creditsUsed' | 'createdAt' | 'completedAt'> {
	const [item = {}] = isUpscaled ? [] : itemsOf(result);
	return defined({
		traceId: traceIdOf(result),
		creditsUsed: creditsOf(result.cost),
		createdAt: time(item.created_at, ZONE),
		completedAt: time(result.finished_at, ZONE) ?? time(item.complete_at, ZONE),
	});
}

/** The provider's id of the request that an answer, a record or a callback is about. */
export function traceIdOf(body: unknown): string | undefined {
	return text(record(body).trace_id);
}

/** The resolution that was asked for; the provider does not tell that of the file. */
export function withResolution(state: State, resolution: string | undefined): State {
	if (state.videos === undefined || resolution === undefined) return state;
	return { ...state, videos: state.videos.map((video) => ({ ...video, resolution })) };
}

/** An item is judged by its own word, whatever the result as a whole says and whatever URL it has. */
function hasFailed({ state }: Fields): boolean {
	return text(state) === 'failed';
}

function itemsOf({ data }: Fields): Fields[] {
	return Array.isArray(data) ? data.filter(isRecord) : [];
}

/** A cost is `{ amount, currency }`; calls that are paid in money instead of credits name another. */
function creditsOf(cost: unknown): number | undefined {
	const { amount, currency = 'credit' } = record(cost);
	return number(cost) ?? (currency === 'credit' ? number(amount) : undefined);
}
