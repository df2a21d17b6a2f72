import type { Router } from 'express';

import type { Account } from '../accounts';
import type { Backend } from '../backend';
import type { Order, Task } from '../tasks';
import { demand, success } from './envelope';
import { newTaskId } from './kieTaskId';
import { fourKRecord } from './kieUpscale';
import { FALLBACK_FOR } from './kieVeoFailures';
import {
	acceptedParameters,
	checkCallbackUrl,
	checkGenerate,
	isSeed,
	SURCHARGES,
} from './kieVeoParameters';
import { videoCallbacks, videoRecord } from './kieVeoWords';
import { accountOf, bodyOf, isText, queryOf, sell, textOf } from './providerRouter';

const PRICES: Record<string, number> = {
	veo3: 250,
	veo3_fast: 60,
	veo3_lite: 30,
	quality: 250,
	fast: 60,
	lite: 30,
};

/** The order behind a body of `POST /api/v1/veo/generate`. */
export function generateOrder(account: Account, body: Record<string, unknown>): Order {
	checkGenerate(body);
	const { model, resolution, enableFallback, aspectRatio } = acceptedParameters(body);
	const fallsBack = enableFallback === true && aspectRatio === '16:9';
	return {
		account,
		product: 'veo',
		operation: 'generate',
		taskId: newTaskId(),
		prompt: String(body.prompt),
		request: body,
		callbackUrl: textOf(body.callBackUrl),
		credits: PRICES[String(model)] + SURCHARGES[String(resolution)],
		fallbackFor: fallsBack ? FALLBACK_FOR : [],
		callbacks: videoCallbacks,
	};
}

/** The order behind a body of `POST /api/v1/veo/extend`. */
export function extendOrder(
	backend: Backend,
	account: Account,
	body: Record<string, unknown>,
): Order {
	const { taskId, prompt, model = 'fast', seeds = 10000 } = body;
	demand(isText(taskId), 422, 'Please enter taskId');
	demand(isText(prompt), 422, 'Please enter prompt');
	demand(['fast', 'quality', 'lite'].includes(String(model)), 422, 'Model error');
	demand(isSeed(seeds), 422, 'Seeds error');
	checkCallbackUrl(body.callBackUrl);
	const source = backend.tasks.find(account, taskId);
	demand(source?.product === 'veo' && !source.upscale, 404, 'Record does not exist');
	const isDone = source.completedAt !== undefined && source.result.succeeded;
	demand(isDone, 422, 'record status is not success');
	const isUpscaled = backend.tasks
		.of(account)
		.some(({ upscale }) => upscale?.of === taskId && upscale.to === '1080p');
	demand(!isUpscaled, 422, 'A video cannot be extended once its 1080P version has been made.');
	return {
		account,
		product: 'veo',
		operation: 'extend',
		taskId: newTaskId(),
		prompt,
		request: body,
		callbackUrl: textOf(body.callBackUrl),
		credits: PRICES[String(model)],
		callbacks: videoCallbacks,
	};
}

/** The task's record, or that of the 4K version that shares its id. */
function record(task: Task, backend: Backend): object {
	if (task.operation === 'get_4k') return fourKRecord(task);
	if (!task.marks.has('4k record')) return videoRecord(task);
	const [fourK] = backend.tasks
		.of(task.account)
		.filter(({ operation, taskId }) => operation === 'get_4k' && taskId === task.taskId)
		.slice(-1);
	return fourK === undefined ? videoRecord(task) : fourKRecord(fourK);
}

const ON_RECORD = ['generate', 'extend', 'get_4k'];

/** Kie's classic Veo paths for generating, extending and reading. */
export function addKieVeo(router: Router, backend: Backend): void {
	router.post('/api/v1/veo/generate', async (req, res) => {
		const order = generateOrder(accountOf(res), bodyOf(req));
		await sell(backend, order, res, ({ taskId }) => success({ taskId }));
	});
	router.post('/api/v1/veo/extend', async (req, res) => {
		const order = extendOrder(backend, accountOf(res), bodyOf(req));
		await sell(backend, order, res, ({ taskId }) => success({ taskId }));
	});
	router.get('/api/v1/veo/record-info', (req, res) => {
		const taskId = queryOf(req, 'taskId');
		const task = backend.tasks.lookUp(accountOf(res), taskId);
		const isKnown = task?.product === 'veo' && ON_RECORD.includes(task.operation);
		demand(isKnown, 422, `Record not found for taskId: ${taskId}`);
		demand(
			task.completedAt === undefined || !task.marks.has('expired'),
			422,
			'Temporarily supports records within 14 days.',
		);
		const isShown = task.completedAt !== undefined || !task.marks.has('record blank');
		demand(isShown, 422, 'record status is not success');
		res.json(success(record(task, backend)).body);
	});
}
