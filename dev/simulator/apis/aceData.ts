import { randomUUID } from 'node:crypto';

import type { Router } from 'express';

import type { Account } from '../accounts';
import type { Backend } from '../backend';
import { fetchImage } from '../images';
import { readMarks, upscaleMarks } from '../marks';
import type { Answer } from '../refusal';
import type { Order, Result, Task } from '../tasks';
import { ACE_DATA_REFUSALS, demand, failure, traced } from './aceDataFailures';
import { answerOf, recordOf, type Identity } from './aceDataWords';
import { accountOf, bodyOf, isText, sell, textOf, type Manners } from './providerRouter';

type Body = Record<string, unknown>;

const CREDITS = { generation: 1, upscale: 0.16 };
const MAX_IMAGES: Record<string, number> = { image2video: 2, ingredients2video: 3 };
const INGREDIENTS_MODEL = 'veo31-fast-ingredients';
const LIST_LIMIT = 12;

/** Ace Data's Veo API. */
class AceDataVeo {
	private readonly identities = new WeakMap<Order['request'], Identity>();

	constructor(private readonly backend: Backend) {}

	/** @throws Refusal with the first parameter that Ace Data would not take */
	order(account: Account, request: Body): Order {
		const { settings } = this.backend;
		const { action, model = 'veo3-fast', callback_url, resolution } = request;
		const upscales = settings.aceData1080pActions.includes(String(action));
		demand(
			upscales || action === 'text2video' || Object.hasOwn(MAX_IMAGES, String(action)),
			'action is invalid.',
		);
		// With ingredients the one model that can is chosen, whatever the request names.
		const isServed = settings.aceDataModels.includes(String(model));
		demand(isServed || action === 'ingredients2video', 'model is not supported');
		demand(callback_url === undefined || isText(callback_url), 'callback_url is invalid.');
		if (!upscales) checkGeneration(request);
		const upscaled = upscales ? this.sourceOf(account, request.video_id) : undefined;
		const source = upscaled?.source;
		const prompt = source ? upscaleMarks(source.prompt) : (textOf(request.prompt) ?? '');
		const newId = () => {
			const id: string = randomUUID();
			return readMarks(prompt).has('newest form') ? id : id.replaceAll('-', '');
		};
		this.identities.set(request, {
			traceId: randomUUID(),
			recordId: randomUUID().replaceAll('-', '').slice(0, 24),
			videoIds: source ? [String(request.video_id)] : [newId(), newId()],
			source,
		});
		const can4k = action === 'text2video' && model === 'veo31';
		return {
			account,
			product: 'veo',
			operation: String(action),
			taskId: randomUUID(),
			prompt,
			request,
			callbackUrl: textOf(callback_url),
			credits: upscales ? CREDITS.upscale : CREDITS.generation,
			...(upscaled && {
				upscale: { of: upscaled.source.taskId, to: '1080p', index: upscaled.index },
			}),
			...(resolution === '4k' && !can4k && { failure: '500' }),
			callbacks: (task, result) => [this.answer(task, result).body as object],
		};
	}

	/** The finished task as the synchronous answer and the callback word it. */
	answer(task: Task, result: Result): Answer {
		return answerOf(task, result, this.identity(task));
	}

	/** The task as a look-up tells it; an empty object for an unknown one. */
	record(task: Task | undefined): object {
		if (task === undefined) return {};
		return recordOf(task, this.identity(task), this.backend.settings.taskMs);
	}

	/** The tasks that the ids name; a disturbed look-up disturbs the whole batch. */
	find(account: Account, ids: unknown, traceIds: unknown): Task[] {
		const { tasks } = this.backend;
		const byTrace = tasks
			.of(account)
			.filter((task) => textsOf(traceIds).includes(this.identity(task).traceId))
			.map(({ taskId }) => taskId);
		const found = [...textsOf(ids), ...byTrace].map((id) => tasks.lookUp(account, id));
		return found.filter((task) => task !== undefined && isKept(task)) as Task[];
	}

	/** What `retrieve_batch` tells: the account's tasks, newest first, as far as they pass. */
	list(account: Account, { ids, trace_ids, ...filters }: Body): Task[] {
		const { offset = 0, limit = LIST_LIMIT, type = 'videos' } = filters;
		const { created_at_min: min = 0, created_at_max: max = Infinity } = filters;
		const isNamed = ids !== undefined || trace_ids !== undefined;
		const named = isNamed && new Set(this.find(account, ids, trace_ids));
		const listed = this.backend.tasks
			.of(account)
			.filter((task) => {
				const createdAt = task.createdAt / 1000;
				const isWanted = type === 'videos' && isKept(task) && (!named || named.has(task));
				return isWanted && createdAt >= Number(min) && createdAt <= Number(max);
			})
			.reverse();
		if (isNamed && !this.backend.settings.aceDataLimitsIds) return listed;
		return listed.slice(Number(offset), Number(offset) + Number(limit));
	}

	/** What a trace id leads to. */
	traceIdOf(task: Task): string {
		return this.identity(task).traceId;
	}

	private sourceOf(account: Account, videoId: unknown): { source: Task; index: number } {
		for (const source of this.backend.tasks.of(account)) {
			const { completedAt, result, upscale } = source;
			if (completedAt === undefined || !result.succeeded || upscale) continue;
			const index = this.identity(source).videoIds.findIndex((id) => id === videoId);
			if (typeof result.urls[index] === 'string') return { source, index };
		}
		demand(false, 'video_id is invalid.');
	}

	private identity({ request, taskId }: Task): Identity {
		const identity = this.identities.get(request);
		if (identity === undefined) throw new Error(`Task ${taskId} was not ordered here`);
		return identity;
	}
}

function isKept({ marks, completedAt }: Task): boolean {
	return completedAt === undefined || !marks.has('expired');
}

function textsOf(value: unknown): string[] {
	return Array.isArray(value) ? value.filter(isText) : [];
}

function checkGeneration(request: Body): void {
	const { action, model, prompt, image_urls = [] } = request;
	const { aspect_ratio = '16:9', resolution = '1080p' } = request;
	demand(isText(prompt), 'prompt is invalid.');
	demand(action !== 'text2video' || model !== INGREDIENTS_MODEL, 'model is invalid.');
	const max = model === INGREDIENTS_MODEL ? 3 : MAX_IMAGES[String(action)];
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

function addRoutes(router: Router, backend: Backend, veo: AceDataVeo): void {
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
		const { action = 'retrieve', id, trace_id, ...filters } = bodyOf(req);
		demand(action === 'retrieve' || action === 'retrieve_batch', 'action is invalid.');
		if (action === 'retrieve') {
			const [task] = veo.find(account, [id], [trace_id]);
			res.json(veo.record(task));
			return;
		}
		const items = veo.list(account, filters).map((task) => veo.record(task));
		res.json({ items, count: items.length });
	});
}

/** Ace Data's two Veo paths, and its way to say no. */
export function aceDataManners(backend: Backend): Manners {
	const veo = new AceDataVeo(backend);
	return {
		provider: 'aceData',
		refusals: ACE_DATA_REFUSALS,
		refusal: (status) => failure(status, 'unknown', `Refused with ${status}.`),
		// Even an answer that hides a purchase names the trace that leads to it.
		complete: (answer, bought) => traced(answer, bought && veo.traceIdOf(bought)),
		addRoutes: (router) => addRoutes(router, backend, veo),
	};
}
