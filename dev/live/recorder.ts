import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import axios from 'axios';
import express, { raw, type Request, type Response } from 'express';

/** One request of the nodes, with the answer that came. Headers, and with them the key, are left out. */
export interface Exchange {
	method: string;
	path: string;
	request?: unknown;
	/** Absent where no answer came. */
	status?: number;
	/** Parsed where it is JSON, else text; why none came, where none came. */
	answer: unknown;
}

/** What costs nothing. Whatever is not listed here is taken for a purchase. */
const FREE = [
	/^GET \/api\/v1\/(chat|generate)\/credit$/,
	/^GET \/api\/v1\/(veo|mp4|generate)\/record-info$/,
	/^GET \/api\/v1\/jobs\/recordInfo$/,
	/^POST \/api\/file-stream-upload$/,
	/^POST \/veo\/tasks$/,
];

/** Headers that belong to one connection, or to the body as it was packed for it. */
const OF_THE_CONNECTION = [
	'connection',
	'content-encoding',
	'content-length',
	'host',
	'keep-alive',
	'transfer-encoding',
];

/**
 * Stands on loopback between the nodes and a provider, passes everything on and keeps the answers.
 * Nothing that may cost something gets through, but for the purchases that were allowed.
 */
export class Recorder {
	private exchanges: Exchange[] = [];
	/** Whether the next purchase may pass; only one ever does. */
	purchaseAllowed = false;
	/** Purchases that were passed on. */
	purchases = 0;

	private constructor(
		private readonly server: Server,
		/** Masks secrets in a text. */
		private readonly mask: (text: string) => string,
	) {}

	/** @param upstreams base URLs by the name that `urlOf` takes */
	static async listen(
		upstreams: Record<string, string>,
		mask: (text: string) => string,
	): Promise<Recorder> {
		const app = express().disable('x-powered-by').disable('etag');
		app.use(raw({ type: () => true, limit: '20mb' }));
		const server = await new Promise<Server>((resolve, reject) => {
			const listening = app.listen(0, '127.0.0.1', (error) => {
				if (error) reject(error);
				else resolve(listening);
			});
		});
		const recorder = new Recorder(server, mask);
		for (const [name, base] of Object.entries(upstreams)) {
			app.use(`/${name}`, (req, res) => recorder.pass(base, req, res));
		}
		return recorder;
	}

	urlOf(upstream: string): string {
		return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/${upstream}`;
	}

	/** What was recorded since the last time. */
	take(): Exchange[] {
		return this.exchanges.splice(0);
	}

	async close(): Promise<void> {
		this.server.closeAllConnections();
		await new Promise((resolve) => this.server.close(resolve));
	}

	private async pass(base: string, req: Request, res: Response): Promise<void> {
		const { method, path } = req;
		if (!FREE.some((free) => free.test(`${method} ${path}`))) {
			if (!this.purchaseAllowed) {
				res.status(402).json({ code: 402, msg: 'The live check does not let this be bought.' });
				return;
			}
			this.purchaseAllowed = false;
			this.purchases += 1;
		}
		const body: unknown = req.body;
		const data = Buffer.isBuffer(body) ? body : undefined;
		const isJson = req.is('json') !== false;
		const asked = { method, path, ...(data && isJson && { request: this.read(data) }) };
		try {
			const answer = await axios.request<Buffer>({
				url: `${base.replace(/\/+$/, '')}${req.url}`,
				method,
				headers: passable(req.headers),
				data,
				responseType: 'arraybuffer',
				maxBodyLength: Infinity,
				// What is redirected may be sent twice; the nodes decide about that themselves.
				maxRedirects: 0,
				validateStatus: () => true,
			});
			this.exchanges.push({ ...asked, status: answer.status, answer: this.read(answer.data) });
			res.status(answer.status).set(passable(answer.headers)).end(answer.data);
		} catch (error) {
			this.exchanges.push({ ...asked, answer: this.mask(String(error)) });
			// The nodes have to see that the outcome is unknown, not an answer that nobody gave.
			res.destroy();
		}
	}

	private read(bytes: Buffer): unknown {
		const text = this.mask(bytes.toString());
		try {
			return JSON.parse(text) as unknown;
		} catch {
			return text;
		}
	}
}

function passable(headers: object): Record<string, string> {
	const own = Object.entries(headers).filter(([name]) => !OF_THE_CONNECTION.includes(name));
	return Object.fromEntries(own) as Record<string, string>;
}
