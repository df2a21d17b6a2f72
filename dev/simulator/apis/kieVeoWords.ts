import { siblingOf, type Urls } from '../files';
import { isUrlLate, type Result, type Task } from '../tasks';
import { textTime } from './envelope';
import { recordedFailure, veoFailure } from './kieVeoFailures';
import { acceptedParameters } from './kieVeoParameters';

/** The parameters as Kie repeats them; those of an extension have no defaults but the model. */
function parameters({ operation, request }: Task): Record<string, unknown> {
	return operation === 'extend' ? { model: 'fast', ...request } : acceptedParameters(request);
}

/** A list of URLs in the form that the marks ask for; null while it is held back. */
function listed(task: Task, urls: Urls): unknown {
	if (isUrlLate(task)) return null;
	if (task.marks.has('json urls')) return JSON.stringify(urls);
	if (task.marks.has('bracket urls')) return `[${urls.join(',')}]`;
	return urls;
}

/** The clip before cropping or upscaling, where there is one. */
function originUrls(task: Task, urls: Urls): Urls | null {
	const { aspectRatio, resolution } = acceptedParameters(task.request);
	const differs =
		task.marks.has('portrait') ||
		(task.operation === 'generate' && (aspectRatio !== '16:9' || resolution !== '720p'));
	return differs ? urls.map((url) => siblingOf(url, 'origin')) : null;
}

function resolutionOf(task: Task, fallback: boolean): string {
	return fallback ? '1080p' : String(acceptedParameters(task.request).resolution);
}

/** The callback of `generate` and `extend`; it never names the whole film of an extension. */
export function videoCallbacks(task: Task, result: Result): object[] {
	const { taskId, operation, marks } = task;
	if (!result.succeeded)
		return [{ ...veoFailure(result.failure, task), data: { taskId, fallbackFlag: false } }];
	const origins = originUrls(task, result.urls);
	const chinese = marks.has('chinese');
	const data = {
		taskId,
		// The English page alone has it.
		...(!chinese && { promptJson: JSON.stringify(parameters(task)) }),
		info: {
			resultUrls: listed(task, result.urls),
			...(origins && { originUrls: origins }),
			resolution: resolutionOf(task, result.fallback),
		},
		fallbackFlag: result.fallback,
	};
	return [{ code: 200, msg: successText(operation, result.fallback, chinese), data }];
}

function successText(operation: string, fallback: boolean, chinese: boolean): string {
	if (chinese) return 'Veo3.1 视频生成成功。';
	if (operation === 'extend') return 'Veo3.1 video extension successful.';
	return `Veo3.1 video generated successfully${fallback ? ' (using fallback model)' : ''}.`;
}

/** The times as the record has them. */
export function recordTimes({ createdAt, completedAt, marks }: Task) {
	const form = marks.has('text times') ? textTime : (epochMs: number) => epochMs;
	return {
		completeTime: completedAt === undefined ? null : form(completedAt),
		createTime: form(createdAt),
	};
}

/** `data` of `GET /api/v1/veo/record-info`. */
export function videoRecord(task: Task): object {
	const { taskId, completedAt, operation, result, marks, request } = task;
	const common = {
		taskId,
		paramJson: JSON.stringify(parameters(task)),
		response: null,
		fallbackFlag: false,
		...recordTimes(task),
	};
	if (completedAt === undefined)
		return { ...common, successFlag: 0, errorCode: null, errorMessage: '' };
	if (!result.succeeded) return { ...common, ...recordedFailure(result.failure, task) };
	const { urls, fallback } = result;
	const hasWhole = operation === 'extend' || marks.has('full urls');
	const whole = urls.map((url) => siblingOf(url, 'whole'));
	return {
		...common,
		response: {
			taskId,
			resolution: resolutionOf(task, fallback),
			originUrls: originUrls(task, urls),
			resultUrls: listed(task, urls),
			...(hasWhole && { fullResultUrls: listed(task, whole) }),
			hasAudioList: urls.map(() => !marks.has('silent')),
			seeds: urls.map((_url, index) => Number(request.seeds ?? seedOf(taskId, index))),
		},
		successFlag: 1,
		fallbackFlag: fallback,
		errorCode: null,
		errorMessage: null,
	};
}

/** The seed that was drawn for a task that did not ask for one. */
function seedOf(taskId: string, index: number): number {
	return 10000 + ((parseInt(taskId.slice(0, 8), 16) + index) % 90000);
}
