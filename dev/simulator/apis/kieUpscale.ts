import type { Router } from 'express';

import type { Account } from '../accounts';
import type { Backend } from '../backend';
import { stillOf } from '../files';
import { readMarks, upscaleMarks } from '../marks';
import { Refusal } from '../refusal';
import { isUrlLate, type Order, type Result, type Task } from '../tasks';
import { demand, envelope, success } from './envelope';
import { newTaskId } from './kieTaskId';
import { checkCallbackUrl } from './kieVeoParameters';
import { recordTimes } from './kieVeoWords';
import { accountOf, bodyOf, isText, sell, textOf } from './providerRouter';

const CREDITS = { '1080p': 5, '4k': 120 };

const PROCESSING_1080P =
	'1080P is processing. It should be ready in 1-2 minutes. Please check back shortly.';
const PROCESSING_4K =
	'4k is processing. It should be ready in 5-10 minutes. Please check back shortly.';
export const UNAVAILABLE_4K =
	'The 4K version of this video is unavailable. Please try a different video.';
const MEDIA_IDS = ['CAUaJDQ5YTY1ZjA2'];

/**
 * The order that the first request for an upscale of a finished video is. What it costs is taken
 * once per video of the task; it has a task id of its own only where the provider gives it one.
 * @throws Refusal when there is no such video, or not yet
 */
export function upscaleOrder(
	backend: Backend,
	account: Account,
	to: '1080p' | '4k',
	request: Record<string, unknown>,
): Order & { keys: [string, ...string[]] } {
	const { taskId: of } = request;
	demand(isText(of), 422, 'Please enter taskId');
	const index = Number(request.index ?? 0);
	const source = backend.tasks.find(account, of);
	demand(source?.product === 'veo' && !source.upscale, 422, 'Record does not exist');
	const { completedAt, result } = source;
	// A failed source is answered in the words for a running one.
	const isDone = completedAt !== undefined && result.succeeded;
	demand(isDone, 422, 'record status is not success');
	demand(!result.fallback, 422, 'record result data not exist');
	demand(typeof result.urls[index] === 'string', 422, 'Record does not exist');
	const prompt = upscaleMarks(source.prompt);
	const marks = readMarks(prompt);
	demand(to !== '4k' || !marks.has('4k refused'), 422, UNAVAILABLE_4K);
	const hasOwnId = to === '4k' && marks.has('4k own id');
	const taskId = hasOwnId ? newTaskId() : of;
	return {
		account,
		product: 'veo',
		operation: `get_${to}`,
		taskId,
		keys: [`${of}/${to}/${index}`, ...(hasOwnId ? [taskId] : [])],
		upscale: { of, to, index },
		prompt,
		request,
		callbackUrl: textOf(request.callBackUrl),
		credits: CREDITS[to],
		...(to === '4k' && marks.has('4k unavailable') && { failure: '500' }),
		callbacks: to === '4k' ? fourKCallbacks : () => [],
	};
}

function fourKCallbacks({ taskId, marks, credits }: Task, result: Result): object[] {
	if (!result.succeeded) return [{ code: 500, msg: UNAVAILABLE_4K, data: { taskId } }];
	const { urls } = result;
	const stills = urls.map(stillOf);
	const data = marks.has('4k snake')
		? {
				task_id: taskId,
				result_urls: urls,
				media_ids: MEDIA_IDS,
				image_urls: stills,
				creditsConsumed: credits,
			}
		: { taskId, info: { resultUrls: urls, imageUrls: stills } };
	return [{ code: 200, msg: '4K Video generated successfully.', data }];
}

/** `data` of the answers to `POST /api/v1/veo/get-4k-video`. */
function fourKData(task: Task) {
	const { taskId, result, completedAt } = task;
	const isThere = completedAt !== undefined && result.succeeded && !isUrlLate(task);
	const urls = isThere ? result.urls : null;
	return { taskId, resultUrls: urls, imageUrls: urls?.map(stillOf) ?? null };
}

/** `data` of `GET /api/v1/veo/record-info` for a 4K version. */
export function fourKRecord(task: Task): object {
	const { taskId, request, completedAt, result } = task;
	const common = { taskId, paramJson: JSON.stringify(request), ...recordTimes(task) };
	if (completedAt === undefined)
		return { ...common, response: null, successFlag: 0, errorCode: null, errorMessage: '' };
	if (!result.succeeded)
		return {
			...common,
			response: null,
			successFlag: 3,
			errorCode: 500,
			errorMessage: UNAVAILABLE_4K,
		};
	const { resultUrls } = fourKData(task);
	return {
		...common,
		response: { taskId, resolution: '4k', resultUrls, mediaIds: MEDIA_IDS },
		successFlag: 1,
		errorCode: null,
		errorMessage: null,
	};
}

/** Kie's classic paths for the 1080p and 4K versions. */
export function addKieUpscale(router: Router, backend: Backend): void {
	const { tasks, settings } = backend;
	router.get('/api/v1/veo/get-1080p-video', (req, res) => {
		const account = accountOf(res);
		const order = upscaleOrder(backend, account, '1080p', req.query);
		const [key] = order.keys;
		const isOrdered = tasks.find(account, key) !== undefined;
		const task = isOrdered ? tasks.lookUp(account, key) : tasks.buy(order);
		demand(task !== undefined, 422, 'Record does not exist');
		const { completedAt, result, marks } = task;
		if (completedAt === undefined || !result.succeeded) {
			const code = marks.get('1080p') ?? settings.kie1080pNotReadyCode;
			throw new Refusal(envelope(code, PROCESSING_1080P));
		}
		res.json(success({ resultUrl: isUrlLate(task) ? null : result.urls[0] }).body);
	});
	router.post('/api/v1/veo/get-4k-video', async (req, res) => {
		const body = bodyOf(req);
		checkCallbackUrl(body.callBackUrl);
		const account = accountOf(res);
		const order = upscaleOrder(backend, account, '4k', body);
		const [key] = order.keys;
		if (tasks.find(account, key) === undefined) {
			await sell(backend, order, res, (bought) => success(fourKData(bought)));
			return;
		}
		const task = tasks.lookUp(account, key);
		demand(task !== undefined, 422, 'Record does not exist');
		const { completedAt, result } = task;
		const done = result.succeeded ? 'The video has been generated successfully' : UNAVAILABLE_4K;
		const msg = completedAt === undefined ? PROCESSING_4K : done;
		throw new Refusal(envelope(422, msg, fourKData(task)));
	});
}
