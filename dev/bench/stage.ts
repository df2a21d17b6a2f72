import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { say, step } from '../demo/progress';
import { N8nClient, type SavedWorkflow } from '../n8n/client';
import { onDatabase } from '../n8n/database';
import type { Execution, RunData } from '../n8n/execution';
import type { WorkflowJson } from '../n8n/builders';
import { installPackage, packPackage } from '../n8n/package';
import { ensureRuntime, type Runtime } from '../n8n/runtime';
import { startN8n, type N8nServer } from '../n8n/server';
import { until } from '../n8n/until';
import type { WorkflowNode } from '../n8n/workflow';
import { startSimulator, type Simulator } from '../simulator/server';

// The package's types describe its ES module only; what runs here is its CommonJS build.
const flatted = createRequire(__filename)('flatted') as Pick<JSON, 'parse'>;

const OWNER = {
	email: 'bench@example.com',
	firstName: 'Bench',
	lastName: 'Owner',
	password: 'Veo-bench-1',
};
/** Reading n8n's database starts a process, which must not disturb what has just begun. */
const PAUSE_MS = 1000;
/** Executions that rest for so long are taken to be at an end. */
const SETTLED_MS = 20_000;

/** The credentials of all workflows, as nodes name them. */
export type Credentials = Record<'kieApi' | 'httpHeaderAuth', { id: string; name: string }>;

/** The n8n with the packed package and the simulator that everything is measured on. */
export class Stage {
	private server: N8nServer | undefined;
	private clientOfServer: N8nClient | undefined;
	private closing: Promise<void> | undefined;
	credentials!: Credentials;

	private constructor(
		readonly runtime: Runtime,
		/** Of the packed package. */
		readonly tarball: string,
		/** Of n8n. It lies outside the repository, whose n8n-workflow the package would find. */
		readonly folder: string,
		readonly simulator: Simulator,
	) {}

	static async open(): Promise<Stage> {
		const runtime = await ensureRuntime('current');
		const tarball = await step('Building and packing the package', packPackage);
		const folder = await mkdtemp(join(tmpdir(), 'n8n-nodes-veo-bench-'));
		await installPackage(tarball, folder);
		// No limit of the provider's is to be measured, and its credits last for everything.
		const simulator = await startSimulator({
			rateLimit: { count: 1_000_000 },
			credits: { kie: 1_000_000_000 },
		});
		return new Stage(runtime, tarball, folder, simulator);
	}

	get n8n(): N8nServer {
		if (!this.server) throw new Error('n8n is not running');
		return this.server;
	}

	private get client(): N8nClient {
		if (!this.clientOfServer) throw new Error('n8n is not running');
		return this.clientOfServer;
	}

	/** Starts n8n anew on the same database, so that nothing has stretched its memory before. */
	async restart(env: Record<string, string> = {}): Promise<void> {
		await this.server?.stop();
		this.server = await startN8n(this.runtime, this.folder, { env });
		await this.server.ready();
		this.clientOfServer = await N8nClient.signIn(this.server.url, OWNER);
		const { url, settings } = this.simulator;
		const [key] = settings.apiKeys.kie;
		const save = async (type: string, data: Record<string, string>) => {
			const { id } = await this.client.saveCredential({ name: type, type, data });
			return { id, name: type };
		};
		this.credentials = {
			kieApi: await save('kieApi', {
				apiKey: key,
				baseUrl: `${url}/kie`,
				callbackToken: 'bench-callback-token',
			}),
			httpHeaderAuth: await save('httpHeaderAuth', {
				name: 'Authorization',
				value: `Bearer ${key}`,
			}),
		};
	}

	/** Saves a workflow under a new name and publishes it. */
	async publish({ nodes, connections }: WorkflowJson): Promise<SavedWorkflow> {
		const saved = await this.client.saveWorkflow({
			name: `Workflow ${randomUUID()}`,
			nodes: nodes.map((node) => ({ ...node, id: randomUUID() }) as WorkflowNode),
			connections: { ...connections },
			settings: { executionOrder: 'v1' },
		});
		await this.client.publish(saved);
		return saved;
	}

	/**
	 * Waits until so many executions of a workflow have a status.
	 * @throws Error as soon as one has failed
	 */
	async reached(workflowId: string, wanted: string, count: number, limitMs: number): Promise<void> {
		let last = '';
		await sleep(PAUSE_MS);
		const what = () => `${count} executions of ${workflowId} to be ${wanted}; now: ${last}`;
		await until(
			what,
			limitMs,
			async () => {
				const counts = await this.statuses(workflowId);
				last = textOf(counts);
				return (counts.get(wanted) ?? 0) >= count ? true : undefined;
			},
			PAUSE_MS,
		);
	}

	/**
	 * Waits until nothing changes any more.
	 * @throws Error as soon as an execution has failed
	 */
	async settled(workflowId: string, limitMs: number): Promise<void> {
		let last = '';
		let since = Date.now();
		await until(
			() => `the executions of ${workflowId} to settle; now: ${last}`,
			limitMs,
			async () => {
				const now = textOf(await this.statuses(workflowId));
				if (now !== last) since = Date.now();
				last = now;
				return Date.now() - since > SETTLED_MS ? true : undefined;
			},
			PAUSE_MS,
		);
	}

	/** @throws Error where an execution has failed */
	private async statuses(workflowId: string): Promise<Map<string, number>> {
		const rows = await this.rows<{ status: string; count: number }>(
			`SELECT status, count(*) AS count FROM execution_entity
			 WHERE workflowId = '${workflowId}' GROUP BY status`,
		);
		const counts = new Map(rows.map(({ status, count }) => [status, count]));
		if (['error', 'crashed', 'canceled'].some((status) => counts.has(status))) {
			throw new Error(`Executions have failed: ${textOf(counts)}. ${await this.failure()}`);
		}
		return counts;
	}

	/** All executions of a workflow, with what they did. */
	async executions(workflowId: string): Promise<Execution[]> {
		const rows = await this.rows<Record<'status' | 'startedAt' | 'stoppedAt' | 'data', string>>(
			`SELECT e.status, e.startedAt, e.stoppedAt, d.data FROM execution_entity e
			 JOIN execution_data d ON d.executionId = e.id WHERE e.workflowId = '${workflowId}'`,
		);
		return rows.map(({ status, startedAt, stoppedAt, data }) => ({
			status,
			startedAt: Date.parse(`${startedAt}Z`),
			stoppedAt: Date.parse(`${stoppedAt}Z`),
			...(flatted.parse(data) as { resultData: RunData }).resultData,
		}));
	}

	/** Stops everything and removes what n8n has stored; once, whoever asks. */
	async close(): Promise<void> {
		await (this.closing ??= this.end());
	}

	private async end(): Promise<void> {
		await this.server?.stop();
		await this.simulator.close();
		await rm(this.folder, { recursive: true, force: true });
	}

	private async rows<Row>(query: string): Promise<Row[]> {
		return await onDatabase<Row>(this.runtime, this.folder, query);
	}

	/** Why the last execution that failed did. */
	private async failure(): Promise<string> {
		const [row] = await this.rows<{ data: string }>(
			`SELECT d.data FROM execution_entity e JOIN execution_data d ON d.executionId = e.id
			 WHERE e.status IN ('error', 'crashed') ORDER BY e.id DESC LIMIT 1`,
		);
		if (!row) return '';
		const { resultData } = flatted.parse(row.data) as { resultData: RunData };
		return `${resultData.lastNodeExecuted}: ${resultData.error?.message}`;
	}
}

function textOf(counts: Map<string, number>): string {
	return [...counts].map(([status, count]) => `${count} ${status}`).join(', ');
}

/** Says what is being measured; the dots of a step would disturb. */
export async function turn<Result>(title: string, run: () => Promise<Result>): Promise<Result> {
	const started = Date.now();
	const result = await run();
	say(`  ${title}: done in ${((Date.now() - started) / 1000).toFixed(1)} s`);
	return result;
}
