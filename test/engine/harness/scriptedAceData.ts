import type { AddressInfo } from 'node:net';

import express from 'express';

type Body = Record<string, unknown>;

/** An Ace Data Cloud that answers as the test tells it to. */
export interface ScriptedAceData {
	/** For the credential's Base URL. */
	url: string;
	/** The orders that came in. */
	orders: Body[];
	/** What was asked of `/veo/tasks`. */
	questions: Body[];
	/** Status and body of the answer to an order. */
	answerWith(answer: (order: Body) => [status: number, body: unknown]): void;
	/** The tasks on record. */
	records: Body[];
	/** How many tasks a list has at most, whatever is asked for, and whether it skips any. */
	readonly list: { most: number; skips: boolean };
	close(): Promise<void>;
}

export async function startScriptedAceData(): Promise<ScriptedAceData> {
	const orders: Body[] = [];
	const questions: Body[] = [];
	const records: Body[] = [];
	const list = { most: Infinity, skips: true };
	let answer: (order: Body) => [number, unknown] = () => [500, {}];
	const app = express();
	app.use(express.json());
	app.post('/veo/videos', (req, res) => {
		orders.push(req.body as Body);
		const [status, body] = answer(req.body as Body);
		res.status(status).json(body);
	});
	app.post('/veo/tasks', (req, res) => {
		const question = req.body as Body;
		questions.push(question);
		const { action, id, trace_id, offset, limit } = question;
		if (action === 'retrieve_batch') {
			const start = list.skips ? Number(offset) : 0;
			const items = records.slice(start, start + Math.min(Number(limit), list.most));
			res.json({ items, count: items.length });
			return;
		}
		res.json(records.find((one) => one.id === id || one.trace_id === trace_id) ?? {});
	});
	const server = await new Promise<ReturnType<typeof app.listen>>((resolve, reject) => {
		const listening = app.listen(0, '127.0.0.1', (error) => {
			if (error) reject(error);
			else resolve(listening);
		});
	});
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		orders,
		questions,
		records,
		list,
		answerWith(given) {
			answer = given;
		},
		async close() {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}
