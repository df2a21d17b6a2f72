import type { Router } from 'express';

import type { Account } from '../accounts';
import type { Backend } from '../backend';
import type { Order, Result, Task } from '../tasks';
import { demand, success } from './envelope';
import { upscaleOrder } from './kieUpscale';
import { checkCallbackUrl, extendOrder, generateOrder, newTaskId, veoFailure } from './kieVeo';
import { mp4Order } from './mp4';
import type { Songs } from './music';
import { accountOf, bodyOf, queryOf, sell, textOf } from './providerRouter';

type Input = Record<string, unknown>;

/** The larger versions, whose result is not where that of all others is. */
const UPSCALES = ['veo/get-1080p-video', 'veo/get-4k-video'];

function camelCased(input: Input): Input {
	return Object.fromEntries(
		Object.entries(input).map(([name, value]) => [
			name.replace(/_(\w)/g, (_match, letter: string) => letter.toUpperCase()),
			value,
		]),
	);
}

/** The order behind each market model, by way of its classic counterpart. */
function makers(backend: Backend, songs: Songs): Record<string, (a: Account, i: Input) => Order> {
	return {
		'veo-3-1': (account, input) => generateOrder(account, camelCased(input)),
		'veo/extend': (account, input) => extendOrder(backend, account, camelCased(input)),
		// The one model whose input is not in snake case.
		'veo/get-1080p-video': (account, { taskId }) =>
			upscaleOrder(backend, account, '1080p', { taskId }),
		'veo/get-4k-video': (account, { task_id }) =>
			upscaleOrder(backend, account, '4k', { taskId: task_id }),
		'ai-music-api/create-music-video': (account, input) =>
			mp4Order(account, camelCased(input), songs),
	};
}

function resultJson(task: Task, urls: string[]): string {
	if (!UPSCALES.includes(task.operation)) return JSON.stringify({ resultUrls: urls });
	const origins = urls.map((url) => url.replace(/\/files\/(?=[^/]+$)/, '/files/origin-'));
	return JSON.stringify({ code: 200, data: { result_urls: urls, origin_urls: origins } });
}

/** `data` of `GET /api/v1/jobs/recordInfo` and of the callback. */
function record(task: Task, ended: boolean, result: Result, taskMs: number): object {
	const { taskId, operation, request, createdAt, credits } = task;
	const completedAt = task.endedAt ?? Date.now();
	const common = {
		taskId,
		model: operation,
		param: JSON.stringify({ model: operation, input: JSON.stringify(request.input) }),
		resultJson: null,
		response: null,
		createTime: createdAt,
		failCode: null,
		failMsg: null,
	};
	if (!ended) {
		const progress = Math.min(2, Math.floor((3 * (Date.now() - createdAt)) / taskMs));
		const state = ['waiting', 'queuing', 'generating'][progress];
		return { ...common, state, successFlag: 0, completeTime: null };
	}
	const times = {
		completeTime: completedAt,
		costTime: Math.round((completedAt - createdAt) / 1000),
	};
	if (!result.succeeded) {
		const { code, msg } = veoFailure(result.failure, task);
		const failCode = String(code);
		return { ...common, ...times, state: 'fail', successFlag: 3, failCode, failMsg: msg };
	}
	return {
		...common,
		...times,
		state: 'success',
		successFlag: 1,
		resultJson: resultJson(task, result.urls),
		response: UPSCALES.includes(operation) ? null : { resultUrls: result.urls },
		creditsConsumed: credits,
	};
}

/** Kie's unified form, which the classic paths are documented to give way to. */
export function addKieJobs(router: Router, backend: Backend, songs: Songs): void {
	const orderBy = makers(backend, songs);
	const jobs = new WeakSet<Order['request']>();
	const callbacks = (task: Task, result: Result): object[] => {
		const data = record(task, true, result, backend.settings.taskMs);
		return result.succeeded
			? [{ code: 200, msg: 'Playground task completed successfully.', data }]
			: [{ code: 501, msg: 'Playground task failed.', data }];
	};
	router.post('/api/v1/jobs/createTask', async (req, res) => {
		const body = bodyOf(req);
		const model = String(body.model);
		const { input } = body;
		demand(Object.hasOwn(orderBy, model), 404, 'The model does not exist.');
		demand(typeof input === 'object' && input !== null, 422, 'input is required');
		checkCallbackUrl(body.callBackUrl);
		const order: Order = {
			...orderBy[model](accountOf(res), input as Input),
			operation: model,
			taskId: newTaskId(),
			key: undefined,
			request: body,
			callbackUrl: textOf(body.callBackUrl),
			callbacks,
		};
		jobs.add(body);
		await sell(backend, order, res, ({ taskId }) => success({ taskId, recordId: newTaskId() }));
	});
	router.get('/api/v1/jobs/recordInfo', (req, res) => {
		const task = backend.tasks.lookUp(accountOf(res), queryOf(req, 'taskId'));
		demand(task !== undefined && jobs.has(task.request), 422, 'recordInfo is null');
		const ended = task.completedAt !== undefined;
		res.json(success(record(task, ended, task.result, backend.settings.taskMs)).body);
	});
}
