import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import axios from 'axios';
import Table from 'cli-table3';

import { explain } from '../demo/errors';
import { N8nClient } from '../n8n/client';
import { startN8n } from '../n8n/server';
import { until } from '../n8n/until';
import type { Workflow, WorkflowNode } from '../n8n/workflow';
import { installPackage, packPackage } from '../n8n/package';
import { say, step } from '../demo/progress';
import { ensureRuntime } from '../n8n/runtime';

/**
 * How many callbacks per second Veo Trigger takes (token checked, repeats ignored, no look-up),
 * compared with n8n's own Webhook node and a Switch that routes by the code in the body. Both listen
 * in the same n8n and are called in turns by the same clients.
 */

const ROUNDS = 6;
const CALLS_PER_ROUND = 100;
const PARALLEL = 10;
/** Milliseconds after a round, in which n8n ends what it has started. */
const REST_MS = 3000;
const START_LIMIT_MS = 60_000;
const TOKEN = 'bench-callback-token';
const CREDENTIAL = 'Kie.ai (bench)';
const OWNER = {
	email: 'bench@example.com',
	firstName: 'Bench',
	lastName: 'Owner',
	password: 'Veo-bench-1',
};

/** What one of the two has taken, over all rounds. */
interface Score {
	name: string;
	url: string;
	calls: number;
	seconds: number;
	/** Milliseconds, one per call. */
	latencies: number[];
}

/** The callback of a finished Kie Veo task, after the provider's documented example. */
function callback() {
	return {
		code: 200,
		msg: 'Veo3.1 video generated successfully.',
		data: {
			taskId: randomUUID().replaceAll('-', ''),
			info: {
				resultUrls: ['https://files.example/video.mp4'],
				originUrls: ['https://files.example/original.mp4'],
				resolution: '1080p',
			},
			fallbackFlag: false,
		},
	};
}

const END: WorkflowNode = {
	id: 'end',
	name: 'End',
	type: 'n8n-nodes-base.noOp',
	typeVersion: 1,
	position: [400, 0],
	parameters: {},
};

function veoTrigger(webhookId: string, credentialId: string): Workflow {
	return {
		name: 'Veo Trigger',
		nodes: [
			{
				id: 'trigger',
				name: 'Trigger',
				type: 'n8n-nodes-veo.veoTrigger',
				typeVersion: 1,
				position: [0, 0],
				webhookId,
				parameters: { provider: 'kie', confirm: false },
				credentials: { kieApi: { id: credentialId, name: CREDENTIAL } },
			},
			END,
		],
		connections: { Trigger: { main: [[{ node: 'End', type: 'main', index: 0 }]] } },
		settings: { executionOrder: 'v1' },
	};
}

function webhookAndSwitch(webhookId: string): Workflow {
	const rule = (code: number) => ({
		conditions: {
			options: { caseSensitive: true, leftValue: '', typeValidation: 'strict', version: 2 },
			conditions: [
				{
					id: String(code),
					leftValue: '={{ $json.body.code }}',
					rightValue: code,
					operator: { type: 'number', operation: 'equals' },
				},
			],
			combinator: 'and',
		},
		renameOutput: false,
	});
	return {
		name: 'Webhook and Switch',
		nodes: [
			{
				id: 'webhook',
				name: 'Webhook',
				type: 'n8n-nodes-base.webhook',
				typeVersion: 2,
				position: [0, 0],
				webhookId,
				parameters: { httpMethod: 'POST', path: webhookId, options: {} },
			},
			{
				id: 'switch',
				name: 'Switch',
				type: 'n8n-nodes-base.switch',
				typeVersion: 3.2,
				position: [200, 0],
				parameters: {
					rules: { values: [200, 400, 422, 402, 500, 501].map(rule) },
					options: { fallbackOutput: 'extra' },
				},
			},
			END,
		],
		connections: {
			Webhook: { main: [[{ node: 'Switch', type: 'main', index: 0 }]] },
			Switch: { main: [[{ node: 'End', type: 'main', index: 0 }]] },
		},
		settings: { executionOrder: 'v1' },
	};
}

async function round(score: Score, agent: Agent): Promise<void> {
	const bodies = Array.from({ length: CALLS_PER_ROUND }, callback).values();
	const client = async () => {
		for (const body of bodies) {
			const sent = performance.now();
			await axios.post(score.url, body, { httpAgent: agent, proxy: false });
			score.latencies.push(performance.now() - sent);
		}
	};
	const started = performance.now();
	await Promise.all(Array.from({ length: PARALLEL }, client));
	score.seconds += (performance.now() - started) / 1000;
	score.calls += CALLS_PER_ROUND;
	await sleep(REST_MS);
}

async function publish(client: N8nClient, workflow: Workflow, url: string): Promise<Score> {
	await client.publish(await client.saveWorkflow(workflow));
	// n8n listens a moment after it has answered that the workflow is published.
	await until(`n8n to listen at ${url}`, START_LIMIT_MS, async () => {
		const { status } = await axios.post(url, callback(), {
			proxy: false,
			validateStatus: () => true,
		});
		return status === 200 ? true : undefined;
	});
	return { name: workflow.name, url, calls: 0, seconds: 0, latencies: [] };
}

/** @returns callbacks per second of Veo Trigger, as a multiple of those of Webhook and Switch */
async function bench(): Promise<number> {
	const runtime = await ensureRuntime('current');
	const tarball = await step('Building and packing the package', packPackage);
	// Outside the repository, whose n8n-workflow the package would find otherwise.
	const folder = await mkdtemp(join(tmpdir(), 'n8n-nodes-veo-bench-'));
	await installPackage(tarball, folder);
	const n8n = await startN8n(runtime, folder);
	const agent = new Agent({ keepAlive: true });
	try {
		await n8n.ready();
		const client = await N8nClient.signIn(n8n.url, OWNER);
		const { id } = await client.saveCredential({
			name: CREDENTIAL,
			type: 'kieApi',
			data: { apiKey: 'unused', baseUrl: n8n.url, callbackToken: TOKEN },
		});
		const [veoId, webhookId] = [randomUUID(), randomUUID()];
		const scores = [
			await publish(
				client,
				veoTrigger(veoId, id),
				`${n8n.url}/webhook/${veoId}/veo?token=${TOKEN}`,
			),
			await publish(client, webhookAndSwitch(webhookId), `${n8n.url}/webhook/${webhookId}`),
		];
		const title = `${ROUNDS} rounds of ${CALLS_PER_ROUND} callbacks each in n8n ${runtime.version}`;
		await step(title, async () => {
			for (const score of scores) {
				// The first round loads code and opens connections, which is not what is asked about.
				await round(score, agent);
				Object.assign(score, { calls: 0, seconds: 0, latencies: [] });
			}
			for (let turn = 0; turn < ROUNDS; turn++) {
				for (const score of turn % 2 ? [...scores].reverse() : scores) await round(score, agent);
			}
		});
		say(`\n${table(scores)}`);
		const [veo, webhook] = scores.map(({ calls, seconds }) => calls / seconds);
		return veo / webhook;
	} finally {
		agent.destroy();
		await n8n.stop();
		await rm(folder, { recursive: true, force: true });
	}
}

function table(scores: Score[]): string {
	const rows = new Table({
		head: ['trigger', 'callbacks per second', 'p50 ms', 'p99 ms'],
		style: { head: [], border: [] },
	});
	for (const { name, calls, seconds, latencies } of scores) {
		const sorted = [...latencies].sort((a, b) => a - b);
		const percentile = (share: number) => sorted[Math.ceil(sorted.length * share) - 1].toFixed(0);
		rows.push([name, (calls / seconds).toFixed(0), percentile(0.5), percentile(0.99)]);
	}
	return rows.toString();
}

void bench().then(
	(ratio) => {
		say(`Ratio of callbacks per second: ${ratio.toFixed(2)} (goal: at least 1.00)\n`);
		process.exit(ratio >= 1 ? 0 : 1);
	},
	(error: unknown) => {
		process.stderr.write(`\n${explain(error)}\n`);
		process.exit(1);
	},
);
