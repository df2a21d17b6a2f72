import { randomUUID } from 'node:crypto';

import type { FailureMark } from '../marks';
import { Refusal, type Answer, type RefusalReason } from '../refusal';

/** A failure as Ace Data words it: a real HTTP status and a code that is a word. */
export function failure(status: number, code: string, message: string): Answer {
	return { status, body: { success: false, error: { code, message } } };
}

/** The same answer with what tells it apart from all others. */
export function traced({ status, body }: Answer, traceId: string = randomUUID()): Answer {
	return { status, body: typeof body === 'string' ? body : { ...body, trace_id: traceId } };
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
	serverError: failure(500, 'api_error', 'fetch failed'),
	timeout: failure(400, 'timeout', 'The request has timed out.'),
};

const FAILURES: Partial<Record<FailureMark, Answer>> = {
	policy: failure(403, 'forbidden', 'The prompt was flagged as violating content policies.'),
	'unsafe image': failure(403, 'forbidden', 'The image was flagged as unsafe.'),
	minor: failure(403, 'forbidden', 'public error minor upload'),
	'prominent person': failure(403, 'forbidden', 'public error prominent people upload'),
	english: failure(400, 'bad_request', 'Only English prompts are supported.'),
	'image fetch': failure(400, 'bad_request', 'image_urls is invalid when generate videos'),
	'501': failure(500, 'api_error', 'The video could not be generated.'),
	'unknown code': failure(500, 'something_new', 'Something that nobody has documented.'),
};

/** A failed task's status and body. */
export function aceDataFailure(mark: FailureMark, isBare: boolean): Answer {
	const answer = FAILURES[mark] ?? ACE_DATA_REFUSALS.serverError;
	if (!isBare) return answer;
	const { error } = answer.body as { error: { message: string } };
	return { status: answer.status, body: { error: error.message } };
}

/** @throws Refusal unless the condition holds */
export function demand(condition: boolean, message: string): asserts condition {
	if (!condition) throw new Refusal(failure(400, 'bad_request', message));
}
