import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parse as parseForm } from 'node:querystring';
import express from 'express';
import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express';
import { jsonParse } from 'n8n-workflow';

/** An answer other than 200 that n8n itself gives, without asking a node. */
export class HttpError extends Error {
	constructor(
		readonly statusCode: number,
		message: string,
	) {
		super(message);
	}
}

/** A request handler that may fail; what it throws becomes n8n's error answer. */
export type WebhookHandler = (req: Request, res: Response) => Promise<void>;

/** Reads the body as n8n does for nodes of type version 1: always, by content type. */
const readBody: RequestHandler = (req, _res, next) => {
	const rawBody: Buffer = Buffer.isBuffer(req.body) ? req.body : Buffer.alloc(0);
	const [contentType = ''] = (req.headers['content-type'] ?? '').split(';');
	Object.assign(req, {
		rawBody,
		contentType: contentType.trim().toLowerCase(),
		readRawBody: () => Promise.resolve(),
		body: undefined,
	});
	if (rawBody.length > 0) req.body = parseBody(rawBody.toString('utf8'), req.contentType);
	next();
};

function parseBody(text: string, contentType?: string): unknown {
	switch (contentType) {
		case 'application/json':
			try {
				return jsonParse(text.replace(/^\uFEFF/, ''));
			} catch {
				throw new HttpError(422, 'Failed to parse request body');
			}
		case 'application/x-www-form-urlencoded':
			return parseForm(text);
		case 'text/plain':
			return text;
		default:
			return undefined;
	}
}

const sendError: ErrorRequestHandler = (error: unknown, _req, res, next) => {
	if (res.headersSent) {
		next(error);
		return;
	}
	const statusCode = error instanceof HttpError ? error.statusCode : 500;
	res.status(statusCode).json({
		code: statusCode,
		message: error instanceof Error ? error.message : String(error),
	});
};

/** n8n's webhook endpoints on a free loopback port. */
export class WebhookServer {
	private constructor(
		private readonly app: express.Express,
		private readonly server: Server,
		readonly baseUrl: string,
	) {}

	static async listen(): Promise<WebhookServer> {
		const app = express();
		app.use(express.raw({ type: () => true, limit: '16mb' }), readBody);
		const server = await new Promise<Server>((resolve, reject) => {
			const listening = app.listen(0, '127.0.0.1', (error) => {
				if (error) reject(error);
				else resolve(listening);
			});
		});
		const { port } = server.address() as AddressInfo;
		return new WebhookServer(app, server, `http://127.0.0.1:${port}`);
	}

	/** Serves every method on the path. To be called before `ready`. */
	on(path: string, handler: WebhookHandler): this {
		this.app.all(path, handler);
		return this;
	}

	/** The last handler: turns errors into answers. */
	ready(): this {
		this.app.use(sendError);
		return this;
	}

	async close(): Promise<void> {
		this.server.closeAllConnections();
		await new Promise((resolve) => this.server.close(resolve));
	}
}
