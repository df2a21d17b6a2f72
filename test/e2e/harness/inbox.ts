import type { AddressInfo } from 'node:net';
import express from 'express';
import type { INode } from 'n8n-workflow';
import { node } from './workflows';

/** Counts the workflow runs that reach their last node, without asking n8n, which lists them slowly. */
export interface Inbox {
	/** The node that reports the `taskId` of its input item. */
	reporter: INode;
	/** How often each task has come out of a workflow. */
	arrivals: Map<string, number>;
	close(): Promise<void>;
}

export async function openInbox(): Promise<Inbox> {
	const arrivals = new Map<string, number>();
	const app = express().use(express.json());
	app.post('/', (req, res) => {
		const { taskId } = req.body as { taskId: string };
		arrivals.set(taskId, (arrivals.get(taskId) ?? 0) + 1);
		res.json({});
	});
	const server = await new Promise<ReturnType<typeof app.listen>>((resolve, reject) => {
		const listening = app.listen(0, '127.0.0.1', (error) => {
			if (error) reject(error);
			else resolve(listening);
		});
	});
	const { port } = server.address() as AddressInfo;
	return {
		reporter: node(
			'Report',
			'n8n-nodes-base.httpRequest',
			{
				method: 'POST',
				url: `http://127.0.0.1:${port}/`,
				sendBody: true,
				specifyBody: 'json',
				jsonBody: '={{ JSON.stringify({ taskId: $json.taskId }) }}',
				options: {},
			},
			{ typeVersion: 4.2 },
		),
		arrivals,
		async close() {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}
