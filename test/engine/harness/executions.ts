import { EventEmitter, once } from 'node:events';
import { WorkflowExecute } from 'n8n-core';
import type {
	IDataObject,
	INodeExecutionData,
	IRun,
	IRunExecutionData,
	IWorkflowBase,
	IWorkflowExecuteAdditionalData,
	WorkflowExecuteMode,
} from 'n8n-workflow';
import { createRunExecutionData, Workflow } from 'n8n-workflow';
import { additionalData } from './additionalData';
import type { CredentialsInMemory } from './credentials';
import type { NodeTypes } from './nodeTypes';
import { Run } from './run';

/** One execution: its row in n8n's database, and the handle on it while it runs. */
export interface Execution {
	readonly id: string;
	readonly workflow: IWorkflowBase;
	readonly mode: WorkflowExecuteMode;
	status: IRun['status'];
	/** What a waiting webhook must be called with. */
	readonly resumeToken?: string;
	/** The state while parked, as JSON in n8n's database: nothing else survives a restart. */
	parked?: string;
	/** The last stretch that came to its end. */
	latest?: Run;
	/** The current stretch: until the execution ends or is parked. */
	settled: Promise<Run>;
	/** What the user's *Stop* does. */
	cancel: () => void;
}

/** Runs workflows in n8n's engine and keeps what n8n would keep in its database. */
export class Executions {
	private readonly byId = new Map<string, Execution>();
	private readonly staticData = new Map<string, IDataObject>();
	private readonly ends = new EventEmitter();

	/** @param baseUrl Where webhooks are served. */
	constructor(
		private readonly types: NodeTypes,
		private readonly credentials: CredentialsInMemory,
		private readonly baseUrl: string,
	) {}

	get(id: string): Execution | undefined {
		return this.byId.get(id);
	}

	/** The workflow as the engine wants it, with the static data that earlier runs left. */
	instantiate(workflow: IWorkflowBase): Workflow {
		return new Workflow({
			...workflow,
			nodes: structuredClone(workflow.nodes),
			nodeTypes: this.types,
			staticData: structuredClone(this.staticData.get(workflow.id)),
		});
	}

	/** Stores the workflow's static data where a node changed it. */
	keepStaticData(workflow: Workflow): void {
		if (workflow.staticData.__dataChanged !== true) return;
		const plain = JSON.parse(JSON.stringify(workflow.staticData)) as IDataObject;
		this.staticData.set(workflow.id, plain);
	}

	/**
	 * While it stores a run, n8n 2.40 makes a second workflow over the same static data, where there
	 * was some: that one takes for unchanged what `webhook()` has changed.
	 */
	overlookChanges({ id, nodeTypes, staticData }: Workflow): void {
		if (!this.staticData.has(id)) return;
		new Workflow({ id, nodes: [], connections: {}, active: true, nodeTypes, staticData });
	}

	context(
		workflow: IWorkflowBase,
		mode: WorkflowExecuteMode,
		executionId?: string,
	): IWorkflowExecuteAdditionalData {
		return additionalData(workflow, mode, this.credentials, this.baseUrl, executionId);
	}

	/**
	 * Starts at the named node, which is handed `output`.
	 *
	 * @param resultData What n8n puts on record beforehand, where the trigger itself failed.
	 * @throws WorkflowHasIssuesError where n8n refuses to start the workflow.
	 */
	launch(
		workflow: IWorkflowBase,
		mode: WorkflowExecuteMode,
		nodeName: string,
		output: INodeExecutionData[][],
		resultData?: IRunExecutionData['resultData'],
	): Execution {
		const node = this.instantiate(workflow).getNode(nodeName);
		if (!node) throw new Error(`The workflow has no node '${nodeName}'`);
		const data = createRunExecutionData({
			executionData: { nodeExecutionStack: [{ node, data: { main: output }, source: null }] },
			resultData,
		});
		const id = String(this.byId.size + 1);
		const execution: Execution = {
			id,
			workflow,
			mode,
			status: 'running',
			resumeToken: data.resumeToken,
			...this.proceed({ id, workflow, mode }, data),
		};
		this.byId.set(id, execution);
		return execution;
	}

	/**
	 * Goes on with a parked execution.
	 *
	 * @throws Error where the execution is not parked: somebody else was faster.
	 */
	resume(execution: Execution, data: IRunExecutionData): Promise<Run> {
		if (execution.status !== 'waiting') {
			throw new Error(`The execution "${execution.id}" was resumed already.`);
		}
		Object.assign(execution, { status: 'running' }, this.proceed(execution, data, execution.id));
		return execution.settled;
	}

	/** Stops whatever still runs, so that no timer of a node outlives the test. */
	cancelAll(): void {
		for (const { status, cancel } of this.byId.values()) if (status === 'running') cancel();
	}

	/** The state of a parked execution, as n8n reads it from its database. */
	restore({ id, parked }: Execution): IRunExecutionData {
		if (parked === undefined) throw new Error(`The execution "${id}" was never parked.`);
		return JSON.parse(parked) as IRunExecutionData;
	}

	/** The stretch after `run`, whoever resumes the execution. */
	async after(run: Run): Promise<Run> {
		const execution = this.byId.get(run.executionId);
		if (!execution) throw new Error(`There is no execution "${run.executionId}"`);
		if (execution.status === 'running') return await execution.settled;
		if (execution.latest && execution.latest !== run) return execution.latest;
		const [next] = (await once(this.ends, execution.id)) as [Run];
		return next;
	}

	private proceed(
		{ id, workflow, mode }: Pick<Execution, 'id' | 'workflow' | 'mode'>,
		data: IRunExecutionData,
		restartExecutionId?: string,
	): Pick<Execution, 'settled' | 'cancel'> {
		const instance = this.instantiate(workflow);
		const context = { ...this.context(workflow, mode, id), restartExecutionId };
		const running = new WorkflowExecute(context, mode, data).processRunExecutionData(instance);
		let stopped = false;
		const settled = running.then((raw) => {
			this.keepStaticData(instance);
			// n8n records a stopped execution at once, however its node then ends.
			if (stopped) raw.status = 'canceled';
			const latest = new Run(id, workflow, raw);
			const execution = this.byId.get(id);
			const parked = raw.status === 'waiting' ? JSON.stringify(raw.data) : undefined;
			if (execution) Object.assign(execution, { status: raw.status, parked, latest });
			this.ends.emit(id, latest);
			return latest;
		});
		const cancel = () => {
			stopped = true;
			running.cancel();
		};
		return { settled, cancel };
	}
}
