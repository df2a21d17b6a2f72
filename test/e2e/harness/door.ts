import { randomUUID } from 'node:crypto';
import type { INodeParameters } from 'n8n-workflow';
import { until } from '../../../dev/n8n/until';
import type { Inbox } from './inbox';
import { post, type Stage, type WorkflowSettings } from './stage';
import { connect, node } from './workflows';

/** The callback token of the credential. */
export const TOKEN = 'e2e-callback-token';

const LISTEN_LIMIT_MS = 120_000;

/** A published trigger that reports every run to an inbox. */
export interface Door {
	/** With the token. */
	url: string;
	workflowId: string;
}

/** Publishes a trigger whose runs report to the inbox, and waits until it listens. */
export async function openDoor(
	stage: Stage,
	inbox: Inbox,
	parameters: INodeParameters,
	settings: WorkflowSettings = {},
): Promise<Door> {
	const door = await publishDoor(stage, inbox, parameters, settings);
	await listening(door);
	return door;
}

/** The same, whether n8n listens then or not. */
export async function publishDoor(
	stage: Stage,
	inbox: Inbox,
	parameters: INodeParameters,
	settings: WorkflowSettings = {},
): Promise<Door> {
	const webhookId = randomUUID();
	const trigger = node(
		'Veo Trigger',
		'n8n-nodes-veo.veoTrigger',
		{ provider: 'kie', branches: 'single', ...parameters },
		{ webhookId },
	);
	const nodes = [trigger, inbox.reporter];
	const connections = connect({ 'Veo Trigger': [['Report']] });
	const { id } = await stage.publish({ nodes, connections }, settings);
	return {
		url: `${stage.host.url}/webhook/${webhookId}/veo?token=${TOKEN}`,
		workflowId: id,
	};
}

/** n8n listens a moment after it has answered that the workflow is published, or that it is ready. */
export async function listening({ url }: Door): Promise<void> {
	await until(`n8n to listen at ${url}`, LISTEN_LIMIT_MS, async () =>
		[400, 401].includes((await post(url, {})).status) ? true : undefined,
	);
}

/** The callback of a finished Kie Veo task. */
export function succeeded(taskId: string, url = 'https://files.example/v.mp4') {
	return { code: 200, msg: 'success', data: { taskId, info: { resultUrls: [url] } } };
}

/** How many runs n8n's database holds for each task of a door, whatever has become of them. */
export async function storedRuns(stage: Stage, { workflowId }: Door): Promise<Map<string, number>> {
	const rows = await stage.host.rows<{ data: string }>(
		`SELECT d.data FROM execution_entity e JOIN execution_data d ON d."executionId" = e.id
		 WHERE e."workflowId" = '${workflowId}'`,
	);
	const runs = new Map<string, number>();
	for (const { data } of rows) {
		const taskId = /"(task-\d+)"/.exec(data)?.[1] ?? 'none';
		runs.set(taskId, (runs.get(taskId) ?? 0) + 1);
	}
	return runs;
}
