import { randomInt, randomUUID } from 'node:crypto';

import type { Router } from 'express';

import type { Account } from '../accounts';
import type { Backend } from '../backend';
import type { FailureMark } from '../marks';
import type { Order, Result, Task } from '../tasks';
import { demand, success } from './envelope';
import { accountOf, bodyOf, isText, queryOf, sell, textOf } from './providerRouter';

const PRICES: Record<string, number> = {
	veo3: 250,
	veo3_fast: 60,
	veo3_lite: 30,
	quality: 250,
	fast: 60,
	lite: 30,
};
const SURCHARGES: Record<string, number> = { '720p': 0, '1080p': 5, '4k': 120 };
const MAX_IMAGES: Record<string, number> = {
	TEXT_2_VIDEO: 0,
	FIRST_AND_LAST_FRAMES_2_VIDEO: 2,
	REFERENCE_2_VIDEO: 3,
};

const POLICY = 'Your prompt was flagged by Website as violating content policies.';

/** Body codes and texts of failed tasks, English and Chinese where the seed gives both. */
const FAILURES: Record<FailureMark, { code: number; msg: string; chinese?: string }> = {
	policy: { code: 400, msg: POLICY, chinese: '您的提示词被网站标记为违反内容政策' },
	'unsafe image': {
		code: 400,
		msg: 'Public error: unsafe image upload.',
		chinese: '公共错误:不安全的图片上传',
	},
	minor: { code: 400, msg: 'public error minor upload' },
	'prominent person': { code: 400, msg: 'public error prominent people upload' },
	english: {
		code: 400,
		msg: 'Only English prompts are supported at this time.',
		chinese: '仅支持英文提示词',
	},
	'image fetch': {
		code: 400,
		msg: 'Failed to fetch the image. Kindly verify any access limits set by you or your service provider.',
		chinese: '无法获取图片。请验证您或您的服务提供商设置的任何访问限制',
	},
	flow: {
		code: 422,
		msg: `Your request was rejected by Flow(${POLICY.slice(0, -1)}). You may consider using our other fallback channels, which are likely to succeed. Please refer to the documentation.`,
	},
	audio: { code: 400, msg: 'The Google model was unable to generate audio.' },
	'source audio': { code: 500, msg: 'Internal Error, Please try again later.' },
	'create failed': { code: 501, msg: 'Failed, the video generation task could not be created.' },
	'500': { code: 500, msg: 'Internal Error, Please try again later.' },
	'501': { code: 501, msg: 'Failed, Video generation task failed.' },
	'unknown code': { code: 777, msg: 'Something that nobody has documented.' },
};

/** A failed Veo task's code and text, in the language that its marks ask for. */
export function veoFailure(failure: FailureMark, task: Task): { code: number; msg: string } {
	const { code, msg, chinese } = FAILURES[failure];
	return { code, msg: task.marks.has('chinese') ? (chinese ?? msg) : msg };
}

/** A new task id as Kie makes them: 32 hexadecimal digits. */
export function newTaskId(): string {
	return randomUUID().replaceAll('-', '');
}

/** The parameters as Kie accepted them, its defaults filled in. */
function acceptedParameters(request: Record<string, unknown>): Record<string, unknown> {
	const { aspect_ratio, aspectRatio, ...rest } = request;
	return {
		enableTranslation: true,
		enableFallback: false,
		model: 'veo3_fast',
		resolution: '720p',
		...rest,
		aspectRatio: aspect_ratio ?? aspectRatio ?? '16:9',
	};
}

/** @throws Refusal with the code and text of the first parameter that Kie would not take */
function checkGenerate(body: Record<string, unknown>): void {
	const { aspectRatio, imageUrls, generationType, model, resolution, duration, seeds } = {
		duration: 8,
		seeds: 10000,
		...acceptedParameters(body),
	} as Record<string, unknown>;
	demand(isText(body.prompt), 422, 'Please enter prompt');
	demand(['veo3', 'veo3_fast', 'veo3_lite'].includes(String(model)), 422, 'Model error');
	demand(['16:9', '9:16', 'Auto'].includes(String(aspectRatio)), 422, 'Ratio error');
	demand(Object.hasOwn(SURCHARGES, String(resolution)), 422, 'Resolution error');
	demand(
		[4, 6, 8].some((seconds) => seconds === duration),
		422,
		'Duration error',
	);
	demand(isSeed(seeds), 422, 'Seeds error');
	demand(
		imageUrls === undefined || (Array.isArray(imageUrls) && imageUrls.every(isHttpUrl)),
		422,
		'imageUrls is invalid',
	);
	const images = Array.isArray(imageUrls) ? imageUrls.length : 0;
	const type = String(
		generationType ?? (images === 0 ? 'TEXT_2_VIDEO' : 'FIRST_AND_LAST_FRAMES_2_VIDEO'),
	);
	demand(Object.hasOwn(MAX_IMAGES, type), 422, 'generationType error');
	demand(type === 'TEXT_2_VIDEO' || images > 0, 422, 'Please enter imageUrls');
	demand(images <= MAX_IMAGES[type], 422, 'imageUrls is invalid');
	demand(type !== 'REFERENCE_2_VIDEO' || model !== 'veo3', 422, 'Model error');
	checkCallbackUrl(body.callBackUrl);
}

function isSeed(value: unknown): boolean {
	return Number.isInteger(value) && Number(value) >= 10000 && Number(value) <= 99999;
}

function isHttpUrl(value: unknown): boolean {
	return typeof value === 'string' && URL.canParse(value) && /^https?:/i.test(value);
}

/** @throws Refusal when the callback URL is there and not a URL */
export function checkCallbackUrl(value: unknown): void {
	demand(value === undefined || value === '' || isHttpUrl(value), 422, 'callBackUrl is invalid');
}

/** The order behind a body of `POST /api/v1/veo/generate`. */
export function generateOrder(account: Account, body: Record<string, unknown>): Order {
	checkGenerate(body);
	const { model, resolution } = acceptedParameters(body);
	return {
		account,
		product: 'veo',
		operation: 'generate',
		taskId: newTaskId(),
		prompt: String(body.prompt),
		request: body,
		callbackUrl: textOf(body.callBackUrl),
		credits: PRICES[String(model)] + SURCHARGES[String(resolution)],
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
	demand(source?.product === 'veo', 404, 'Record does not exist');
	demand(source.completedAt !== undefined, 422, 'record status is not success');
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

function resultUrls(task: Task, urls: string[]): unknown {
	if (task.marks.has('json urls')) return JSON.stringify(urls);
	if (task.marks.has('bracket urls')) return `[${urls.join(',')}]`;
	return urls;
}

/** The clip before cropping or upscaling, where there is one. */
function originUrls(task: Task, urls: string[]): string[] | null {
	const { aspectRatio, resolution } = acceptedParameters(task.request);
	const differs =
		task.marks.has('portrait') ||
		(task.operation === 'generate' && (aspectRatio !== '16:9' || resolution !== '720p'));
	return differs ? urls.map((url) => url.replace(/\/files\/(?=[^/]+$)/, '/files/origin-')) : null;
}

function resolutionOf(task: Task, fallback: boolean): string {
	return fallback ? '1080p' : String(acceptedParameters(task.request).resolution);
}

function videoCallbacks(task: Task, result: Result): object[] {
	const { taskId, operation, marks } = task;
	if (!result.succeeded)
		return [{ ...veoFailure(result.failure, task), data: { taskId, fallbackFlag: false } }];
	const origins = originUrls(task, result.urls);
	return [
		{
			code: 200,
			msg: successText(operation, result.fallback, marks.has('chinese')),
			data: {
				taskId,
				promptJson: JSON.stringify(acceptedParameters(task.request)),
				info: {
					resultUrls: resultUrls(task, result.urls),
					...(origins && { originUrls: origins }),
					resolution: resolutionOf(task, result.fallback),
				},
				fallbackFlag: result.fallback,
			},
		},
	];
}

function successText(operation: string, fallback: boolean, chinese: boolean): string {
	if (chinese) return 'Veo3.1 视频生成成功。';
	if (operation === 'extend') return 'Veo3.1 video extension successful.';
	return `Veo3.1 video generated successfully${fallback ? ' (using fallback model)' : ''}.`;
}

/** `data` of `GET /api/v1/veo/record-info`. */
function record(task: Task): object {
	const { taskId, createdAt, completedAt, operation, result } = task;
	const common = {
		taskId,
		paramJson: JSON.stringify(acceptedParameters(task.request)),
		response: null,
		fallbackFlag: false,
		completeTime: completedAt ?? null,
		createTime: createdAt,
	};
	if (completedAt === undefined)
		return { ...common, successFlag: 0, errorCode: null, errorMessage: '' };
	if (!result.succeeded) {
		const { code, msg } = veoFailure(result.failure, task);
		const successFlag = result.failure === '501' ? 3 : 2;
		return { ...common, successFlag, errorCode: code, errorMessage: msg };
	}
	const urls = resultUrls(task, result.urls);
	return {
		...common,
		response: {
			taskId,
			resolution: resolutionOf(task, result.fallback),
			originUrls: originUrls(task, result.urls),
			resultUrls: urls,
			...(operation === 'extend' && { fullResultUrls: urls }),
			hasAudioList: result.urls.map(() => true),
			seeds: result.urls.map(() => Number(task.request.seeds ?? randomInt(10000, 100000))),
		},
		successFlag: 1,
		fallbackFlag: result.fallback,
		errorCode: null,
		errorMessage: null,
	};
}

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
		const known = task?.operation === 'generate' || task?.operation === 'extend';
		demand(known && task.product === 'veo', 422, `Record not found for taskId: ${taskId}`);
		demand(
			task.completedAt === undefined || !task.marks.has('expired'),
			422,
			'Temporarily supports records within 14 days.',
		);
		res.json(success(record(task)).body);
	});
}
