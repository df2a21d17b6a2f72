import { timingSafeEqual } from 'node:crypto';
import type { Request, Response } from 'express';
import { HookContext } from 'n8n-core';
import type {
	IRunExecutionData,
	IWebhookResponseData,
	IWorkflowBase,
	WorkflowExecuteMode,
} from 'n8n-workflow';
import type { Execution, Executions } from './executions';
import type { Run } from './run';
import { HttpError } from './server';
import type { WebhookCall } from './webhookCall';
import { answerOnReceived, callWebhook, webhooksOf } from './webhookCall';

/** A workflow whose triggers are listening. */
interface Listening {
	workflow: IWorkflowBase;
	mode: WorkflowExecuteMode;
	runs: Array<Promise<Run>>;
}

/** What n8n's server does with a request to a webhook: find the node, ask it, run the workflow. */
export class Webhooks {
	private readonly listening = new Map<string, Listening & { nodeName: string }>();

	constructor(private readonly executions: Executions) {}

	/**
	 * Registers the webhooks of every trigger, as publishing (`trigger`) or *Listen for test event*
	 * (`manual`) does, and calls the nodes' own `webhookMethods`.
	 *
	 * @returns The runs that requests will start, in their order, and the way to unregister.
	 */
	async listen(
		workflow: IWorkflowBase,
		mode: 'trigger' | 'manual',
	): Promise<{ runs: Array<Promise<Run>>; stop: () => Promise<void> }> {
		const runs: Array<Promise<Run>> = [];
		const keys: string[] = [];
		const hooks = this.triggerWebhooks(workflow, mode);
		for (const { webhook, call } of hooks) {
			if (!(await call('checkExists'))) await call('create');
			const key = `${mode} ${webhook.httpMethod} ${webhook.path}`;
			this.listening.set(key, { workflow, mode, runs, nodeName: webhook.node });
			keys.push(key);
		}
		const stop = async () => {
			keys.forEach((key) => this.listening.delete(key));
			for (const { call } of hooks) await call('delete');
		};
		return { runs, stop };
	}

	/** The path of a trigger's first webhook, below `/webhook` or `/webhook-test`. */
	pathOf(workflow: IWorkflowBase, nodeName: string): string {
		const found = this.triggerWebhooks(workflow, 'trigger').find(
			({ webhook }) => webhook.node === nodeName,
		);
		if (!found) throw new Error(`The node '${nodeName}' declares no webhook`);
		return found.webhook.path;
	}

	/** Handles `/webhook/…` and, with mode `manual`, `/webhook-test/…`. */
	async trigger(req: Request, res: Response, mode: 'trigger' | 'manual'): Promise<void> {
		const path = [req.params.path].flat().join('/');
		const found = this.listening.get(`${mode} ${req.method} ${path}`);
		if (!found) {
			throw new HttpError(404, `The requested webhook "${req.method} ${path}" is not registered.`);
		}
		const { workflow, nodeName, runs } = found;
		const executionMode = mode === 'manual' ? 'manual' : 'webhook';
		const instance = this.executions.instantiate(workflow);
		const node = instance.getNode(nodeName);
		const context = this.executions.context(workflow, executionMode);
		const webhook = node && webhooksOf(instance, node, context).find(({ path: p }) => p === path);
		if (!webhook) throw new HttpError(404, `The node '${nodeName}' has no such webhook`);
		webhook.isTest = mode === 'manual';
		req.params = {};
		const call = { workflow: instance, webhook, mode: executionMode, req, res } as const;
		await this.ask({ ...call, runExecutionData: null }, (output, resultData) => {
			runs.push(
				this.executions.launch(workflow, executionMode, nodeName, output, resultData).settled,
			);
		});
	}

	/** Handles `/webhook-waiting/:executionId/:suffix?`. */
	async waiting(req: Request, res: Response): Promise<void> {
		const execution = this.parkedExecution(req);
		const suffix = String(req.params.suffix ?? '');
		const data = this.executions.restore(execution);
		const [entry] = data.executionData?.nodeExecutionStack ?? [];
		const nodeName = data.resultData.lastNodeExecuted;
		const instance = this.executions.instantiate(execution.workflow);
		const node = nodeName === undefined ? null : instance.getNode(nodeName);
		if (!nodeName || !node) throw new HttpError(404, 'Could not find node to process webhook.');

		entry.node.disabled = true;
		data.waitTill = undefined;
		data.resultData.runData[nodeName].pop();
		const context = this.executions.context(execution.workflow, execution.mode, execution.id);
		const webhook = webhooksOf(instance, node, context).find(
			({ httpMethod, path, webhookDescription }) =>
				httpMethod === req.method && path === suffix && webhookDescription.restartWebhook === true,
		);
		if (!webhook) {
			throw new HttpError(404, 'The workflow does not contain a matching waiting webhook.');
		}
		req.params = {};
		const call = { workflow: instance, webhook, mode: execution.mode, req, res };
		await this.ask({ ...call, runExecutionData: data }, (output, resultData) => {
			entry.data.main = output;
			entry.metadata = { ...entry.metadata, forwardAllOutputs: true };
			if (resultData) data.resultData = resultData;
			void this.executions.resume(execution, data);
		});
	}

	/**
	 * Asks the node; starts what it returns; then answers, as n8n does for `onReceived`. A node that
	 * throws is answered with 500, and its run goes on with one empty item and the error on record.
	 */
	private async ask(
		call: WebhookCall,
		begin: (
			output: NonNullable<IWebhookResponseData['workflowData']>,
			failed?: IRunExecutionData['resultData'],
		) => void,
	): Promise<void> {
		let result: IWebhookResponseData;
		try {
			result = await callWebhook(call);
		} catch (error) {
			begin([[{ json: {} }]], {
				runData: {},
				lastNodeExecuted: call.webhook.node,
				error: error as IRunExecutionData['resultData']['error'],
			});
			throw new HttpError(500, 'Workflow Webhook Error: Workflow could not be started!');
		}
		if (result.noWebhookResponse) this.executions.keepStaticData(call.workflow);
		if (result.workflowData) {
			this.executions.overlookChanges(call.workflow);
			begin(result.workflowData);
		}
		if (result.noWebhookResponse) return;
		const answer: unknown = result.workflowData
			? answerOnReceived(call, result)
			: (result.webhookResponse ?? { message: 'Webhook call received' });
		this.executions.keepStaticData(call.workflow);
		if (typeof answer === 'string') call.res.send(answer);
		else call.res.json(answer);
	}

	private parkedExecution(req: Request): Execution {
		const id = String(req.params.executionId);
		const execution = this.executions.get(id);
		if (!execution) throw new HttpError(404, `The execution "${id}" does not exist.`);
		const expected = Buffer.from(execution.resumeToken ?? '');
		const given = Buffer.from(String(req.query.signature ?? ''));
		if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
			throw new HttpError(401, 'Invalid token');
		}
		if (execution.status !== 'waiting') {
			throw new HttpError(409, `The execution "${id}" is ${execution.status} already.`);
		}
		return execution;
	}

	private triggerWebhooks(workflow: IWorkflowBase, mode: 'trigger' | 'manual') {
		const instance = this.executions.instantiate(workflow);
		const context = this.executions.context(workflow, mode);
		const triggers = Object.values(instance.nodes).filter(({ disabled }) => !disabled);
		return triggers.flatMap((node) =>
			webhooksOf(instance, node, context)
				.filter(({ webhookDescription }) => webhookDescription.restartWebhook !== true)
				.map((webhook) => ({
					webhook,
					call: async (method: 'checkExists' | 'create' | 'delete') => {
						const { webhookMethods } = instance.nodeTypes.getByNameAndVersion(
							node.type,
							node.typeVersion,
						);
						const hook = webhookMethods?.[webhook.webhookDescription.name]?.[method];
						const activation = mode === 'manual' ? 'manual' : 'activate';
						const done = await hook?.call(
							new HookContext(instance, node, context, mode, activation, webhook),
						);
						this.executions.keepStaticData(instance);
						return done ?? true;
					},
				})),
		);
	}
}
