import type { Callback } from '../api';
import { callbackId } from '../callbackId';
import { UNDOCUMENTED } from '../codes';
import { kieVeoError } from './veoErrors';
import { readResult } from './videos';
import { TEXT_ZONE } from '../suno/operator';
import { KIE } from './operator';
import { boolean, daysAfter, defined, isRecord, number, parsed } from '../read';
import { record, text, time, words } from '../read';
import { failed, named, type Named, type State } from '../state';
import type { KnownTask } from '../../task';

type Fields = Readonly<Record<string, unknown>>;

/** What is known of a record from elsewhere. */
interface Circumstances {
	/** The operation that made the task, where the asker knows. */
	operation?: string;
	/** When Kie answered, in milliseconds since 1970. */
	answeredAt?: number;
}

/** A task's record. Only the named fields are read: `paramJson` holds the input images. */
export function readRecord(data: Fields, known: Circumstances): Omit<KnownTask, keyof Named> {
	const completedAt = time(data.completeTime, TEXT_ZONE);
	return defined({
		...readState(data, completedAt, known),
		videoIndex: upscaledVideoOf(data),
		fallbackUsed: boolean(data.fallbackFlag),
		creditsUsed: number(data.creditsConsumed),
		createdAt: time(data.createTime, TEXT_ZONE),
		completedAt,
		expiresAt: daysAfter(completedAt, KIE.retentionDays),
	});
}

function readState(
	data: Fields,
	completedAt: string | undefined,
	{ operation, answeredAt }: Circumstances,
): State {
	const code = number(data.errorCode);
	const message = words(data.errorMessage) ?? '';
	switch (number(data.successFlag)) {
		case 0:
			return { status: 'processing' };
		case 1: {
			const request = record(parsed(data.paramJson));
			return readResult(record(data.response), {
				resolution: operation === 'get_4k' ? '4k' : text(request.resolution),
				isExtension: operation === undefined ? isExtension(request) : operation === 'extend',
				isUpscale: operation === 'get_4k',
				completedAt,
				answeredAt,
				message: 'The record names no video.',
			});
		}
		case 2:
		case 3:
			return { status: 'failed', error: kieVeoError(code, message) };
		default:
			return failed(UNDOCUMENTED, {
				code,
				message: message || words(`successFlag is ${JSON.stringify(data.successFlag)}.`),
			});
	}
}

/**
 * Whether a job was one to extend a video: of the parameters that Kie accepts, the id of another
 * task is the extension's alone, and the aspect ratio that of a new video. Absent where neither is
 * there.
 */
function isExtension(request: Fields): boolean | undefined {
	if (text(request.taskId) !== undefined) return true;
	return text(request.aspectRatio) === undefined ? undefined : false;
}

/** Which video of its task a record is about that is one of an upscaled version with the task's own ID. */
function upscaledVideoOf({ taskId, paramJson }: Fields): number | undefined {
	const request = record(parsed(paramJson));
	const isShared = text(request.taskId) !== undefined && text(request.taskId) === text(taskId);
	return isShared ? number(request.index) : undefined;
}

/** Reads a callback about a new, an extended or a 4K video. */
export function readCallback(body: unknown): Callback {
	const { code: rawCode, msg, data: rawData } = record(body);
	const data = record(rawData);
	const code = number(rawCode);
	const taskId = callbackId(body);
	if (!isRecord(body)) return { kind: 'notACallback', why: 'The body is no JSON object.' };
	if (typeof taskId !== 'string') return taskId;
	if (code === undefined) return { kind: 'notACallback', why: 'The body has no code.' };
	const message = words(msg) ?? '';
	const is4k = /\b4k\b/i.test(message);
	const request = record(parsed(data.promptJson));
	const state: State =
		code === 200
			? readResult(resultOf(data), {
					resolution: is4k ? '4k' : text(request.resolution),
					isExtension: /extension/i.test(message) ? true : isExtension(request),
					isUpscale: is4k,
					message,
				})
			: { status: 'failed', error: kieVeoError(code, message) };
	return {
		kind: 'task',
		...(is4k && { isUpscaled: true }),
		task: defined({
			...named('kie', 'veo', taskId, body),
			...state,
			fallbackUsed: boolean(data.fallbackFlag),
			creditsUsed: number(data.creditsConsumed),
		}),
	};
}

/** The URLs are in `info`; one published example of the 4K callback has them one level higher. */
function resultOf(data: Fields): Fields {
	return isRecord(data.info) ? data.info : data;
}
