import type { ApiRequest, ApiResponse, Callback } from '../api';
import type { Submission, TaskApi, VeoJob } from '../api';
import { checkAceDataVeo } from './veoChecks';
import { answerFault } from './errors';
import { detailsOf, readState, traceIdOf, UPSCALE_ACTIONS, withResolution } from './record';
import { aceDataTasks } from './tasks';
import { sampleVeo } from './samples';
import { ACE_DATA_WIRE } from './options';
import { failedSubmission, unclear } from '../codes';
import { retryAfterMs } from '../envelope';
import { isRecord, record, text } from '../read';
import { named } from '../state';
import { toWire } from '../wire';

/** The models that are used where the job names none; this provider wants one in every request. */
const DEFAULT_MODEL = 'veo3-fast';
const DEFAULT_REFERENCE_MODEL = 'veo31-fast-ingredients';

/** Veo at api.acedata.cloud. It answers errors with real HTTP statuses. */
export const aceDataVeo: TaskApi<VeoJob> = {
	provider: 'aceData',
	product: 'veo',
	check: checkAceDataVeo,
	upscalesByVideoId: true,
	submit: { request: submit, read: readSubmission },
	...aceDataTasks,
	// Its page on Veo says 1 to 2 minutes.
	usualTime: () => 60_000,
	readCallback,
	sample: sampleVeo,
};

function submit(job: VeoJob): ApiRequest {
	const { operation } = job;
	const fromReferences = operation === 'reference2video';
	return {
		method: 'POST',
		path: '/veo/videos',
		body: {
			action: fromReferences ? 'ingredients2video' : operation,
			model: fromReferences ? DEFAULT_REFERENCE_MODEL : DEFAULT_MODEL,
			...toWire(ACE_DATA_WIRE, operation, { ...job, model: text(job.model) }),
			// Otherwise the answer takes minutes, longer than many proxies keep a connection.
			async: true,
		},
	};
}

function readSubmission(
	response: ApiResponse,
	job: VeoJob,
	sent: ApiRequest = submit(job),
): Submission {
	const { status, body } = response;
	const { meaning, error, mayBeBought } = answerFault(response);
	const isRefused = status >= 400 && !mayBeBought;
	const taskId = text(record(body).task_id);
	if (taskId !== undefined && !isRefused) {
		// Its record knows better than an answer that may only say that somebody did not wait for it.
		const state = mayBeBought ? undefined : readState(record(body));
		const isUpscaled = job.operation === 'get_1080p';
		return {
			kind: 'accepted',
			task: {
				...named('aceData', 'veo', taskId, body),
				...withResolution(state ?? { status: 'submitted' }, isUpscaled ? '1080p' : job.resolution),
				...detailsOf(record(body), isUpscaled),
			},
			ref: { taskId },
		};
	}
	const traceId = traceIdOf(body);
	const answer = { code: status, retryAfterMs: retryAfterMs(response) };
	const submission = {
		...(mayBeBought
			? { kind: 'unknown' as const, error: unclear(error) }
			: failedSubmission(meaning, error, answer)),
		...(traceId !== undefined && { traceId }),
	};
	if (submission.kind === 'unknown' && traceId !== undefined) {
		return { ...submission, error: { ...submission.error, advice: adviceFor(traceId) } };
	}
	const insteadSend = otherSpelling(sent);
	const mayBeTheName = status === 400 && /invalidRequest|unrecognized/.test(meaning.type);
	if (submission.kind !== 'refused' || !mayBeTheName || !insteadSend) return submission;
	return { ...submission, insteadSend };
}

/** Looking for a task by its trace ID is free, so it comes before the provider's website. */
function adviceFor(traceId: string): string {
	return `The task may have been bought. Look for it by the trace ID ${traceId} with the operation Get of the resource Task before you run this again.`;
}

/** The 1080p request under its other name, where it went out under the first. */
function otherSpelling(sent: ApiRequest): ApiRequest | undefined {
	const [first, second] = UPSCALE_ACTIONS;
	return sent.body?.action === first
		? { ...sent, body: { ...sent.body, action: second } }
		: undefined;
}

function readCallback(body: unknown): Callback {
	if (!isRecord(body)) return { kind: 'notACallback', why: 'The body is no JSON object.' };
	const taskId = text(body.task_id);
	if (taskId === undefined) return { kind: 'notACallback', why: 'The body has no task_id.' };
	const state = readState(body);
	if (state === undefined) {
		return { kind: 'notACallback', why: 'The body has neither success nor error nor data.' };
	}
	return {
		kind: 'task',
		task: { ...named('aceData', 'veo', taskId, body), ...state, ...detailsOf(body, false) },
	};
}
