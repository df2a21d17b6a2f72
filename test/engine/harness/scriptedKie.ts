import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

import express from 'express';

const VIDEO = readFileSync(join(__dirname, '../../../dev/simulator/assets/video.mp4'));

/** What Kie says of a task when it is asked. */
export type KieRecord = 'processing' | 'succeeded' | 'broken' | { errorCode: number };

/** A Kie.ai that knows what the test tells it to know, and answers when the test lets it. */
export interface ScriptedKie {
	/** For the credential's Base URL. */
	url: string;
	/** By task ID; every other task is unknown. */
	records: Map<string, KieRecord>;
	/** The same for music videos. */
	musicRecords: Map<string, KieRecord>;
	/** IDs that were asked for, in order, with the endpoint's first word. */
	lookUps: string[];
	/** IDs whose file was asked for. */
	fileRequests: string[];
	/** Holds all answers of this kind back until the returned function is called. */
	hold(what: 'files' | 'lookUps'): () => void;
	/** Where the file of a task is. */
	fileOf(taskId: string): string;
	close(): Promise<void>;
}

export async function startScriptedKie(): Promise<ScriptedKie> {
	const gates = { files: Promise.resolve(), lookUps: Promise.resolve() };
	const records = new Map<string, KieRecord>();
	const musicRecords = new Map<string, KieRecord>();
	const lookUps: string[] = [];
	const fileRequests: string[] = [];
	const app = express();
	const server = await new Promise<ReturnType<typeof app.listen>>((resolve, reject) => {
		const listening = app.listen(0, '127.0.0.1', (error) => {
			if (error) reject(error);
			else resolve(listening);
		});
	});
	const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	const fileOf = (taskId: string) => `${url}/files/${taskId}.mp4`;

	app.get('/api/v1/:product/record-info', async (req, res) => {
		const taskId = String(req.query.taskId);
		const { product } = req.params;
		lookUps.push(`${product} ${taskId}`);
		await gates.lookUps;
		const record = (product === 'veo' ? records : musicRecords).get(taskId);
		if (record === 'broken') res.status(502).send('<html>Bad Gateway</html>');
		else if (record === undefined)
			res.json({ code: 422, msg: `Record not found for taskId: ${taskId}`, data: null });
		else res.json({ code: 200, msg: 'success', data: dataOf(product, taskId, record) });
	});
	app.get('/api/v1/jobs/recordInfo', (req, res) => {
		lookUps.push(`jobs ${String(req.query.taskId)}`);
		res.json({ code: 422, msg: 'recordInfo is null', data: null });
	});
	app.get('/files/:name', async (req, res) => {
		fileRequests.push(req.params.name.replace(/\.mp4$/, ''));
		await gates.files;
		res.type('video/mp4').send(VIDEO);
	});

	function dataOf(product: string, taskId: string, record: Exclude<KieRecord, 'broken'>): object {
		if (product !== 'veo') {
			if (record === 'processing') return { taskId, successFlag: 'PENDING', response: null };
			return record === 'succeeded'
				? { taskId, successFlag: 'SUCCESS', response: { videoUrl: fileOf(taskId) } }
				: { taskId, successFlag: 'GENERATE_MP4_FAILED', ...record };
		}
		if (record === 'processing') return { taskId, successFlag: 0, response: null };
		return record === 'succeeded'
			? { taskId, successFlag: 1, response: { resultUrls: [fileOf(taskId)] } }
			: { taskId, successFlag: 2, response: null, ...record };
	}

	return {
		url,
		records,
		musicRecords,
		lookUps,
		fileRequests,
		fileOf,
		hold(what) {
			let release = () => {};
			gates[what] = new Promise((resolve) => {
				release = resolve;
			});
			return release;
		},
		async close() {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}
