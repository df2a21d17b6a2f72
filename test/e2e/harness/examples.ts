import { randomUUID } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { EXAMPLES } from '../../../dev/demo/paths';
import { fit, readExample } from '../../../dev/demo/workflows';
import type { SavedWorkflow } from '../../../dev/n8n/client';
import type { Execution } from '../../../dev/n8n/execution';
import { until } from '../../../dev/n8n/until';
import { MANUAL_TRIGGER, type Workflow, type WorkflowNode } from '../../../dev/n8n/workflow';
import { post, type Run, type Stage } from './stage';

const REACTION_LIMIT_MS = 60_000;
/** What starts a workflow by a click or by the clock, in place of which a test calls a webhook. */
const STARTERS = [MANUAL_TRIGGER, 'n8n-nodes-base.scheduleTrigger'];

/** An example of the repository in n8n, published. */
export interface PublishedExample {
	saved: SavedWorkflow;
	/** Starts one execution of it, in production, by the webhook in place of its starter. */
	start(): Promise<Run>;
}

/** What a test changes in an example: parameters by the name of their node. */
export type Changes = Record<string, Record<string, unknown>>;

/**
 * Publishes an example as it stands in the repository, but for credentials, poll interval, callback
 * URL, what the test changes, and a webhook in the place of what starts it.
 * @throws Error where a change is about a node that is not there
 */
export async function publishExample(
	stage: Stage,
	name: string,
	changes: Changes = {},
	callbackUrl?: string,
): Promise<PublishedExample> {
	const example = fit(await readExample(name), stage.exampleSetting(callbackUrl));
	for (const changed of Object.keys(changes)) {
		if (example.nodes.every((node) => node.name !== changed)) {
			throw new Error(`The example ${name} has no node "${changed}"`);
		}
	}
	const path = randomUUID();
	const { client, url } = stage.host;
	const saved = await client.saveWorkflow({
		...example,
		name: `${example.name} ${randomUUID()}`,
		nodes: example.nodes.map((node) => started(changedBy(node, changes[node.name]), path)),
	});
	await client.publish(saved);
	return {
		saved,
		async start() {
			const earlier = await client.executionIds(saved.id);
			// n8n listens a moment after it has answered that the workflow is published.
			await until(`n8n to take a request for ${name}`, REACTION_LIMIT_MS, async () =>
				(await post(`${url}/webhook/${path}`, {})).status === 200 ? true : undefined,
			);
			const [id] = await client.newExecutionIds(saved.id, earlier, 1, REACTION_LIMIT_MS);
			return stage.follow(id);
		},
	};
}

function changedBy(node: WorkflowNode, parameters: Record<string, unknown> = {}): WorkflowNode {
	return {
		...node,
		parameters: { ...node.parameters, ...parameters },
		// Two published workflows cannot have the same webhook.
		...(node.webhookId !== undefined && { webhookId: randomUUID() }),
	};
}

function started(node: WorkflowNode, path: string): WorkflowNode {
	if (!STARTERS.includes(node.type)) return node;
	return {
		...node,
		type: 'n8n-nodes-base.webhook',
		typeVersion: 2,
		webhookId: randomUUID(),
		parameters: { httpMethod: 'POST', path },
	};
}

/** The production URL of a node's webhook. @param path its own, behind that of the node */
export function webhookOf(stage: Stage, saved: SavedWorkflow, name: string, path: string): string {
	const node = saved.nodes.find((each) => each.name === name);
	return `${stage.host.url}/webhook/${node?.webhookId}/${path}`;
}

/** The executions of a workflow that something else starts, when so many have started and ended. */
export async function endedOf(stage: Stage, id: string, count: number): Promise<Execution[]> {
	const ids = await stage.host.client.newExecutionIds(id, [], count, REACTION_LIMIT_MS);
	return await Promise.all(ids.map((started) => stage.follow(started).finished()));
}

/** The JSON of the items that a node put out in all its runs, over all its outputs. */
export function allOf({ runData }: Execution, node: string): Array<Record<string, unknown>> {
	return runData[node].flatMap(({ data }) =>
		(data?.main ?? []).flatMap((items) => (items ?? []).map(({ json }) => json)),
	);
}

/** All workflows of the folder and of those in it. */
export async function allExamples(): Promise<Workflow[]> {
	const files = await readdir(EXAMPLES, { recursive: true });
	const names = files.filter((file) => file.endsWith('.json'));
	return await Promise.all(names.map((file) => readExample(file.replace(/\.json$/, ''))));
}

/** The value of the node that holds the prompts of an example. */
export function prompts(...texts: string[]): Record<string, unknown> {
	const value = JSON.stringify(texts);
	return assigned('prompts', value, 'array');
}

/** The value of the node that holds the prompt of an example. */
export function prompt(text: string): Record<string, unknown> {
	return assigned('prompt', text, 'string');
}

function assigned(name: string, value: string, type: string): Record<string, unknown> {
	return { assignments: { assignments: [{ id: name, name, value, type }] } };
}
