import { randomUUID } from 'node:crypto';

import type { Router } from 'express';

import type { Account } from '../accounts';
import type { Backend } from '../backend';
import { fetchImage } from '../images';
import type { FailureMark } from '../marks';
import { Refusal, type Answer, type RefusalReason } from '../refusal';
import type { Order, Result, Task } from '../tasks';
import { textTime } from './envelope';
import { accountOf, bodyOf, isText, sell, textOf } from './providerRouter';

const CREDITS = { generation: 1, upscale: 0.16 };
const MAX_IMAGES: Record<string, number> = { image2video: 2, ingredients2video: 3 };
const LIST_LIMIT = 12;

/** A failure as Ace Data words it: a real HTTP status and a code that is a word. */
function failure(status: number, code: string, message: string): Answer {
	return { status, body: { success: false, error: { code, message }, trace_id: randomUUID() } };
}

/** Ace Data's code table. */
export const ACE_DATA_REFUSALS: Record<RefusalReason, Answer> = {
	noKey: failure(400, 'no_token', 'The token is missing.'),
	badKey: failure(401, 'invalid_token', 'The specified token is invalid or wrong.'),
	wrongService: failure(400, 'token_mismatched', 'The specified token is not matched with API.'),
	notJson: failure(400, 'bad_request', 'The request body is not valid JSON.'),
	noCredits: failure(
		403,
		'used_up',
		'Your balance is not sufficient for current request, please buy more in Ace Data Cloud.',
	),
	tooFast: failure(429, 'too_many_requests', 'You have exceeded the rate limit.'),
	maintenance: failure(503, 'busy', 'The service is busy, please try again later.'),
	noPath: failure(404, 'no_api', 'The specified API does not exist.'),
};

const FAILURES: Partial<Record<FailureMark, [status: number, code: string, message: string]>> = {
	policy: [403, 'forbidden', 'The prompt was flagged as violating content policies.'],
	'unsafe image': [403, 'forbidden', 'The image was flagged as unsafe.'],
	minor: [403, 'forbidden', 'public error minor upload'],
	'prominent person': [403, 'forbidden', 'public error prominent people upload'],
	english: [400, 'bad_request', 'Only English prompts are supported.'],
	'image fetch': [400, 'bad_request', 'image_urls is invalid when generate videos'],
	'501': [500, 'api_error', 'The video could not be generated.'],
	'unknown code': [500, 'something_new', 'Something that nobody has documented.'],
};

function failureOf(mark: FailureMark): Answer {
	return failure(...(FAILURES[mark] ?? [500, 'api_error', 'fetch failed']));
}

/** @throws Refusal unless the condition holds */
function demand(condition: boolean, message: string): asserts condition {
	if (!condition) throw new Refusal(failure(400, 'bad_request', message));
}

/** What Ace Data keeps about a task beside what all tasks have. */
interface Identity {
	traceId: string;
	recordId: string;
	videoIds: string[];
	/** The source video's task, for the 1080p action. */
	source?: Task;
}

/** Ace Data's Veo API. */
class AceDataVeo {
	private readonly identities = new WeakMap<Order['request'], Identity>();

	constructor(private readonly backend: Backend) {}

	/** @throws Refusal with the first parameter that Ace Data would not take */
	order(account: Account, request: Record<string, unknown>): Order {
		const { settings } = this.backend;
		const { action, model = 'veo3-fast', callback_url } = request;
		const upscales = settings.aceData1080pActions.includes(String(action));
		demand(
			upscales || action === 'text2video' || Object.hasOwn(MAX_IMAGES, String(action)),
			'action is invalid.',
		);
		demand(settings.aceDataModels.includes(String(model)), 'model is not supported');
		demand(callback_url === undefined || isText(callback_url), 'callback_url is invalid.');
		const source = upscales ? this.sourceOf(account, request.video_id) : undefined;
		if (!upscales) checkGeneration(request);
		this.identities.set(request, {
			traceId: randomUUID(),
			recordId: randomUUID().replaceAll('-', '').slice(0, 24),
			videoIds: upscales
				? [String(request.video_id)]
				: [1, 2].map(() => randomUUID().replaceAll('-', '')),
			source,
		});
		return {
			account,
			product: 'veo',
			operation: String(action),
			taskId: randomUUID(),
			prompt: textOf(request.prompt) ?? '',
			request,
			callbackUrl: textOf(callback_url),
			credits: upscales ? CREDITS.upscale : CREDITS.generation,
			callbacks: (task, result) => [this.answer(task, result).body as object],
		};
	}

	/** The finished task as the synchronous answer and the callback word it. */
	answer(task: Task, result: Result): Answer {
		const { taskId } = task;
		const { traceId, videoIds, source = task } = this.identity(task);
		if (!result.succeeded) {
			const { status, body } = failureOf(result.failure);
			return { status, body: { ...(body as object), task_id: taskId, trace_id: traceId } };
		}
		const urls = result.urls.length > 0 ? result.urls : [undefined];
		const data = urls.map((url, index) => ({
			id: videoIds[index],
			...(url !== undefined && { video_url: url }),
			created_at: textTime(source.createdAt),
			complete_at: textTime(source.endedAt ?? Date.now()),
			state: 'succeeded',
		}));
		return { status: 200, body: { success: true, task_id: taskId, trace_id: traceId, data } };
	}

	/** The task as `POST /veo/tasks` words it; an empty object for an unknown one. */
	record(task: Task | undefined): object {
		if (task === undefined || (task.marks.has('expired') && task.completedAt !== undefined))
			return {};
		const { recordId, traceId } = this.identity(task);
		const response = this.response(task);
		return {
			_id: recordId,
			id: task.taskId,
			api_id: '52a0fa83-3c78-4793-b45a-c1a5c869ae46',
			application_id: 'b7341df0-3a87-40ef-8f3c-a7dda97816a2',
			created_at: task.createdAt / 1000,
			credential_id: '1f64eaaa-eff0-4f18-bfc2-8c5b1e7949ae',
			request: task.request,
			trace_id: traceId,
			type: 'videos',
			user_id: 'ad7afe47-cea9-4cda-980f-2ad8810e51cf',
			...(response && { response }),
		};
	}

	/** The record's response: none at first, then progress without `success`, then the result. */
	private response(task: Task): object | undefined {
		const { taskId, completedAt, createdAt, result } = task;
		if (completedAt !== undefined) return this.answer(task, result).body as object;
		const { traceId, videoIds } = this.identity(task);
		if (Date.now() - createdAt < this.backend.settings.taskMs / 2) return undefined;
		return { task_id: taskId, trace_id: traceId, data: [{ id: videoIds[0], state: 'processing' }] };
	}

	/** The tasks that the ids name; a disturbed look-up disturbs the whole batch. */
	find(account: Account, ids: unknown, traceIds: unknown): (Task | undefined)[] {
		const wanted = textsOf(ids);
		const traced = this.backend.tasks
			.of(account)
			.filter((task) => textsOf(traceIds).includes(this.identity(task).traceId))
			.map(({ taskId }) => taskId);
		return [...wanted, ...traced].map((id) => this.backend.tasks.lookUp(account, id));
	}

	/** The account's tasks, newest first, by the filters of the listing. */
	list(account: Account, filters: Record<string, unknown>): Task[] {
		const {
			offset = 0,
			limit = LIST_LIMIT,
			created_at_min = 0,
			created_at_max = Infinity,
		} = filters;
		return this.backend.tasks
			.of(account)
			.filter(
				({ createdAt }) =>
					createdAt / 1000 >= Number(created_at_min) && createdAt / 1000 <= Number(created_at_max),
			)
			.reverse()
			.slice(Number(offset), Number(offset) + Number(limit));
	}

	private sourceOf(account: Account, videoId: unknown): Task {
		const source = this.backend.tasks.of(account).find(
			(task) =>
				task.completedAt !== undefined &&
				task.result.succeeded &&
				this.identity(task)
					.videoIds.slice(0, task.result.urls.length)
					.some((id) => id === videoId),
		);
		if (source === undefined)
			throw new Refusal(failure(400, 'bad_request', 'video_id is invalid.'));
		return source;
	}

	private identity({ request, taskId }: Task): Identity {
		const identity = this.identities.get(request);
		if (identity === undefined) throw new Error(`Task ${taskId} was not ordered here`);
		return identity;
	}
}

function textsOf(value: unknown): string[] {
	return Array.isArray(value) ? value.filter(isText) : [];
}

function checkGeneration(request: Record<string, unknown>): void {
	const { action, prompt, image_urls = [], aspect_ratio = '16:9', resolution = '1080p' } = request;
	demand(isText(prompt), 'prompt is invalid.');
	const max = MAX_IMAGES[String(action)];
	const images = Array.isArray(image_urls) && image_urls.every(isText) ? image_urls.length : -1;
	demand(
		max === undefined ? images >= 0 : images >= 1 && images <= max,
		'image_urls is invalid when generate videos',
	);
	demand(['16:9', '9:16'].includes(String(aspect_ratio)), 'aspect_ratio is invalid.');
	demand(['4k', '1080p', 'gif'].includes(String(resolution)), 'resolution is invalid.');
}

/** Whether somebody serves all images of a job. */
async function fetchImages(
	{ ledger }: Backend,
	{ image_urls }: Record<string, unknown>,
): Promise<boolean> {
	const images = await Promise.all(textsOf(image_urls).map(fetchImage));
	ledger.images.push(...images.filter((image) => image !== undefined));
	return !images.includes(undefined);
}

/** Ace Data's two Veo paths. */
export function addAceDataVeo(router: Router, backend: Backend): void {
	const veo = new AceDataVeo(backend);
	router.post('/veo/videos', async (req, res) => {
		const body = bodyOf(req);
		const order = veo.order(accountOf(res), body);
		demand(await fetchImages(backend, body), 'image_urls is invalid when generate videos');
		await sell(backend, order, res, async (task) => {
			const detached = body.async === true || order.callbackUrl !== undefined;
			if (detached && !task.marks.has('sync'))
				return { status: 200, body: { task_id: task.taskId } };
			await task.ended;
			return veo.answer(task, task.result);
		});
	});
	router.post('/veo/tasks', (req, res) => {
		const account = accountOf(res);
		const { action = 'retrieve', id, trace_id, ids, trace_ids, ...filters } = bodyOf(req);
		demand(action === 'retrieve' || action === 'retrieve_batch', 'action is invalid.');
		if (action === 'retrieve') {
			const [task] = veo.find(account, [id], [trace_id]);
			res.json(veo.record(task));
			return;
		}
		const tasks =
			ids === undefined && trace_ids === undefined
				? veo.list(account, filters)
				: veo.find(account, ids, trace_ids).filter((task) => task !== undefined);
		const items = tasks.map((task) => veo.record(task));
		res.json({ items, count: items.length });
	});
}
