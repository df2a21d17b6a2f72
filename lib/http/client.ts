import type {
	ApiRequest,
	ApiResponse,
	Endpoint,
	LookUp,
	Submission,
	TaskApi,
	TaskRef,
	Unreadable,
} from '../providers/api';
import { taskError } from '../error';
import { isSampleId, type Provider } from '../task';
import type { RequestContext } from './credential';
import { isAnswer, send, type NoAnswer } from './request';
import { thrownError } from './thrownError';

/** One API as the rest of the package uses it: jobs and ids in, readings out. */
export interface Client<Job> {
	/** Sends the job once; the caller decides what may be sent again. */
	submit: (job: Job) => Promise<Submission>;
	/**
	 * Looks tasks up, in one request where the API can; one result per task, in order.
	 * @param timeout of each request, in milliseconds
	 */
	lookUp: (refs: TaskRef[], timeout?: number) => Promise<LookUp[]>;
	/** Finds what a request has bought by the id of the request; absent where the API cannot. */
	lookUpByTrace?: (traceId: string) => Promise<LookUp>;
}

/** Ace Data Cloud may answer a submit with the finished video, minutes later. */
const SUBMIT_TIMEOUT = 10 * 60_000;
const LOOK_UP_TIMEOUT = 60_000;

/** How many look-ups are under way at once where the API has no batch request. */
export const PARALLEL_LOOK_UPS = 5;

/** What to do about an unclear submit where the API lists tasks, which finds even a lost ID again. */
const LIST_IT =
	'The task may have been bought. List the newest tasks by time with the operation Get Many of the resource Task before you run this again.';

/** Joins an API to the network. Neither direction ever throws: what breaks is an answer, too. */
export function clientFor<Job>(context: RequestContext, api: TaskApi<Job>): Client<Job> {
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
			return withRaw(read(answer), answer);
		} catch (error) {
			const { message } = thrownError(error);
			return submissionWithout({ maybeReceived: true, message }, repeatable);
		}
	}

	async function submit(job: Job): Promise<Submission> {
		const submission = await sendSubmit(api.submit.request(job), (answer) =>
			api.submit.read(answer, job),
		);
		if (submission.kind !== 'refused' || !submission.insteadSend) return submission;
		const { insteadSend } = submission;
		return await sendSubmit(insteadSend, (answer) => api.submit.read(answer, job, insteadSend));
	}

	const lookUpOne = async (ref: TaskRef, timeout?: number): Promise<LookUp> => {
		return await ask(context, api.provider, api.lookUp, ref, timeout);
	};

	async function lookUpEach(refs: TaskRef[], timeout?: number): Promise<LookUp[]> {
		return await inChunks(
			refs,
			PARALLEL_LOOK_UPS,
			async (some) => await Promise.all(some.map((ref) => lookUpOne(ref, timeout))),
		);
	}

	async function lookUp(refs: TaskRef[], timeout?: number): Promise<LookUp[]> {
		const { batch } = api;
		if (!batch || refs.length < 2) return await lookUpEach(refs, timeout);
		const answers = await inChunks(refs, batch.size, async (some) => {
			const ids = some.map(({ taskId }) => taskId);
			const listed = await ask(context, api.provider, batch, ids, timeout);
			return 'kind' in listed ? some.map(() => listed) : listed;
		});
		// A list may be shorter than what was asked for; only an answer about the one task is sure.
		const unlisted = refs.filter((_, index) => answers[index].kind === 'notFound');
		const single = new Map(
			(await lookUpEach(unlisted, timeout)).map((answer, index) => [unlisted[index], answer]),
		);
		return refs.map((ref, index) => single.get(ref) ?? answers[index]);
	}

	const { lookUpByTrace } = api;
	return {
		submit: async (job) => advised(api, await submit(job)),
		lookUp: async (refs, timeout) =>
			(await lookUp(refs, timeout)).map((answer, index) => aboutSample(answer, refs[index])),
		...(lookUpByTrace && {
			lookUpByTrace: async (traceId: string) =>
				await ask(context, api.provider, lookUpByTrace, traceId),
		}),
	};
}

async function inChunks<Item, Result>(
	items: Item[],
	size: number,
	handle: (some: Item[]) => Promise<Result[]>,
): Promise<Result[]> {
	const results: Result[] = [];
	for (let start = 0; start < items.length; start += size) {
		results.push(...(await handle(items.slice(start, start + size))));
	}
	return results;
}

/** A submit that may have bought something, with the way to find it where the API lists tasks. */
function advised<Job>({ list }: TaskApi<Job>, submission: Submission): Submission {
	if (!list || submission.kind !== 'unknown' || submission.traceId !== undefined) return submission;
	return { ...submission, error: { ...submission.error, advice: LIST_IT } };
}

/** An unknown task that a test run has made up, with what to do in a workflow that goes on with it. */
function aboutSample(answer: LookUp, { taskId }: TaskRef): LookUp {
	if (answer.kind !== 'notFound' || !isSampleId(taskId)) return answer;
	return { ...answer, error: { ...answer.error, advice: SAMPLE } };
}

const SAMPLE =
	"This is the ID of a sample, which a test run has made up. To test what follows, set 'Wait for Result' of the node that has put it out to By Polling, or its 'Test Runs' to Replay Task.";

/** A submit that named no task, with the body that says why; a task brings its own along. */
function withRaw(submission: Submission, { body: raw }: ApiResponse): Submission {
	return submission.kind === 'accepted' ? submission : { ...submission, raw };
}

/**
 * Sends a request that only reads, and reads its answer; never throws.
 * @param timeout milliseconds
 */
export async function ask<Args, Reading>(
	context: RequestContext,
	provider: Provider,
	{ request, read }: Endpoint<Args, Reading>,
	args: Args,
	timeout = LOOK_UP_TIMEOUT,
): Promise<Reading | Unreadable> {
	try {
		const answer = await send(context, provider, request(args), timeout);
		if (isAnswer(answer)) return read(answer, args);
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
