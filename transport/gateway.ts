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
import { thrownError } from './thrownError';

/** One API as the rest of the package uses it: jobs and ids in, readings out. */
export interface Gateway<Job> {
	/** Sends the job once; the caller decides what may be sent again. */
	submit: (job: Job) => Promise<Submission>;
	/** Looks tasks up, in one request where the API can; one result per task, in order. */
	lookUp: (refs: TaskRef[]) => Promise<LookUp[]>;
}

/** Ace Data Cloud may answer a submit with the finished video, minutes later. */
const SUBMIT_TIMEOUT = 10 * 60_000;
const LOOK_UP_TIMEOUT = 60_000;

/** How many look-ups are under way at once where the API has no batch request. */
const PARALLEL_LOOK_UPS = 5;

/** Joins an API to the network. Neither direction ever throws: what breaks is an answer, too. */
export function gatewayTo<Job>(context: RequestContext, api: TaskApi<Job>): Gateway<Job> {
	async function sendSubmit(
		request: ApiRequest,
		read: (answer: ApiResponse) => Submission,
	): Promise<Submission> {
		// Whatever a look-up costs, it buys nothing, so it may be sent again.
		const repeatable = request.method === 'GET';
		let answer: ApiResponse | NoAnswer;
		try {
			answer = await send(context, api.provider, request, SUBMIT_TIMEOUT);
		} catch (error) {
			return { kind: 'refused', error: thrownError(error) };
		}
		if (!isAnswer(answer)) return submissionWithout(answer, repeatable);
		try {
			return read(answer);
		} catch (error) {
			const { message } = thrownError(error);
			return submissionWithout({ maybeReceived: true, message }, repeatable);
		}
	}

	async function submit(job: Job): Promise<Submission> {
		const submission = await sendSubmit(api.submit(job), (answer) =>
			api.readSubmission(answer, job),
		);
		if (submission.kind !== 'refused' || !submission.insteadSend) return submission;
		const { insteadSend } = submission;
		return await sendSubmit(insteadSend, (answer) => api.readSubmission(answer, job, insteadSend));
	}

	const lookUpOne = async (ref: TaskRef): Promise<LookUp> =>
		await ask(context, api.provider, api.lookUp(ref), (answer) => api.readLookUp(answer, ref));

	async function lookUp(refs: TaskRef[]): Promise<LookUp[]> {
		const { batch } = api;
		if (batch && refs.length > 1) {
			const ids = refs.map(({ taskId }) => taskId);
			const answers = await ask(context, api.provider, batch.lookUp(ids), (answer) =>
				batch.readLookUp(answer, ids),
			);
			return 'kind' in answers ? refs.map(() => answers) : answers;
		}
		const results: LookUp[] = [];
		for (let start = 0; start < refs.length; start += PARALLEL_LOOK_UPS) {
			const some = refs.slice(start, start + PARALLEL_LOOK_UPS);
			results.push(...(await Promise.all(some.map(lookUpOne))));
		}
		return results;
	}

	return { submit, lookUp };
}

/** Sends a request that only reads, and reads its answer; never throws. */
export async function ask<Reading>(
	context: RequestContext,
	provider: Provider,
	request: ApiRequest,
	read: (answer: ApiResponse) => Reading,
): Promise<Reading | Unreadable> {
	try {
		const answer = await send(context, provider, request, LOOK_UP_TIMEOUT);
		if (isAnswer(answer)) return read(answer);
		const message = `No answer from the provider: ${answer.message}`;
		return { kind: 'unreadable', error: taskError('service', { reason: 'noAnswer', message }) };
	} catch (error) {
		return { kind: 'unreadable', error: thrownError(error) };
	}
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
