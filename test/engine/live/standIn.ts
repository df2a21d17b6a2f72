import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import axios from 'axios';
import express, { raw } from 'express';

/** Changes an answer's JSON in place. @param asked method and path without the provider's name */
export type Change = (asked: string, body: Record<string, never>) => void;

/** A provider that answers almost like the simulator: some of its answers are changed. */
export async function changedProvider(url: string, change: Change) {
	const app = express();
	app.use(raw({ type: () => true }));
	app.all('/*path', async (req, res) => {
		const { status, data } = await axios.request<Record<string, never>>({
			url: `${url}${req.url}`,
			method: req.method,
			headers: { authorization: req.get('authorization'), 'content-type': req.get('content-type') },
			data: Buffer.isBuffer(req.body) ? req.body : undefined,
			proxy: false,
			validateStatus: () => true,
		});
		change(`${req.method} ${req.path}`, data);
		res.status(status).json(data);
	});
	const server = await new Promise<Server>((resolve) => {
		const listening = app.listen(0, '127.0.0.1', () => resolve(listening));
	});
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		close() {
			server.closeAllConnections();
			server.close();
		},
	};
}
