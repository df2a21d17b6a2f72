import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { Router, type Request, type Response } from 'express';

import type { Marks } from './marks';

const VIDEO = join(__dirname, 'assets', 'video.mp4');
const MIB = 1024 * 1024;
const BLOCK = 64 * 1024;
const MP4_HEAD = Buffer.from('\0\0\0\x18ftypisom', 'latin1');

/** A file that a client uploaded. */
export interface Upload {
	bytes: Buffer;
	mimeType: string;
}

/** The smallest picture that is one. */
const STILL = Buffer.from(
	`/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP${'/'.repeat(86)}wgALCAABAAEBAREA/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAAgBAQABPxD/2Q==`,
	'base64',
);

/** One silent frame. */
const SOUND = Buffer.concat([Buffer.from('fffb9064', 'hex'), Buffer.alloc(413)]);

/** The URLs of a result's files; null is a hole in the provider's list. */
export type Urls = ReadonlyArray<string | null>;

/** Those of the URLs that are there. */
export function present(urls: Urls): string[] {
	return urls.filter((url) => url !== null);
}

/**
 * The URLs of a task's result files, spoilt as the marks want it.
 * @param kind what the file's name begins with
 */
export function videoUrls(baseUrl: string, marks: Marks, kind = ''): Urls {
	if (marks.has('no url')) return [];
	const name = () =>
		`${kind}${randomUUID().replaceAll('-', '')}_${Math.floor(Date.now() / 1000)}.mp4`;
	const big = marks.get('file big');
	const cut = marks.get('file cut');
	const slow = marks.get('file slow');
	const query = spoiltQuery(marks);
	const url = () => {
		if (big !== undefined) return `${baseUrl}/files/big/${big}.mp4`;
		if (cut !== undefined) return `${baseUrl}/files/${name()}?cut=${cut}`;
		if (slow !== undefined) return `${baseUrl}/files/${name()}?slow=${slow}`;
		return `${baseUrl}/files/${name()}${query}`;
	};
	if (marks.has('url hole')) return [null, url()];
	return Array.from({ length: marks.has('two videos') ? 2 : 1 }, url);
}

/** What spoils a file, as the end of its URL. */
export function spoiltQuery(marks: Marks): string {
	const spoilt = (['lie', 'html', 'gone', 'forbidden'] as const).find((how) =>
		marks.has(`file ${how}`),
	);
	return spoilt === undefined ? '' : `?${spoilt}`;
}

/** The same file under a name that says what it is, such as `origin-…`. */
export function siblingOf<Url extends string | null>(url: Url, kind: string): Url {
	return (url?.replace(/\/files\/(?=[^/]+$)/, `/files/${kind}-`) ?? null) as Url;
}

/** The still of a video. */
export function stillOf<Url extends string | null>(url: Url): Url {
	return (url?.replace('.mp4', '.jpg') ?? null) as Url;
}

/** Serves the videos and the uploaded files. */
export function filesRouter(uploads: ReadonlyMap<string, Upload>): Router {
	const router = Router();
	router.get('/big/:mib.mp4', async (req, res) => {
		await sendGenerated(req, res, Number(req.params.mib) * MIB);
	});
	router.get('/uploads/*path', (req, res) => {
		const upload = uploads.get(decodeURI(req.path));
		if (upload === undefined) res.status(404).send('404 Not Found');
		else res.type(upload.mimeType).send(upload.bytes);
	});
	router.get(['/:name.jpg', '/big/:name.jpg'], (req, res) => {
		if (req.query.gone !== undefined) res.status(404).send('404 Not Found');
		else res.type('jpg').send(STILL);
	});
	router.get('/:name.mp3', (req, res) => {
		const { gone, forbidden, html } = req.query;
		if (gone !== undefined) res.status(404).send('404 Not Found');
		else if (forbidden !== undefined) res.status(403).send('403 Forbidden');
		else if (html !== undefined) res.send('<html><body>This link has expired.</body></html>');
		else res.type('mp3').send(SOUND);
	});
	router.get('/:name.mp4', (req, res) => {
		const { cut, lie, html, gone, forbidden, slow } = req.query;
		if (gone !== undefined) res.status(404).send('404 Not Found');
		else if (forbidden !== undefined) res.status(403).send('403 Forbidden');
		else if (html !== undefined) res.send('<html><body>This link has expired.</body></html>');
		else if (cut !== undefined) sendCut(req, res, Number(cut));
		else if (slow !== undefined) setTimeout(() => res.sendFile(VIDEO), Number(slow) * 1000).unref();
		else if (lie !== undefined) Readable.from([readFileSync(VIDEO)]).pipe(res.type('mp4'));
		else res.sendFile(VIDEO);
	});
	return router;
}

/** Sends at most `count` bytes of what was asked for, then cuts the connection. */
function sendCut(req: Request, res: Response, count: number): void {
	const bytes = readFileSync(VIDEO);
	const ranges = req.range(bytes.length);
	const [{ start }] = Array.isArray(ranges) ? ranges : [{ start: 0 }];
	const rest = bytes.subarray(start);
	if (start > 0) {
		const range = `bytes ${start}-${bytes.length - 1}/${bytes.length}`;
		res.status(206).set('Content-Range', range);
	}
	res.type('mp4').set('Content-Length', String(rest.length));
	if (rest.length <= count) res.end(rest);
	else res.write(rest.subarray(0, count), () => res.destroy());
}

/**
 * Sends `size` bytes that exist only while they are sent: the head of an MP4, and then byte i is the
 * number of its 64 KiB block.
 */
async function sendGenerated(req: Request, res: Response, size: number): Promise<void> {
	res.type('mp4').set('Accept-Ranges', 'bytes');
	const ranges = req.range(size);
	if (ranges === -1) {
		res.status(416).set('Content-Range', `bytes */${size}`).end();
		return;
	}
	let start = 0;
	let end = size - 1;
	if (Array.isArray(ranges) && ranges.length === 1) {
		({ start, end } = ranges[0]);
		res.status(206).set('Content-Range', `bytes ${start}-${end}/${size}`);
	}
	res.set('Content-Length', String(end - start + 1));
	await pipeline(Readable.from(blocks(start, end)), res);
}

function* blocks(start: number, end: number): Generator<Buffer> {
	for (let at = start; at <= end;) {
		const block = Math.floor(at / BLOCK);
		const next = Math.min((block + 1) * BLOCK, end + 1);
		const bytes = Buffer.alloc(next - at, block % 256);
		if (at < MP4_HEAD.length) MP4_HEAD.copy(bytes, 0, at);
		yield bytes;
		at = next;
	}
}
