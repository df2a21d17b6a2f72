import type { ApiRequest, Callback, LookUp, Submission } from '../../../lib/providers/api';
import type { ApiResponse, TaskApi, VeoJob, VeoOperation } from '../../../lib/providers/api';
import { firstOf, httpUrl, oneOf, promptText, type Check } from '../../../lib/providers/checks';
import { errorOf, failedSubmission, notFound } from '../../../lib/providers/codes';
import { UNDOCUMENTED, unreadable, type CodeTable } from '../../../lib/providers/codes';
import { retryAfterMs } from '../../../lib/providers/envelope';
import { always, type ProviderRow } from '../../../lib/providers/provider';
import { record, text, url, words } from '../../../lib/providers/read';
import { failed, named, type State } from '../../../lib/providers/state';
import { notOnWire, toWire, under, type WireTable } from '../../../lib/providers/wire';
import { succeededWith, type KnownTask, type Provider } from '../../../lib/task';

/** A provider that is listed in lib/task.ts needs no cast. */
const TOY = 'toy' as Provider;

/** What Toy calls the fields of a job; a job that sets any other is refused, never bought without. */
const WIRE: WireTable<VeoJob, VeoOperation> = {
	prompt: under('prompt', 'text2video'),
	aspectRatio: under('shape', 'text2video'),
	callbackUrl: under('notify', 'text2video'),
	...{ model: {}, imageUrls: {}, imageBinaryProperties: {}, taskId: {}, videoIndex: {} },
	...{ videoId: {}, resolution: {}, duration: {}, seeds: {}, watermark: {} },
	...{ enableTranslation: {}, enableFallback: {} },
};

/** The words of its errors; the trigger's branches and the advice follow from them. */
const CODES: CodeTable<string> = new Map([
	['unsafe', { type: 'contentRejected', reason: 'contentPolicy' }],
	['no_key', { type: 'account', reason: 'unauthorized' }],
	['no_money', { type: 'account', reason: 'insufficientCredits' }],
	['too_fast', { type: 'service', reason: 'rateLimited' }],
]);

function check(job: VeoJob): Check {
	return firstOf(
		oneOf('operation', job.operation, ['text2video']),
		promptText(job.prompt, 'Describe the video.'),
		notOnWire(WIRE, job.operation, job, 'at Toy'),
		oneOf('aspectRatio', job.aspectRatio, ['16:9', '9:16']),
		httpUrl('callbackUrl', job.callbackUrl),
	);
}

function readSubmission(response: ApiResponse): Submission {
	const { task, meaning, said, answer } = readAnswer(response);
	if (task) return { kind: 'accepted', task, ref: { taskId: task.taskId } };
	return failedSubmission(meaning, errorOf(meaning, said), answer);
}

function readLookUp(response: ApiResponse): LookUp {
	const { task, meaning, said, answer } = readAnswer(response);
	if (task) return { kind: 'task', task };
	return answer.code === 404 ? notFound(said) : unreadable(meaning, errorOf(meaning, said), answer);
}

function readAnswer(response: ApiResponse) {
	const { status: code, body } = response;
	const task = code < 300 ? readTask(body) : undefined;
	return { task, ...faultIn(body), answer: { code, retryAfterMs: retryAfterMs(response) } };
}

function readCallback(body: unknown): Callback {
	const task = readTask(body);
	return task ? { kind: 'task', task } : { kind: 'notACallback', why: 'The body has no id.' };
}

/** Toy sends the same record as answer and as callback. */
function readTask(body: unknown): KnownTask | undefined {
	const taskId = text(record(body).id);
	if (taskId === undefined) return undefined;
	return { ...named(TOY, 'veo', taskId, body), ...readState(body) };
}

function readState(body: unknown): State {
	const film = url(record(body).film);
	if (film !== undefined) return succeededWith([{ url: film }]);
	const { meaning, said } = faultIn(body);
	return said.code === undefined ? { status: 'processing' } : failed(meaning, said);
}

function faultIn(body: unknown) {
	const code = text(record(body).error);
	const said = { code, message: words(record(body).message) };
	return { meaning: CODES.get(code ?? '') ?? UNDOCUMENTED, said };
}

const post = (body: ApiRequest['body']): ApiRequest => ({ method: 'POST', path: '/films', body });
const get = (taskId: string): ApiRequest => ({ method: 'GET', path: `/films/${taskId}` });

const toyVeo: TaskApi<VeoJob> = {
	...{ provider: TOY, product: 'veo', check, readCallback },
	submit: { request: (job) => post(toWire(WIRE, job.operation, job)), read: readSubmission },
	lookUp: { request: ({ taskId }) => get(encodeURIComponent(taskId)), read: readLookUp },
};

/** The row to add to `PROVIDERS`. */
export const toy: ProviderRow = {
	...{ label: 'Toy', credential: 'toyApi', veo: always(toyVeo), readCallback },
	pace: { size: 20, window: 10_000 },
};
