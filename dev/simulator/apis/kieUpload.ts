import { randomUUID } from 'node:crypto';
import { basename, extname } from 'node:path';
import { buffer } from 'node:stream/consumers';

import axios from 'axios';
import { Router, type Request } from 'express';

import type { Backend } from '../backend';
import { isLoopback } from '../loopback';
import { Refusal, type Answer, type RefusalReason } from '../refusal';
import { bodyOf, isText, providerRouter, type Manners } from './providerRouter';

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;
const DATA_URL = /^data:[^;,]+;base64,/;
const FETCH_TIMEOUT_MS = 30_000;

const MIME_TYPES: Record<string, string> = {
	'.jpeg': 'image/jpeg',
	'.jpg': 'image/jpeg',
	'.mp4': 'video/mp4',
	'.png': 'image/png',
	'.webp': 'image/webp',
};

/** The upload host has words of its own, and real HTTP statuses. */
function refusal(status: number, msg: string): Answer {
	return { status, body: { success: false, code: status, msg } };
}

const UNAUTHORIZED = refusal(401, 'Authentication failed: Invalid API Key');

const REFUSALS: Record<RefusalReason, Answer> = {
	noKey: UNAUTHORIZED,
	badKey: UNAUTHORIZED,
	wrongService: UNAUTHORIZED,
	notJson: refusal(400, 'Invalid request body'),
	noCredits: refusal(402, 'Credits insufficient'),
	tooFast: refusal(429, 'Too many requests'),
	maintenance: refusal(503, 'Service unavailable'),
	noPath: refusal(405, 'Method not allowed'),
	serverError: refusal(500, 'Internal server error'),
	timeout: refusal(500, 'Internal server error'),
};

function required(fields: Record<string, unknown>, name: string): string {
	const value = fields[name];
	if (!isText(value)) throw new Refusal(refusal(400, `Missing required parameter: ${name}`));
	return value;
}

function decode(text: string): Buffer {
	const base64 = text.replace(DATA_URL, '');
	if (!BASE64.test(base64) || base64.length % 4 !== 0)
		throw new Refusal(refusal(400, 'Base64 decoding failed: Invalid Base64 format'));
	return Buffer.from(base64, 'base64');
}

async function download(url: string): Promise<Buffer> {
	if (!isLoopback(url)) throw new Refusal(refusal(400, 'Failed to download the file'));
	const { status, data } = await axios.get<ArrayBuffer>(url, {
		responseType: 'arraybuffer',
		timeout: FETCH_TIMEOUT_MS,
		maxRedirects: 0,
		proxy: false,
		validateStatus: () => true,
	});
	if (status !== 200) throw new Refusal(refusal(400, `Failed to download the file: ${status}`));
	return Buffer.from(data);
}

/** The fields and the file of a multipart body. */
async function formOf(req: Request): Promise<FormData> {
	const headers = { 'Content-Type': req.get('content-type') ?? '' };
	return await new Response(await buffer(req), { headers }).formData();
}

/** Kie's file upload, which the real Kie has on another host; to be mounted at `/api`. */
export function kieUploadRouter(backend: Backend): Router {
	const store = (bytes: Buffer, fields: Record<string, unknown>, givenName: string): object => {
		const folder = required(fields, 'uploadPath');
		if (/^\/|\/$/.test(folder)) throw new Refusal(refusal(400, 'Invalid parameter: uploadPath'));
		const fileName = isText(fields.fileName) ? fields.fileName : givenName;
		const filePath = `kieai/136592/${folder}/${fileName}`;
		const path = `/uploads/${filePath}`;
		// The real one goes by the extension too, whatever the bytes are.
		const mimeType = MIME_TYPES[extname(fileName).toLowerCase()] ?? 'application/octet-stream';
		backend.uploads.set(path, { bytes, mimeType });
		const data = {
			success: true,
			fileName,
			filePath,
			downloadUrl: encodeURI(`${backend.url}/files${path}`),
			fileSize: bytes.length,
			mimeType,
			uploadedAt: new Date().toISOString(),
		};
		return { success: true, code: 200, msg: 'File uploaded successfully', data };
	};
	const takers: Record<string, (req: Request) => Promise<object>> = {
		'/file-base64-upload': async (req) => {
			const body = bodyOf(req);
			return store(decode(required(body, 'base64Data')), body, `${randomUUID()}.bin`);
		},
		'/file-stream-upload': async (req) => {
			const form = await formOf(req);
			const file = form.get('file');
			if (!(file instanceof File))
				throw new Refusal(refusal(400, 'Missing required parameter: file'));
			const bytes = Buffer.from(await file.arrayBuffer());
			return store(bytes, Object.fromEntries(form), file.name);
		},
		'/file-url-upload': async (req) => {
			const body = bodyOf(req);
			const url = required(body, 'fileUrl');
			return store(await download(url), body, basename(new URL(url).pathname));
		},
	};
	const router = Router();
	for (const [path, take] of Object.entries(takers)) {
		const addRoutes = (uploads: Router) => {
			uploads.post('/', async (req, res) => void res.json(await take(req)));
		};
		const manners: Manners = {
			provider: 'kie',
			refusals: REFUSALS,
			refusal: (status) => refusal(status, `Refused with ${status}.`),
			addRoutes,
		};
		router.use(path, providerRouter(backend, manners));
	}
	return router;
}
