import { resolve } from 'node:path';
import { Container } from '@n8n/di';
import axios from 'axios';
import { BinaryDataService } from 'n8n-core';
import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	INodeCredentialTestResult,
	INodeExecutionData,
	IWorkflowBase,
	WorkflowExecuteMode,
} from 'n8n-workflow';
import type { CredentialData } from './credentials';
import { CredentialsInMemory } from './credentials';
import { testCredential } from './credentialTest';
import { useDeduplication } from './deduplication';
import { Executions } from './executions';
import type { MoreTypes } from './nodeTypes';
import { NodeTypes } from './nodeTypes';
import type { Run } from './run';
import { WebhookServer } from './server';
import { sendSignedFile } from './signedFile';
import { Webhooks } from './webhooks';
import type { WorkflowJson } from './workflows';
import { stored } from './workflows';

const PROJECT_ROOT = resolve(__dirname, '../../..');

export interface EngineOptions {
	/** Data of the credentials, by credential type; nodes that can use one are given it. */
	credentials?: CredentialData;
	/** Package roots to load nodes from; the built package of this project unless told otherwise. */
	packages?: string[];
	/** Types beyond those of the packages. */
	types?: MoreTypes;
}

export interface RunOptions {
	/** Items that the start node emits; one empty item unless told otherwise. */
	input?: INodeExecutionData[];
	/** `manual` is the editor's *Execute workflow*; `trigger` a production run, and the default. */
	mode?: WorkflowExecuteMode;
}

export interface WebhookRequest {
	method?: string;
	query?: Record<string, string>;
	headers?: Record<string, string>;
	/** Sent as JSON, unless it is text or bytes. */
	body?: object | string | Buffer;
}

export interface WebhookAnswer {
	statusCode: number;
	headers: Record<string, unknown>;
	body: unknown;
	/** The run that the request started or resumed. */
	run?: Run;
}

/** n8n without its server and database: n8n's own engine, real nodes, real HTTP on loopback. */
export class Engine {
	private constructor(
		private readonly types: NodeTypes,
		private readonly credentials: CredentialsInMemory,
		private readonly executions: Executions,
		private readonly webhooks: Webhooks,
		private readonly server: WebhookServer,
	) {}

	static async start(options: EngineOptions = {}): Promise<Engine> {
		const { credentials = {}, packages = [PROJECT_ROOT], types: more } = options;
		await Container.get(BinaryDataService).init();
		await useDeduplication();
		const types = await NodeTypes.load(packages, more);
		const helper = new CredentialsInMemory(types, credentials);
		const server = await WebhookServer.listen();
		const executions = new Executions(types, helper, server.baseUrl);
		const webhooks = new Webhooks(executions);
		server
			.on('/webhook/*path', (req, res) => webhooks.trigger(req, res, 'trigger'))
			.on('/webhook-test/*path', (req, res) => webhooks.trigger(req, res, 'manual'))
			.on('/webhook-waiting/:executionId{/:suffix}', (req, res) => webhooks.waiting(req, res))
			.on('/rest/binary-data/signed', sendSignedFile)
			.ready();
		return new Engine(types, helper, executions, webhooks, server);
	}

	/** Ends everything: what still runs is cancelled. To be called in `afterAll`. */
	async stop(): Promise<void> {
		this.executions.cancelAll();
		await this.server.close();
	}

	/** Runs a workflow from its start node until it ends or is parked. */
	async run(workflow: WorkflowJson, options: RunOptions = {}): Promise<Run> {
		return await this.launch(workflow, options).settled;
	}

	/** Like `run`, without waiting: for a run that the test cancels or watches. */
	launch(
		workflow: WorkflowJson,
		{ input = [{ json: {} }], mode = 'trigger' }: RunOptions = {},
	): { executionId: string; settled: Promise<Run>; cancel: () => void } {
		const complete = this.stored(workflow);
		const start = this.executions.instantiate(complete).getStartNode();
		if (!start) throw new Error('The workflow has no start node');
		const execution = this.executions.launch(complete, mode, start.name, [input]);
		return { executionId: execution.id, settled: execution.settled, cancel: execution.cancel };
	}

	/** Lets the time limit of a parked execution pass. */
	async resumeByTimer(run: Run): Promise<Run> {
		const execution = this.executions.get(run.executionId);
		if (!execution) throw new Error(`There is no execution "${run.executionId}"`);
		return await this.executions.resume(execution, this.executions.restore(execution));
	}

	/** Sends a callback to a parked execution, by default to its plain resume URL. */
	async resumeByWebhook(
		run: Run,
		request: WebhookRequest & { url?: string } = {},
	): Promise<WebhookAnswer> {
		const answer = await this.send(request.url ?? this.resumeUrl(run), request);
		const execution = this.executions.get(run.executionId);
		const resumed = execution && (execution.status === 'running' || execution.latest !== run);
		return resumed ? { ...answer, run: await this.executions.after(run) } : answer;
	}

	/** The stretch after a parked one, when somebody else (a simulated provider) resumes it. */
	async resumed(run: Run): Promise<Run> {
		return await this.executions.after(run);
	}

	/** What `$execution.resumeUrl` is in the run, with the suffix (a node's id) put in its place. */
	resumeUrl(run: Run, suffix?: string): string {
		const path = [run.executionId, ...(suffix ? [suffix] : [])].join('/');
		return `${this.server.baseUrl}/webhook-waiting/${path}?signature=${run.data.resumeToken ?? ''}`;
	}

	/**
	 * Publishes the workflow (or, with `manual`, listens for a test event): its trigger's URL is
	 * live until `stop`, and every request that starts a run adds it to `runs`.
	 */
	async publish(
		workflow: WorkflowJson,
		triggerName: string,
		mode: 'trigger' | 'manual' = 'trigger',
	) {
		const complete = this.stored(workflow);
		const base = mode === 'manual' ? 'webhook-test' : 'webhook';
		const { runs, stop } = await this.webhooks.listen(complete, mode);
		const url = `${this.server.baseUrl}/${base}/${this.webhooks.pathOf(complete, triggerName)}`;
		return { url, runs, stop };
	}

	/** Sends one request to the trigger of a workflow, and waits for the run that it starts. */
	async webhook(
		workflow: WorkflowJson,
		triggerName: string,
		request: WebhookRequest = {},
		mode: 'trigger' | 'manual' = 'trigger',
	): Promise<WebhookAnswer> {
		const { url, runs, stop } = await this.publish(workflow, triggerName, mode);
		try {
			const answer = await this.send(url, request);
			const started = runs.at(-1);
			return started ? { ...answer, run: await started } : answer;
		} finally {
			await stop();
		}
	}

	/** What n8n has kept in its database of a node's static data. */
	staticData({ id = '' }: WorkflowJson, nodeName: string): IDataObject {
		return (this.executions.staticDataOf(id)?.[`node:${nodeName}`] ?? {}) as IDataObject;
	}

	/** How often credentials were read, since the engine was started. */
	get credentialReadings(): number {
		return this.credentials.readings;
	}

	/** Changes some fields of a credential, for whatever runs from now on. */
	changeCredential(type: string, changes: ICredentialDataDecryptedObject): void {
		this.credentials.change(type, changes);
	}

	/** Rewrites what n8n's database holds of a parked execution, as another version would have it. */
	rewriteParked(run: Run, rewrite: (json: string) => string): void {
		const execution = this.executions.get(run.executionId);
		if (execution?.parked === undefined) throw new Error('The execution is not parked');
		execution.parked = rewrite(execution.parked);
	}

	/** Presses *Test* on a credential. */
	async testCredential(
		type: string,
		data: ICredentialDataDecryptedObject,
	): Promise<INodeCredentialTestResult> {
		return await testCredential(this.types, this.credentials, type, data);
	}

	/** Reads an item's file back, wherever n8n has put it. */
	async binary(item: INodeExecutionData, property: string): Promise<Buffer> {
		const data = item.binary?.[property];
		if (!data) throw new Error(`The item has no file '${property}'`);
		return await Container.get(BinaryDataService).getAsBuffer(data);
	}

	private stored(workflow: WorkflowJson): IWorkflowBase {
		return stored(workflow, this.types, this.credentials);
	}

	private async send(
		url: string,
		{ method = 'POST', query, headers, body }: WebhookRequest,
	): Promise<WebhookAnswer> {
		const { status, data, ...response } = await axios.request<unknown>({
			url,
			method,
			params: query,
			headers,
			// As bytes, because axios would make text with a JSON content type a JSON string.
			data: typeof body === 'string' ? Buffer.from(body) : body,
			validateStatus: () => true,
		});
		return { statusCode: status, headers: { ...response.headers }, body: data };
	}
}
