import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { IHttpRequestOptions } from 'n8n-workflow';

import {
	download,
	type Download,
	type FileContext,
	type Wanted,
} from '../../../lib/files/download';
import { VirtualClock } from '../lifecycle/virtualClock';

const URL = 'https://example.com/v.mp4';
const FILE = Buffer.concat([
	Buffer.from('\0\0\0\x18ftypisom', 'latin1'),
	Buffer.from(Array.from({ length: 988 }, (_, index) => index % 251)),
]);

interface Answer {
	statusCode: number;
	headers: Record<string, string>;
	body: Readable;
}

/** Chunks, and at the end an error where the connection is cut. */
function stream(bytes: Buffer, cut = false): Readable {
	function* chunks() {
		for (let at = 0; at < bytes.length; at += 100) yield bytes.subarray(at, at + 100);
		if (cut) throw new Error('aborted');
	}
	return Readable.from(chunks(), { objectMode: false });
}

const whole = (bytes = FILE, headers: Record<string, string> = {}): Answer => ({
	statusCode: 200,
	headers: { 'content-length': String(FILE.length), ...headers },
	body: stream(bytes),
});
const cutAfter = (count: number): Answer => ({
	...whole(),
	body: stream(FILE.subarray(0, count), true),
});
const rest = (start: number, headers: Record<string, string> = {}): Answer => ({
	statusCode: 206,
	headers: { 'content-range': `bytes ${start}-${FILE.length - 1}/${FILE.length}`, ...headers },
	body: stream(FILE.subarray(start)),
});
const status = (statusCode: number): Answer => ({
	statusCode,
	headers: {},
	body: stream(Buffer.from('<html>')),
});

/** What was asked for and stored while the server gave these answers, one after the other. */
async function fetched(
	answers: Array<Answer | Error>,
	{
		store = buffer,
		...wanted
	}: Partial<Wanted> & { store?: (stream: Readable) => Promise<Buffer> } = {},
): Promise<{ result: Download; ranges: unknown[]; stored?: Buffer; storedAs: unknown[] }> {
	const ranges: unknown[] = [];
	const storedAs: unknown[] = [];
	let stored: Buffer | undefined;
	const helpers = {
		httpRequest: (options: IHttpRequestOptions) => {
			ranges.push(options.headers?.Range);
			const answer = answers.shift() ?? new Error('no more answers');
			return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
		},
		prepareBinaryData: async (data: Readable, ...as: unknown[]) => {
			// Where n8n keeps files in memory, it listens for events, as only a stream has them.
			expect(data).toBeInstanceOf(Readable);
			storedAs.push(...as);
			stored = await store(data);
			return { data: 'stored', mimeType: String(as[1]) };
		},
	};
	const result = await download({ helpers } as unknown as FileContext, {
		kind: 'video',
		url: URL,
		name: 'veo-a-0',
		maxBytes: 10_000,
		clock: new VirtualClock(),
		...wanted,
	});
	return { result, ranges, stored, storedAs };
}

it('stores the file under a name that fits its bytes', async () => {
	const { result, stored, storedAs } = await fetched([whole()]);
	expect(result).toMatchObject({ kind: 'stored', file: { mimeType: 'video/mp4' } });
	expect(storedAs).toEqual(['veo-a-0.mp4', 'video/mp4']);
	expect(stored?.equals(FILE)).toBe(true);
});

it.each<[string, Array<Answer | Error>, Array<string | undefined>]>([
	['takes up a cut transfer', [cutAfter(300), rest(300)], [undefined, 'bytes=300-']],
	['skips what a server sends again', [cutAfter(250), whole()], [undefined, 'bytes=250-']],
	['skips what a range begins with', [cutAfter(300), rest(200)], [undefined, 'bytes=300-']],
	[
		'does not believe a short answer',
		[whole(FILE.subarray(0, 400)), rest(400)],
		[undefined, 'bytes=400-'],
	],
	[
		'survives three interruptions of any kind',
		[new Error('connect ECONNREFUSED'), status(503), cutAfter(500), rest(500)],
		[undefined, undefined, undefined, 'bytes=500-'],
	],
	['needs no Content-Length', [{ statusCode: 200, headers: {}, body: stream(FILE) }], [undefined]],
])('%s', async (_, answers, expected) => {
	const { result, stored, ranges } = await fetched(answers);
	expect(result.kind).toBe('stored');
	expect(stored?.equals(FILE)).toBe(true);
	expect(ranges).toEqual(expected);
});

it.each<[string, Array<Answer | Error>, string, string, RegExp]>([
	[
		'four interruptions',
		[cutAfter(300), new Error('reset'), status(500), { ...rest(300), body: stream(FILE, true) }],
		'failed',
		'download',
		/broke off after \d+ bytes \(.*\): https:\/\/example\.com\/v\.mp4$/,
	],
	['a gone file', [status(404)], 'badLink', 'linkExpired', /HTTP 404.*example\.com/],
	['a forbidden file', [status(403)], 'badLink', 'linkExpired', /HTTP 403/],
	['a file that goes meanwhile', [cutAfter(300), status(410)], 'badLink', 'linkExpired', /410/],
	[
		'a page',
		[whole(Buffer.from('<html>'), { 'content-length': '6' })],
		'badLink',
		'linkExpired',
		/not a video/,
	],
	['a long page', [whole(Buffer.alloc(FILE.length, '<'))], 'badLink', 'linkExpired', /not a video/],
	[
		'an empty file',
		[{ statusCode: 200, headers: {}, body: stream(Buffer.alloc(0)) }],
		'badLink',
		'linkExpired',
		/not a video/,
	],
	['a gap', [cutAfter(300), rest(500)], 'failed', 'download', /file changed/],
	[
		'another version of the file',
		[{ ...cutAfter(300), headers: { etag: '"a"' } }, rest(300, { etag: '"b"' })],
		'failed',
		'download',
		/file changed/,
	],
	[
		'another size of the file',
		[cutAfter(300), whole(FILE, { 'content-length': '999' })],
		'failed',
		'download',
		/file changed/,
	],
])('%s ends as %s', async (_, answers, kind, reason, message) => {
	const bodies = answers.flatMap((answer) => (answer instanceof Error ? [] : [answer.body]));
	const { result } = await fetched(answers);
	expect(result).toMatchObject({ kind, error: { reason, retryable: false } });
	expect('error' in result && result.error.message).toMatch(message);
	expect(bodies.every(({ destroyed }) => destroyed)).toBe(true);
});

describe('a file that is too large', () => {
	it('is not begun where the server says its size', async () => {
		const answer = whole();
		const { result, storedAs } = await fetched([answer], { maxBytes: FILE.length - 1 });
		expect(result).toMatchObject({ kind: 'failed', error: { reason: 'fileTooLarge' } });
		expect(storedAs).toEqual([]);
		expect(answer.body.destroyed).toBe(true);
	});

	it.each([
		['lies about it', { 'content-length': '100' }],
		['does not say it', {} as Record<string, string>],
	])('is stopped at the limit where the server %s', async (_, headers) => {
		const seen: number[] = [];
		const answer = { statusCode: 200, headers, body: stream(FILE) };
		const { result } = await fetched([answer], {
			maxBytes: 350,
			store: async (data) => {
				for await (const chunk of data) seen.push((chunk as Buffer).length);
				return FILE;
			},
		});
		expect(result).toMatchObject({ kind: 'failed', error: { reason: 'fileTooLarge' } });
		expect(seen.reduce((sum, length) => sum + length, 0)).toBeLessThanOrEqual(350);
		expect(answer.body.destroyed).toBe(true);
	});
});

it('is read no faster than it is stored', async () => {
	let made = 0;
	function* endless() {
		yield FILE;
		for (;;) {
			made += 1;
			yield Buffer.alloc(64 * 1024);
		}
	}
	const answer = { statusCode: 200, headers: {}, body: Readable.from(endless()) };
	await fetched([answer], {
		maxBytes: Infinity,
		store: async (data) => {
			const [first] = await data.take(1).toArray();
			return first as Buffer;
		},
	});
	expect(made).toBeLessThan(100);
	expect(answer.body.destroyed).toBe(true);
});

it('says that the store failed, where it did', async () => {
	const store = () => Promise.reject(new Error('ENOSPC: no space left on device'));
	const { result } = await fetched([whole()], { store });
	expect(result).toMatchObject({
		kind: 'failed',
		error: { message: expect.stringContaining('ENOSPC') as string },
	});
});

it('asks for nothing more once the user has cancelled', async () => {
	const cancel = new AbortController();
	cancel.abort();
	const { result, ranges } = await fetched([whole()], { signal: cancel.signal });
	expect(result).toMatchObject({ kind: 'failed', error: { reason: 'download' } });
	expect(ranges).toEqual([]);
});
