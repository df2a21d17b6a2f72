import type { Router } from 'express';

import type { Account } from '../accounts';
import type { Backend } from '../backend';
import { Refusal } from '../refusal';
import type { Order, Result, Task } from '../tasks';
import { demand, envelope, success } from './envelope';
import { checkCallbackUrl } from './kieVeo';
import { accountOf, bodyOf, isText, queryOf, sell, textOf } from './providerRouter';

const CREDITS = { '1080p': 5, '4k': 120 };

const PROCESSING_1080P =
	'1080P is processing. It should be ready in 1-2 minutes. Please check back shortly.';
const PROCESSING_4K =
	'4k is processing. It should be ready in 5-10 minutes. Please check back shortly.';

/**
 * The order that the first request for a larger version of a finished video is. The larger version
 * has no task id of its own; what it costs is taken once.
 * @throws Refusal when there is no such video, or not yet
 */
export function upscaleOrder(
	backend: Backend,
	account: Account,
	size: '1080p' | '4k',
	request: Record<string, unknown>,
): Order & { key: string } {
	const { taskId } = request;
	demand(isText(taskId), 422, 'Please enter taskId');
	const index = Number(request.index ?? 0);
	const source = backend.tasks.find(account, taskId);
	demand(source?.product === 'veo', 422, 'Record does not exist');
	demand(source.completedAt !== undefined, 422, 'record status is not success');
	const { result } = source;
	demand(result.succeeded && !result.fallback, 422, 'record result data not exist');
	demand(index in result.urls, 422, 'Record does not exist');
	return {
		account,
		product: 'veo',
		operation: `get_${size}`,
		taskId,
		key: `${taskId}/${size}/${index}`,
		prompt: source.prompt.replace(/\[(fast|never|slow[^\]]*|submit[^\]]*|portrait)\]/gi, ''),
		request,
		callbackUrl: textOf(request.callBackUrl),
		credits: CREDITS[size],
		callbacks: size === '4k' ? callbacks4k : () => [],
	};
}

function imageOf(url: string): string {
	return url.replace('.mp4', '.jpg');
}

function callbacks4k({ taskId }: Task, result: Result): object[] {
	if (!result.succeeded) {
		const msg = 'The 4K version of this video is unavailable. Please try a different video.';
		return [{ code: 500, msg, data: { taskId } }];
	}
	const info = { resultUrls: result.urls, imageUrls: result.urls.map(imageOf) };
	return [{ code: 200, msg: '4K Video generated successfully.', data: { taskId, info } }];
}

function body4k({ taskId, result, completedAt }: Task) {
	const urls = completedAt !== undefined && result.succeeded ? result.urls : null;
	return { taskId, resultUrls: urls, imageUrls: urls?.map(imageOf) ?? null };
}

/** Kie's classic paths for the 1080p and 4K versions. */
export function addKieUpscale(router: Router, backend: Backend): void {
	router.get('/api/v1/veo/get-1080p-video', (req, res) => {
		const { query } = req;
		const account = accountOf(res);
		const order = upscaleOrder(backend, account, '1080p', query);
		backend.tasks.lookUp(account, queryOf(req, 'taskId'));
		const task = backend.tasks.find(account, order.key) ?? backend.tasks.buy(order);
		const { completedAt, result, marks } = task;
		if (completedAt === undefined || !result.succeeded) {
			const code = marks.get('1080p') ?? backend.settings.kie1080pNotReadyCode;
			throw new Refusal(envelope(code, PROCESSING_1080P));
		}
		res.json(success({ resultUrl: result.urls[0] }).body);
	});
	router.post('/api/v1/veo/get-4k-video', async (req, res) => {
		const body = bodyOf(req);
		checkCallbackUrl(body.callBackUrl);
		const account = accountOf(res);
		const order = upscaleOrder(backend, account, '4k', body);
		const task = backend.tasks.find(account, order.key);
		if (task === undefined) {
			await sell(backend, order, res, (bought) => success(body4k(bought)));
			return;
		}
		const done = task.completedAt !== undefined;
		const msg = done ? 'The video has been generated successfully' : PROCESSING_4K;
		throw new Refusal(envelope(422, msg, body4k(task)));
	});
}
