import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import axios, { type AxiosInstance, type Method } from 'axios';
import { DemoError } from '../demo/errors';
import type { Execution, RunData } from './execution';
import { until } from './until';
import type { Workflow } from './workflow';

// The package's types describe its ES module only; what runs here is its CommonJS build.
const flatted = createRequire(__filename)('flatted') as Pick<JSON, 'parse'>;

export interface Owner {
	email: string;
	firstName: string;
	lastName: string;
	password: string;
}

export interface Credential {
	name: string;
	type: string;
	data: Record<string, unknown>;
}

/** A workflow in n8n's database. */
export interface SavedWorkflow extends Workflow {
	id: string;
	versionId: string;
}

/** How a step is executed. */
interface Step {
	/** Where the run begins, where no node has put out anything yet. */
	trigger?: string;
	runData?: RunData['runData'];
	pushRef?: string;
}

/** What n8n tells a tab of its editor. */
export interface PushMessage {
	type: string;
	data: { messages?: string[] };
}

interface ExecutionRow {
	id: string;
	status: string;
	startedAt: string;
	stoppedAt: string | null;
}

const FINAL = ['success', 'error', 'crashed', 'canceled'];

/** So long n8n may call a suspended execution crashed when it starts after a kill, and then does not. */
const RECOVERY_MS = 3000;

/** Drives n8n through the REST interface that its own editor uses. Works with 2.8 and 2.40. */
export class N8nClient {
	private constructor(private readonly http: AxiosInstance) {}

	/**
	 * Signs in as the owner, whom it sets up first where n8n is new.
	 * @param url where n8n answers
	 */
	static async signIn(url: string, owner: Owner): Promise<N8nClient> {
		const client = new N8nClient(
			axios.create({
				baseURL: `${url}/rest`,
				proxy: false,
				validateStatus: () => true,
				// n8n ties a session to the browser that opened it.
				headers: { 'browser-id': 'n8n-nodes-veo-demo' },
			}),
		);
		const settings = await client.call<{
			userManagement: { showSetupOnFirstLoad: boolean };
		}>('get', '/settings');
		await (settings.userManagement.showSetupOnFirstLoad
			? client.call('post', '/owner/setup', owner)
			: client.call('post', '/login', {
					emailOrLdapLoginId: owner.email,
					password: owner.password,
				}));
		return client;
	}

	/** Creates the credential, or updates the one of the same name and type. */
	async saveCredential(credential: Credential): Promise<{ id: string }> {
		const all = await this.call<Array<{ id: string; name: string; type: string }>>(
			'get',
			'/credentials',
		);
		const same = all.find(({ name, type }) => name === credential.name && type === credential.type);
		return same
			? await this.call('patch', `/credentials/${same.id}`, credential)
			: await this.call('post', '/credentials', credential);
	}

	/** Connects an OAuth2 credential to its service, as a user does who consents there at once. */
	async consent(credentialId: string): Promise<void> {
		const url = await this.call<string>('get', `/oauth2-credential/auth?id=${credentialId}`);
		const state = new URL(url).searchParams.get('state') ?? '';
		const answer = new URLSearchParams({ code: 'consented', state });
		await this.call('get', `/oauth2-credential/callback?${answer.toString()}`);
	}

	async deleteCredential(id: string): Promise<void> {
		await this.call('delete', `/credentials/${id}`);
	}

	/** Creates the workflow, or updates the one of the same name. */
	async saveWorkflow(given: Workflow): Promise<SavedWorkflow> {
		// n8n stores null where there is none, and then cannot execute a single step of the workflow.
		const workflow = { pinData: {}, ...given };
		const all = await this.call<Array<{ id: string; name: string }>>('get', '/workflows');
		const same = all.find(({ name }) => name === workflow.name);
		return same
			? await this.call('patch', `/workflows/${same.id}?forceSave=true`, workflow)
			: await this.call('post', '/workflows', workflow);
	}

	/** The versions of all nodes that n8n has loaded, by type. */
	async nodeTypes(): Promise<Map<string, number[]>> {
		const { origin } = new URL(this.http.defaults.baseURL ?? '');
		const { data } = await this.http.get<Array<{ name: string; version: number | number[] }>>(
			`${origin}/types/nodes.json`,
		);
		const types = new Map<string, number[]>();
		for (const { name, version } of data) {
			types.set(name, [...(types.get(name) ?? []), version].flat());
		}
		return types;
	}

	/** Publishes the saved version, so that its trigger listens. */
	async publish({ id, versionId }: SavedWorkflow): Promise<void> {
		await this.call('post', `/workflows/${id}/activate`, { versionId });
	}

	/**
	 * Runs a workflow from one of its triggers, as a click in the editor does.
	 * @returns the execution's id
	 */
	async run(workflow: SavedWorkflow, trigger: string): Promise<string> {
		const { executionId } = await this.call<{ executionId: string }>(
			'post',
			`/workflows/${workflow.id}/run`,
			// 2.8 takes the workflow from the request, later versions from their database.
			{ workflowData: workflow, triggerToStartFrom: { name: trigger } },
		);
		return executionId;
	}

	/**
	 * Runs a workflow up to a node, which is what *Execute step* does in the editor.
	 * @param runData what earlier nodes have put out; the run goes on from there
	 * @param pushRef the tab that is told how it goes
	 * @returns the execution's id
	 */
	async executeStep(
		workflow: SavedWorkflow,
		nodeName: string,
		{ trigger, runData, pushRef }: Step = {},
	): Promise<string> {
		const { executionId } = await this.call<{ executionId: string }>(
			'post',
			`/workflows/${workflow.id}/run`,
			{
				workflowData: workflow,
				destinationNode: { nodeName, mode: 'inclusive' },
				...(trigger !== undefined && { triggerToStartFrom: { name: trigger } }),
				...(runData && { runData, dirtyNodeNames: [] }),
			},
			pushRef === undefined ? {} : { 'push-ref': pushRef },
		);
		return executionId;
	}

	/**
	 * Opens what a tab of the editor is told through, where n8n's push backend is `sse`.
	 * @returns the messages so far, to which later ones are added
	 */
	async openTab(pushRef: string): Promise<{ messages: PushMessage[]; close: () => void }> {
		const { origin } = new URL(this.http.defaults.baseURL ?? '');
		const { data: stream } = await this.http.get<Readable>('/push', {
			params: { pushRef },
			headers: { Origin: origin },
			responseType: 'stream',
		});
		const messages: PushMessage[] = [];
		createInterface(stream).on('line', (line) => {
			if (line.startsWith('data: ')) messages.push(JSON.parse(line.slice(6)) as PushMessage);
		});
		return { messages, close: () => stream.destroy() };
	}

	/** The ids of a workflow's executions, the newest first. */
	async executionIds(workflowId: string): Promise<string[]> {
		const filter = encodeURIComponent(JSON.stringify({ workflowId }));
		const { results } = await this.call<{ results: ExecutionRow[] }>(
			'get',
			`/executions?filter=${filter}`,
		);
		return results.map(({ id }) => id);
	}

	/**
	 * Waits for executions that something else starts.
	 * @param earlier the ids that do not count
	 * @throws DemoError when fewer than `count` have started in time
	 */
	async newExecutionIds(
		workflowId: string,
		earlier: string[],
		count: number,
		limitMs: number,
	): Promise<string[]> {
		return await until(
			`${count} executions of workflow ${workflowId} to start`,
			limitMs,
			async () => {
				const ids = (await this.executionIds(workflowId)).filter((id) => !earlier.includes(id));
				return ids.length >= count ? ids : undefined;
			},
		);
	}

	/**
	 * Waits for an execution to end and reads what it did.
	 * @throws DemoError when it does not end in time
	 */
	async finished(executionId: string, limitMs: number): Promise<Execution> {
		const ended = await this.inStatus(executionId, FINAL, limitMs);
		if (ended.status !== 'crashed') return ended;
		await sleep(RECOVERY_MS);
		return await this.inStatus(executionId, FINAL, limitMs);
	}

	/**
	 * Waits for an execution to be parked in n8n's database and reads what it has done so far.
	 * @throws DemoError when it is not parked in time
	 */
	async parked(executionId: string, limitMs: number): Promise<Execution> {
		return await this.inStatus(executionId, ['waiting'], limitMs);
	}

	/** Cancels an execution, running or parked, as the editor's button does. */
	async cancel(executionId: string): Promise<void> {
		await this.call('post', `/executions/${executionId}/stop`);
	}

	/**
	 * Runs an execution that has failed again from there, with the workflow as it is saved now.
	 * @returns the id of the new execution, once it has ended
	 */
	async retry(executionId: string): Promise<string> {
		const { id } = await this.call<{ id: string }>('post', `/executions/${executionId}/retry`, {
			loadWorkflow: true,
		});
		return id;
	}

	private async inStatus(
		executionId: string,
		statuses: string[],
		limitMs: number,
	): Promise<Execution> {
		let last = 'not there';
		const what = () => `execution ${executionId}, which is ${last}, to be ${statuses.join(' or ')}`;
		return await until(what, limitMs, async () => {
			const row = await this.call<ExecutionRow & { data: string }>(
				'get',
				`/executions/${executionId}`,
			);
			last = row.status;
			if (!statuses.includes(row.status)) return undefined;
			return {
				status: row.status,
				startedAt: Date.parse(row.startedAt),
				stoppedAt: Date.parse(row.stoppedAt ?? row.startedAt),
				...(flatted.parse(row.data) as { resultData: RunData }).resultData,
			};
		});
	}

	private async call<Data>(
		method: Method,
		path: string,
		body?: unknown,
		headers: Record<string, string> = {},
	): Promise<Data> {
		const response = await this.http.request<{ data: Data; message?: string }>({
			method,
			url: path,
			data: body,
			headers,
		});
		const cookies = response.headers['set-cookie'];
		if (cookies) {
			this.http.defaults.headers.common.Cookie = cookies
				.map((line) => line.split(';')[0])
				.join('; ');
		}
		if (response.status >= 400) {
			throw new DemoError(
				`n8n answered ${method.toUpperCase()} ${path} with ${response.status}: ${response.data.message ?? ''}`,
				response.status === 401
					? 'The owner of this n8n has another password. Delete its user folder, then run this again.'
					: 'Look at n8n.log in its user folder. Deleting that folder starts anew.',
			);
		}
		return response.data.data;
	}
}
