import type { Router } from 'express';

import type { Account } from '../accounts';
import type { Backend } from '../backend';
import { siblingOf } from '../files';
import type { FailureMark } from '../marks';
import { isUrlLate, type Order, type Result, type Task } from '../tasks';
import { demand, success } from './envelope';
import { newTaskId } from './kieTaskId';
import { UNAVAILABLE_4K, upscaleOrder } from './kieUpscale';
import { extendOrder, generateOrder } from './kieVeo';
import { veoFailure } from './kieVeoFailures';
import { checkCallbackUrl } from './kieVeoParameters';
import { mp4Failure, mp4Order } from './mp4';
import { songFailure, songOrder } from './music';
import { accountOf, bodyOf, queryOf, sell, textOf } from './providerRouter';
import type { Songs } from './songs';

type Input = Record<string, unknown>;

/** What is peculiar to a market model. */
interface Model {
	/** By way of its classic counterpart. */
	order(account: Account, input: Input): Order;
	failure(mark: FailureMark, task: Task): { code: number; msg: string };
	/** The text of a parameter that turned out to be wrong. */
	invalid: string;
	/** The record's `resultJson` and `response`. */
	result(task: Task, result: Extract<Result, { succeeded: true }>): Results;
}

interface Results {
	resultJson: object;
	response: object | null;
}

function camelCased(input: Input): Input {
	return Object.fromEntries(
		Object.entries(input).map(([name, value]) => [
			name.replace(/_(\w)/g, (_match, letter: string) => letter.toUpperCase()),
			value,
		]),
	);
}

/** Where everybody looks for the URLs. */
const listed: Model['result'] = (task, { urls }) => {
	const result = { resultUrls: isUrlLate(task) ? [] : urls };
	return { resultJson: result, response: result };
};

/** Where the URLs of 1080p and 4K are. */
const hidden: Model['result'] = (task, { urls }) => ({
	resultJson: {
		code: 200,
		data: {
			result_urls: isUrlLate(task) ? null : urls,
			origin_urls: urls.map((url) => siblingOf(url, 'origin')),
		},
	},
	response: null,
});

function inputOf({ request }: Task): Input {
	return request.input as Input;
}

function models(backend: Backend, songs: Songs): Record<string, Model> {
	const veo = { failure: veoFailure, invalid: 'Ratio error' };
	const music = { invalid: 'Record does not exist' };
	return {
		'veo-3-1': {
			...veo,
			order: (account, input) => generateOrder(account, camelCased(input)),
			result: (task, result) =>
				(inputOf(task).resolution ?? '720p') === '720p'
					? listed(task, result)
					: hidden(task, result),
		},
		'veo/extend': {
			...veo,
			order: (account, input) => extendOrder(backend, account, camelCased(input)),
			result: listed,
		},
		'veo/get-1080p-video': {
			...veo,
			// The one model whose input is not in snake case.
			order: (account, { taskId }) => upscaleOrder(backend, account, '1080p', { taskId }),
			result: hidden,
		},
		'veo/get-4k-video': {
			...veo,
			order: (account, { task_id }) => upscaleOrder(backend, account, '4k', { taskId: task_id }),
			failure: () => ({ code: 500, msg: UNAVAILABLE_4K }),
			result: hidden,
		},
		'ai-music-api/create-music-video': {
			...music,
			order: (account, input) => mp4Order(account, camelCased(input), songs),
			failure: (mark, { account }) => mp4Failure(mark, account),
			result: listed,
		},
		'ai-music-api/generate': {
			...music,
			order: (account, input) => songOrder(account, camelCased(input), songs),
			failure: (mark) => songFailure(mark),
			result: (task, result) => ({
				resultJson: { data: songs.callbacks(task, result) },
				response: null,
			}),
		},
	};
}

/** Kie's unified form, which the classic paths are documented to give way to. */
export function addKieJobs(router: Router, backend: Backend, songs: Songs): void {
	const known = models(backend, songs);
	const jobs = new WeakSet<Order['request']>();

	/** `data` of `GET /api/v1/jobs/recordInfo` and of the callback. */
	const record = (task: Task, end: Result | undefined): object => {
		const { taskId, operation, request, createdAt, credits, marks, endedAt = Date.now() } = task;
		const { callBackUrl } = request;
		const input = JSON.stringify(request.input);
		const common = {
			taskId,
			model: operation,
			param: JSON.stringify({ model: operation, callBackUrl, input }),
			resultJson: null,
			response: null,
			createTime: createdAt,
			failCode: null,
			failMsg: null,
		};
		if (end === undefined) {
			const progress = (3 * (Date.now() - createdAt)) / backend.settings.taskMs;
			const state = ['waiting', 'queuing', 'generating'][Math.min(2, Math.floor(progress))];
			return { ...common, state, successFlag: 0, completeTime: null };
		}
		const times = { completeTime: endedAt, costTime: Math.round((endedAt - createdAt) / 1000) };
		const model = known[operation];
		if (!end.succeeded) {
			const { code, msg } =
				end.failure === 'validation'
					? { code: 422, msg: model.invalid }
					: model.failure(end.failure, task);
			const failCode = marks.has('no code') ? null : String(code);
			return { ...common, ...times, state: 'fail', successFlag: 3, failCode, failMsg: msg };
		}
		const { resultJson, response } = model.result(task, end);
		return {
			...common,
			...times,
			state: 'success',
			successFlag: 1,
			resultJson: JSON.stringify(resultJson),
			response,
			creditsConsumed: credits,
		};
	};

	const callbacks = (task: Task, result: Result): object[] => {
		const data = {
			...record(task, result),
			consumeCredits: task.credits,
			remainedCredits: backend.accounts.balance(task.account),
			updateTime: Date.now(),
		};
		return result.succeeded
			? [{ code: 200, msg: 'Playground task completed successfully.', data }]
			: [{ code: 501, msg: 'Playground task failed.', data }];
	};

	router.post('/api/v1/jobs/createTask', async (req, res) => {
		const body = bodyOf(req);
		const model = String(body.model);
		const { input } = body;
		demand(Object.hasOwn(known, model), 404, 'The model does not exist.');
		demand(typeof input === 'object' && input !== null, 422, 'input is required');
		checkCallbackUrl(body.callBackUrl);
		const order: Order = {
			...known[model].order(accountOf(res), input as Input),
			operation: model,
			taskId: newTaskId(),
			keys: undefined,
			request: body,
			callbackUrl: textOf(body.callBackUrl),
			// A job calls back when it has ended.
			stages: undefined,
			callbacks,
		};
		jobs.add(body);
		await sell(backend, order, res, ({ taskId }) => success({ taskId, recordId: newTaskId() }));
	});
	router.get('/api/v1/jobs/recordInfo', (req, res) => {
		const task = backend.tasks.lookUp(accountOf(res), queryOf(req, 'taskId'));
		demand(task !== undefined && jobs.has(task.request), 422, 'recordInfo is null');
		const { completedAt, result, marks } = task;
		const isExpired = completedAt !== undefined && marks.has('expired');
		demand(!isExpired, 422, 'recordInfo is null');
		res.json(success(record(task, completedAt === undefined ? undefined : result)).body);
	});
}
