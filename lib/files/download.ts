import type { IBinaryData, IExecuteFunctions, IWebhookFunctions } from 'n8n-workflow';
import { OperationalError } from 'n8n-workflow';

import { realClock, type Clock } from '../clock';
import { taskError, type Reason, type TaskError } from '../error';
import { audioType, HEAD_LENGTH, videoType } from './fileType';
import { streamOf, type Readable } from './stream';

/** The n8n contexts that can store files. */
export type FileContext = IExecuteFunctions | IWebhookFunctions;

/** One file to fetch. */
export interface Wanted {
	url: string;
	/** What it has to be by its bytes. */
	kind: 'video' | 'audio';
	/** Of the stored file, without an extension. */
	name: string;
	/** The largest size that is taken. */
	maxBytes: number;
	/** Fires when the user cancels the execution. */
	signal?: AbortSignal;
	clock?: Clock;
}

/** What a download came to. */
export type Download = { kind: 'stored'; file: IBinaryData } | BadLink | Failed;

/** The link does not lead to the file; a new link may. */
interface BadLink {
	kind: 'badLink';
	error: TaskError;
}

interface Failed {
	kind: 'failed';
	error: TaskError;
}

/** As the parameter Max Download Size counts. */
export const MEGABYTE = 1_000_000;

const WHAT = { video: 'a video', audio: 'a sound file' };

/** How often an interrupted transfer is taken up again. */
const RESUMPTIONS = 3;
const PAUSE = 1000;
/** Until the answer begins. */
const ANSWER_TIMEOUT = 60_000;
/** One transfer, so that a connection that has fallen silent is taken up again. */
const TRANSFER_TIMEOUT = 15 * 60_000;

/** Ends the stream that n8n is storing. */
class DownloadFault extends OperationalError {
	constructor(readonly outcome: Failed | BadLink) {
		super(outcome.error.message);
	}
}

/**
 * Streams a file from its URL into n8n's binary store; no more of it than a few chunks is ever in
 * memory. An interrupted transfer is taken up again where it broke off.
 * @returns the stored file, named and typed by what its bytes are, or why there is none
 */
export async function download(context: FileContext, wanted: Wanted): Promise<Download> {
	const transfer: Transfer = { received: 0 };
	const chunks = receive(context, wanted, transfer);
	try {
		const head = await takeHead(chunks);
		const type = wanted.kind === 'audio' ? audioType(head) : videoType(head);
		const { stream } = transfer;
		if (!type || !stream) {
			await chunks.return();
			return badLink(wanted, `What the link leads to is not ${WHAT[wanted.kind]}`);
		}
		const file = await context.helpers.prepareBinaryData(
			streamOf(prepend(head, chunks), stream),
			`${wanted.name}.${type.extension}`,
			type.mimeType,
		);
		return { kind: 'stored', file };
	} catch (error) {
		if (error instanceof DownloadFault) return error.outcome;
		const message = error instanceof Error ? error.message : String(error);
		return failed('download', `The file could not be stored: ${message}`, wanted);
	}
}

/** How far a transfer is, over all its answers. */
interface Transfer {
	received: number;
	/** Size of the whole file, where the server says it. */
	total?: number;
	/** Tells one version of the file from another. */
	etag?: string;
	/** The stream of the latest answer. */
	stream?: Readable;
}

interface Answer {
	statusCode: number;
	headers: Record<string, string | undefined>;
	body: Readable;
}

/** The bytes of the file, from as many answers as it takes. */
async function* receive(
	context: FileContext,
	wanted: Wanted,
	transfer: Transfer,
): AsyncGenerator<Buffer, void> {
	const { signal, clock = realClock } = wanted;
	let interruption = '';
	let fault: DownloadFault | undefined;
	for (let attempt = 0; attempt <= RESUMPTIONS && !fault; attempt++) {
		if (attempt > 0) await clock.sleep(PAUSE * attempt, signal);
		if (signal?.aborted) break;
		try {
			const answer = await request(context, wanted, transfer);
			const known = beginOf(answer, wanted, transfer);
			if (known instanceof DownloadFault || typeof known === 'string') {
				answer.body.destroy();
				if (known instanceof DownloadFault) fault = known;
				else interruption = known;
				continue;
			}
			transfer.stream = answer.body;
			let { skip } = known;
			for await (const chunk of answer.body as AsyncIterable<Buffer>) {
				const fresh = chunk.subarray(skip);
				skip = Math.max(0, skip - chunk.length);
				transfer.received += fresh.length;
				fault = sizeFault(wanted, transfer.received);
				if (fault) break;
				if (fresh.length > 0) yield fresh;
			}
			if (!fault && transfer.received >= (transfer.total ?? 0)) return;
			interruption = 'the answer ended early';
		} catch (error) {
			interruption = error instanceof Error ? error.message : String(error);
		}
	}
	if (fault) throw fault;
	const message = signal?.aborted
		? 'The execution was cancelled while the file was fetched'
		: `The download broke off after ${transfer.received} bytes (${interruption})`;
	throw new DownloadFault(failed('download', message, wanted));
}

async function request(
	context: FileContext,
	{ url, signal }: Wanted,
	{ received }: Transfer,
): Promise<Answer> {
	const limit = AbortSignal.timeout(TRANSFER_TIMEOUT);
	const answer: unknown = await context.helpers.httpRequest({
		url,
		headers: {
			// A compressed answer could not be taken up again at a byte.
			'Accept-Encoding': 'identity',
			...(received > 0 && { Range: `bytes=${received}-` }),
		},
		encoding: 'stream',
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
		timeout: ANSWER_TIMEOUT,
		abortSignal: signal ? AbortSignal.any([signal, limit]) : limit,
	});
	return answer as Answer;
}

/**
 * Where an answer begins: how many bytes of it were received earlier. A text says why the answer is
 * of no use, though the next one may be.
 */
function beginOf(
	{ statusCode, headers }: Answer,
	wanted: Wanted,
	transfer: Transfer,
): { skip: number } | string | DownloadFault {
	if ([401, 403, 404, 410].includes(statusCode)) {
		return new DownloadFault(badLink(wanted, `The link is no longer good (HTTP ${statusCode})`));
	}
	if (statusCode !== 200 && statusCode !== 206) return `HTTP ${statusCode}`;
	const range = /^bytes (\d+)-\d+\/(\d+|\*)/.exec(headers['content-range'] ?? '');
	const start = range ? Number(range[1]) : 0;
	const total = Number(range ? range[2] : headers['content-length']);
	const { etag } = headers;
	const isOther =
		start > transfer.received ||
		(transfer.received > 0 && (etag !== transfer.etag || !sameSize(total, transfer.total)));
	if (isOther) {
		return new DownloadFault(failed('download', 'The file changed while it was fetched', wanted));
	}
	transfer.etag = etag;
	if (total > 0) transfer.total = total;
	return sizeFault(wanted, total) ?? { skip: transfer.received - start };
}

function sameSize(total: number, known: number | undefined): boolean {
	return !(total > 0) || known === undefined || total === known;
}

async function takeHead(chunks: AsyncIterator<Buffer>): Promise<Buffer> {
	let head = Buffer.alloc(0);
	while (head.length < HEAD_LENGTH) {
		const next = await chunks.next();
		if (next.done) break;
		head = Buffer.concat([head, next.value]);
	}
	return head;
}

async function* prepend(head: Buffer, rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
	yield head;
	yield* rest;
}

function sizeFault(wanted: Wanted, bytes: number): DownloadFault | undefined {
	if (!(bytes > wanted.maxBytes)) return undefined;
	const limit = Math.round(wanted.maxBytes / MEGABYTE);
	return new DownloadFault(failed('fileTooLarge', `The file is larger than ${limit} MB`, wanted));
}

function failed(reason: Reason, message: string, { url }: Wanted): Failed {
	return { kind: 'failed', error: downloadError(reason, `${message}: ${url}`) };
}

function badLink({ url }: Wanted, message: string): BadLink {
	return { kind: 'badLink', error: downloadError('linkExpired', `${message}: ${url}`) };
}

/** Buying the same again would not help, so no such error calls itself retryable. */
export function downloadError(reason: Reason, message: string): TaskError {
	const type = reason === 'fileTooLarge' ? 'invalidRequest' : 'service';
	return { ...taskError(type, { reason, message }), retryable: false };
}
