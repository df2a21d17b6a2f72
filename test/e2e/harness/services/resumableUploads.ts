import { randomUUID } from 'node:crypto';
import { json, raw, Router } from 'express';
import { refuse, signedIn } from './googleAuth';

/** Of all parts but the last, Google takes multiples of this. */
const PART = 256 * 1024;

/** What has been uploaded. */
export interface Uploaded {
	metadata: Record<string, unknown>;
	query: Record<string, unknown>;
	mimeType?: string;
	bytes: Buffer;
	/** How many parts it came in. */
	parts: number;
}

/**
 * Google's resumable upload: the metadata first, then the bytes to a URL of their own, in parts that
 * must join. Source: developers.google.com/workspace/drive/api/guides/manage-uploads.
 * @param path where uploads begin
 * @param refusal why none may begin, if so
 * @param store takes what is complete; returns the answer
 */
export function resumableUploads(
	path: string,
	refusal: () => string | undefined,
	store: (file: Uploaded) => object,
): Router {
	const open = new Map<unknown, Uploaded>();
	const router = Router();
	router.post(path, signedIn, json(), (req, res) => {
		const message = refusal();
		if (message) {
			refuse(res, 403, 'PERMISSION_DENIED', message);
			return;
		}
		const id = randomUUID();
		open.set(id, {
			metadata: req.body as Record<string, unknown>,
			query: req.query,
			mimeType: req.get('X-Upload-Content-Type'),
			bytes: Buffer.alloc(0),
			parts: 0,
		});
		const location = `https://www.googleapis.com${path}?uploadType=resumable&upload_id=${id}`;
		res.set('Location', location).end();
	});
	router.put(path, raw({ type: () => true, limit: '16mb' }), (req, res) => {
		const file = open.get(req.query.upload_id);
		const part = req.body as Buffer;
		const range = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(req.get('Content-Range') ?? '');
		if (!file || !range) {
			refuse(res, file ? 400 : 404, 'INVALID_ARGUMENT', 'No such upload, or no range');
			return;
		}
		const [start, end, total] = range.slice(1).map(Number);
		const isLast = end + 1 === total;
		const joins = start === file.bytes.length && end - start + 1 === part.length;
		if (!joins || (!isLast && part.length % PART !== 0)) {
			refuse(res, 400, 'INVALID_ARGUMENT', `The part ${range[0]} does not join`);
			return;
		}
		file.bytes = Buffer.concat([file.bytes, part]);
		file.parts++;
		if (!isLast) {
			res.status(308).set('Range', `bytes=0-${end}`).end();
			return;
		}
		open.delete(req.query.upload_id);
		res.json(store(file));
	});
	return router;
}
