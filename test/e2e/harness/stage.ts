import { randomUUID } from 'node:crypto';
import axios from 'axios';
import type { SavedWorkflow } from '../../../dev/n8n/client';
import { outputOf, type Execution } from '../../../dev/n8n/execution';
import type { Setting } from '../../../dev/demo/workflows';
import { until } from '../../../dev/n8n/until';
import { startSimulator, type Simulator } from '../../../dev/simulator/server';
import type { Host } from './host';
import { account, type Account } from './summary';
import { sequence, start, stored, veo, type WorkflowJson } from './workflows';

/** An n8n that does nothing about a request for so long is stuck. */
const REACTION_LIMIT_MS = 60_000;
/** How many requests are under way at once where many are sent. */
const SENDERS = 8;
/** More than the time limit of the node that looks for the tasks. */
const RECOVERY_LIMIT_MS = 150_000;

/** What a workflow's own settings say, beside the defaults. */
export type WorkflowSettings = Record<string, string | number | boolean>;

/** An input item. */
export interface Item {
	prompt: string;
	[field: string]: string;
}

/** One execution of a workflow. */
export interface Run {
	id: string;
	/** Waits until the execution is parked; tells what it has done so far. */
	parked(): Promise<Execution>;
	/** Waits until the execution has ended. */
	finished(limitMs?: number): Promise<Execution>;
}

/** A real n8n, the simulated providers that its credentials point to, and the account of a test. */
export class Stage<Running extends Host = Host> {
	private readonly ended = new Map<string, Execution>();
	private again = 0;
	private startedAt = Date.now();
	private readonly credentialIds: Record<string, string> = {};

	private constructor(
		readonly host: Running,
		readonly simulator: Simulator,
	) {}

	static async set<Running extends Host>(host: Running): Promise<Stage<Running>> {
		const stage = new Stage(host, await startSimulator());
		try {
			await stage.saveProviderCredentials();
			return stage;
		} catch (error) {
			await stage.stop();
			throw error;
		}
	}

	/**
	 * Saves the credential of this type for all workflows that are published from now on.
	 * @returns its id
	 */
	async saveCredential(type: string, data: Record<string, string>, name = type): Promise<string> {
		const { id } = await this.host.client.saveCredential({ name, type, data });
		this.credentialIds[type] = id;
		return id;
	}

	/** What examples are fitted with, see `fit`. */
	exampleSetting(callbackUrl = ''): Setting {
		return { credentialIds: this.credentialIds, pollInterval: 1, callbackUrl };
	}

	/** Deletes the credential of this type while something happens, then saves it anew. */
	async withoutCredential(type: string, happen: () => Promise<void>): Promise<void> {
		await this.host.client.deleteCredential(this.credentialIds[type]);
		await happen();
		await this.saveProviderCredentials();
	}

	/** Saves a workflow in n8n and publishes it. */
	async publish(
		{ nodes, connections }: WorkflowJson,
		settings: WorkflowSettings = {},
	): Promise<SavedWorkflow> {
		const saved = await this.host.client.saveWorkflow({
			name: `Workflow ${randomUUID()}`,
			nodes: nodes.map((node) => stored(node, this.credentialIds)),
			connections: { ...connections },
			settings: { executionOrder: 'v1', ...settings },
		});
		await this.host.client.publish(saved);
		return saved;
	}

	/** Publishes a workflow and starts one execution of it with these input items. */
	async run(workflow: WorkflowJson, items: Item[], settings?: WorkflowSettings): Promise<Run> {
		return await this.start(await this.publish(workflow, settings), items);
	}

	/** Starts one more execution of a published workflow. */
	async start(saved: SavedWorkflow, items: Item[]): Promise<Run> {
		const earlier = await this.host.client.executionIds(saved.id);
		await this.request(saved, items);
		const [id] = await this.host.client.newExecutionIds(saved.id, earlier, 1, REACTION_LIMIT_MS);
		return this.follow(id);
	}

	/** Starts one more execution for each list of items, several at a time. */
	async startAll(saved: SavedWorkflow, lists: Item[][]): Promise<void> {
		const rest = lists.values();
		const sender = async () => {
			for (const items of rest) await this.request(saved, items);
		};
		await Promise.all(Array.from({ length: SENDERS }, sender));
	}

	/** The executions of a workflow that are in this status, the oldest first. */
	async runs(workflowId: string, status: string): Promise<Run[]> {
		const rows = await this.host.rows<{ id: number }>(
			`SELECT id FROM execution_entity
			 WHERE "workflowId" = '${workflowId}' AND status = '${status}' ORDER BY id`,
		);
		return rows.map((row) => this.follow(String(row.id)));
	}

	/** What the user's *Retry with currently saved workflow* does with an execution that failed. */
	async retry(failed: Run): Promise<Run> {
		return this.follow(await this.host.client.retry(failed.id));
	}

	/** The same as `run`, for prompts. */
	async runPrompts(workflow: WorkflowJson, ...prompts: string[]): Promise<Run> {
		return await this.run(
			workflow,
			prompts.map((prompt) => ({ prompt })),
		);
	}

	/** Picks tasks up again by their IDs, with Task → Wait; returns them as they are then. */
	async recover(provider: string, taskIds: string[]): Promise<Array<Record<string, unknown>>> {
		const wait = veo({
			provider,
			resource: 'task',
			operation: 'wait',
			taskId: '={{ $json.taskId }}',
			pollInterval: 3,
			timeLimit: 2,
		});
		const items = taskIds.map((taskId) => ({ prompt: 'none', taskId }));
		const run = await this.run(sequence(...start(), wait), items);
		return outputOf(await run.finished(RECOVERY_LIMIT_MS), 'Veo');
	}

	/** Waits until the ledger shows something. */
	async ledgerShows(
		what: string,
		isShown: (ledger: Simulator['ledger']) => boolean,
	): Promise<void> {
		await until(`the ledger to show ${what}`, REACTION_LIMIT_MS, () =>
			isShown(this.simulator.ledger) ? true : undefined,
		);
	}

	/** Says that the test wants one more task for a prompt that has one; it must be bought then. */
	wantAnother(): void {
		this.again += 1;
	}

	/** What the test has bought and received since the last account; the next one starts anew. */
	settle(test: string): Account {
		const seconds = (Date.now() - this.startedAt) / 1000;
		const { simulator, ended, again } = this;
		const settled = account(test, seconds, simulator, [...ended.values()], again);
		this.simulator.reset();
		this.ended.clear();
		this.again = 0;
		this.startedAt = Date.now();
		return settled;
	}

	async stop(): Promise<void> {
		await this.host.stop();
		await this.simulator.close();
	}

	/** Saves the credentials of the simulated providers. */
	async saveProviderCredentials(): Promise<void> {
		const { url, settings } = this.simulator;
		const { kie, aceData, sunoApi } = settings.apiKeys;
		await this.saveCredential('kieApi', {
			apiKey: kie[0],
			baseUrl: `${url}/kie`,
			uploadBaseUrl: `${url}/kie`,
		});
		await this.saveCredential('aceDataApi', { token: aceData[0], baseUrl: `${url}/aceData` });
		await this.saveCredential('sunoApi', { apiKey: sunoApi[0], baseUrl: `${url}/sunoApi` });
	}

	/** Calls the workflow's webhook: n8n listens a moment after it has answered that it is published. */
	private async request(saved: SavedWorkflow, items: Item[]): Promise<void> {
		const { path } = saved.nodes.find(({ name }) => name === 'Webhook')?.parameters ?? {};
		const url = `${this.host.url}/webhook/${String(path)}`;
		await until(`n8n to take a request at ${url}`, REACTION_LIMIT_MS, async () =>
			(await post(url, { items })).status === 200 ? true : undefined,
		);
	}

	/** An execution that something else has started. */
	follow(id: string): Run {
		const { client } = this.host;
		return {
			id,
			parked: () => client.parked(id, REACTION_LIMIT_MS),
			finished: async (limitMs = REACTION_LIMIT_MS) => {
				const execution = await client.finished(id, limitMs);
				this.ended.set(id, execution);
				return execution;
			},
		};
	}
}

/** POSTs as a provider, or an attacker, does; every answer is an answer. */
export async function post(url: string, body: unknown): Promise<{ status: number; data: unknown }> {
	return await axios.post<unknown>(url, body, { proxy: false, validateStatus: () => true });
}
