import {
	json,
	Router,
	type NextFunction,
	type Request,
	type RequestHandler,
	type Response,
} from 'express';

import type { Account } from '../accounts';
import type { Backend, LoggedRequest } from '../backend';
import type { RequestFault } from '../chaos';
import { Refusal, type Answer, type RefusalReason } from '../refusal';
import type { Provider } from '../settings';
import type { Order, Task } from '../tasks';

/** What makes a provider's answers its own. */
export interface Manners {
	provider: Provider;
	refusals: Record<RefusalReason, Answer>;
	/** The words for any other code. */
	refusal(code: number): Answer;
	/** The HTTP status of an answer, where it is not the one that the answer names. */
	status?(answer: Answer): number;
	/** Adds to a refusal what every answer has; `bought` is what was bought all the same. */
	complete?(answer: Answer, bought: Task | undefined): Answer;
	addRoutes(router: Router): void;
}

/** The account that the request is made for. */
export function accountOf(res: Response): Account {
	return res.locals.account as Account;
}

/** The JSON body; an empty object where there is none. */
export function bodyOf(req: Request): Record<string, unknown> {
	return (req.body ?? {}) as Record<string, unknown>;
}

/** A query parameter, as text. */
export function queryOf(req: Request, name: string): string {
	const value = req.query[name];
	return typeof value === 'string' ? value : '';
}

/** Whether a value is a text with something in it. */
export function isText(value: unknown): value is string {
	return typeof value === 'string' && value.trim() !== '';
}

/** The value where it is a text with something in it. */
export function textOf(value: unknown): string | undefined {
	return isText(value) ? value : undefined;
}

/** Sends an answer: an object as JSON, a text as a page. */
export function send(res: Response, { status, body }: Answer): void {
	res.status(status);
	if (typeof body === 'string') res.type('html').send(body);
	else res.json(body);
}

/**
 * Buys the order and answers; the marks may spoil the answer, never the purchase.
 * @throws Refusal when nothing was bought, or the answer is to hide that it was
 */
export async function sell(
	backend: Backend,
	order: Order,
	res: Response,
	answer: (task: Task) => Answer | Promise<Answer>,
): Promise<void> {
	const task = backend.tasks.buy(order);
	const { marks } = task;
	if (marks.has('fast')) await task.announced;
	await backend.clock.wait((marks.get('submit slow') ?? 0) * 1000);
	if (marks.has('submit 500')) throw new Refusal('serverError', task);
	if (marks.has('submit timeout')) throw new Refusal('timeout', task);
	if (marks.has('submit hang')) res.destroy();
	else if (marks.has('submit 502')) send(res, { status: 502, body: BAD_GATEWAY });
	else if (marks.has('submit garbage')) send(res, { status: 200, body: '<html></html>' });
	else send(res, await answer(task));
}

/** The routes of one provider, with what they have in common: the log, the key, the refusals. */
export function providerRouter(backend: Backend, manners: Manners): Router {
	const { provider, refusals, refusal, status, complete } = manners;
	const router = Router();
	router.use((req, res, next) => {
		res.locals.account = backend.accounts.authenticate(provider, req.get('authorization'));
		next();
	});
	router.use(json({ strict: true, limit: '20mb' }));
	router.use((req, res, next) => {
		if (req.method === 'POST' && !req.is(['json', 'multipart/form-data']))
			throw new Refusal('notJson');
		nameTask(res.locals.logged as LoggedRequest, req);
		next();
	});
	router.use(disturbed(backend));
	manners.addRoutes(router);
	router.use(() => {
		throw new Refusal('noPath');
	});
	router.use((error: unknown, _req: Request, res: Response, next: NextFunction) => {
		const thrown = isBadJson(error) ? new Refusal('notJson') : error;
		if (!(thrown instanceof Refusal)) {
			next(error);
			return;
		}
		const { why, bought } = thrown;
		const coded = typeof why === 'number' ? refusal(why) : why;
		const plain = typeof coded === 'string' ? refusals[coded] : coded;
		const answer = complete?.(plain, bought) ?? plain;
		const { retryAfterSeconds } = backend.settings;
		if (why === 'tooFast' && retryAfterSeconds !== undefined)
			res.set('Retry-After', String(retryAfterSeconds));
		send(res, { ...answer, status: status?.(answer) ?? answer.status });
	});
	return router;
}

const BAD_GATEWAY = '<html>Bad Gateway</html>';
const RETRY_AFTER_SECONDS = '2';

/** How a provider words a fault; the others need no words. */
const FAULTS: Partial<Record<RequestFault, RefusalReason | Answer>> = {
	html: { status: 200, body: '<html></html>' },
	http502: { status: 502, body: BAD_GATEWAY },
	maintenance: 'maintenance',
	serverError: 'serverError',
	tooFast: 'tooFast',
	tooFastRetryAfter: 'tooFast',
};

/** Lets chaos have the requests that are about a prompt. */
function disturbed(backend: Backend): RequestHandler {
	return async (req, res, next) => {
		const prompt = promptOf(backend, req, res);
		const fault =
			prompt &&
			(await backend.chaos.nextFault(`${req.method} ${req.baseUrl}${req.path} ${prompt}`));
		if (!fault) {
			next();
			return;
		}
		(res.locals.logged as LoggedRequest).fault = fault;
		const why = FAULTS[fault];
		if (fault === 'tooFastRetryAfter') res.set('Retry-After', RETRY_AFTER_SECONDS);
		if (why !== undefined) throw new Refusal(why);
		if (fault === 'cut') req.socket.destroy();
		else next();
	};
}

/** The prompt of what a request wants to buy or, where it names a task, of what was bought. */
function promptOf({ tasks }: Backend, req: Request, res: Response): string | undefined {
	const { taskId } = res.locals.logged as LoggedRequest;
	const { ids, input, ...body } = bodyOf(req);
	const { prompt, author, task_id } = { ...body, ...(input ?? {}) } as Record<string, unknown>;
	const text = textOf(prompt) ?? textOf(author);
	if (text !== undefined) return text;
	const id = taskId ?? textOf(task_id) ?? (Array.isArray(ids) ? textOf(ids[0]) : undefined);
	return id === undefined ? undefined : tasks.find(accountOf(res), id)?.prompt;
}

function nameTask(logged: LoggedRequest, req: Request): void {
	if (req.is('json')) logged.body = bodyOf(req);
	const { taskId = req.query.taskId, id } = bodyOf(req);
	const named = textOf(taskId) ?? textOf(id);
	if (named !== undefined) logged.taskId = named;
}

function isBadJson(error: unknown): boolean {
	return error instanceof SyntaxError && 'type' in error && error.type === 'entity.parse.failed';
}
