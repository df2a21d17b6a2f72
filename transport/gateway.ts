import type {
	ApiRequest,
	ApiResponse,
	LookUp,
	Submission,
	TaskApi,
	TaskRef,
	Unreadable,
} from '../providers/api';
import { taskError } from '../providers/errors';
import type { Provider } from '../providers/task';
import { isAnswer, send, type NoAnswer, type RequestContext } from './request';

/** One API as the rest of the package uses it: jobs and ids in, readings out. */
export interface Gateway<Job> {
	/** Sends the job once; the caller decides what may be sent again. */
	submit: (job: Job) => Promise<Submission>;
	/**
	 * Looks tasks up, in one request where the API can; one result per task, in order.
	 * @param timeout of each request, in milliseconds
	 */
	lookUp: (refs: TaskRef[], timeout?: number) => Promise<LookUp[]>;
}

/** Ace Data Cloud may answer a submit with the finished video, minutes later. */
const SUBMIT_TIMEOUT = 10 * 60_000;
const LOOK_UP_TIMEOUT = 60_000;

/** How many look-ups are under way at once where the API has no batch request. */
const PARALLEL_LOOK_UPS = 5;

/** Joins an API to the network. */
export function gatewayTo<Job>(context: RequestContext, api: TaskApi<Job>): Gateway<Job> {
	async function submit(job: Job): Promise<Submission> {
		const request = api.submit(job);
		const first = await send(context, api.provider, request, SUBMIT_TIMEOUT);
		if (!isAnswer(first)) return submissionWithout(first, request.method === 'GET');
		const submission = api.readSubmission(first, job);
		if (submission.kind !== 'refused' || !submission.insteadSend) return submission;
		const { insteadSend } = submission;
		const second = await send(context, api.provider, insteadSend, SUBMIT_TIMEOUT);
		return isAnswer(second)
			? api.readSubmission(second, job, insteadSend)
			: submissionWithout(second, false);
	}

	const lookUpOne = async (ref: TaskRef, timeout?: number): Promise<LookUp> => {
		const read = (answer: ApiResponse) => api.readLookUp(answer, ref);
		return await ask(context, api.provider, api.lookUp(ref), read, timeout);
	};

	async function lookUp(refs: TaskRef[], timeout?: number): Promise<LookUp[]> {
		const { batch } = api;
		if (batch && refs.length > 1) {
			const ids = refs.map(({ taskId }) => taskId);
			const read = (answer: ApiResponse) => batch.readLookUp(answer, ids);
			const answers = await ask(context, api.provider, batch.lookUp(ids), read, timeout);
			return 'kind' in answers ? refs.map(() => answers) : answers;
		}
		const results: LookUp[] = [];
		for (let start = 0; start < refs.length; start += PARALLEL_LOOK_UPS) {
			const some = refs.slice(start, start + PARALLEL_LOOK_UPS);
			results.push(...(await Promise.all(some.map((ref) => lookUpOne(ref, timeout)))));
		}
		return results;
	}

	return { submit, lookUp };
}

/**
 * Sends a request that only reads, and reads its answer.
 * @param timeout milliseconds
 */
export async function ask<Reading>(
	context: RequestContext,
	provider: Provider,
	request: ApiRequest,
	read: (answer: ApiResponse) => Reading,
	timeout = LOOK_UP_TIMEOUT,
): Promise<Reading | Unreadable> {
	const answer = await send(context, provider, request, timeout);
	if (isAnswer(answer)) return read(answer);
	const message = `No answer from the provider: ${answer.message}`;
	return { kind: 'unreadable', error: taskError('service', { reason: 'noAnswer', message }) };
}

/** @param repeatable whether sending it again buys nothing a second time */
function submissionWithout({ maybeReceived, message }: NoAnswer, repeatable: boolean): Submission {
	const error = taskError('service', {
		reason: maybeReceived && !repeatable ? 'submitUnknown' : 'noAnswer',
		message: `No answer from the provider: ${message}`,
	});
	if (repeatable) return { kind: 'throttled', error };
	return maybeReceived
		? { kind: 'unknown', error: { ...error, retryable: false } }
		: { kind: 'refused', error };
}
