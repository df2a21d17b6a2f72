import { randomUUID } from 'node:crypto';
import { defaultSettings } from '../simulator/settings';
import { EXAMPLES } from './examples';
import type { Credential, N8nClient, SavedWorkflow } from '../n8n/client';
import type { Workflow } from '../n8n/workflow';
import { fit, nodeOfType, readExample } from './workflows';

const TRIGGER = 'n8n-nodes-veo.veoTrigger';
/** The simulator's tasks take seconds. */
const POLL_INTERVAL = 2;

/**
 * Puts the credentials and the example workflows into n8n and publishes those with a trigger. What is
 * there already is brought up to date.
 * @param n8nUrl where n8n answers
 * @param simulatorUrl where the stand-in for the providers answers
 * @returns the workflows by the name of their example
 */
export async function setUp(
	client: N8nClient,
	n8nUrl: string,
	simulatorUrl: string,
): Promise<Record<string, SavedWorkflow>> {
	const credentialIds: Record<string, string> = {};
	for (const credential of credentials(simulatorUrl)) {
		credentialIds[credential.type] = (await client.saveCredential(credential)).id;
	}

	const names = EXAMPLES.flatMap(({ name, startedBy }) => (startedBy ? [name, startedBy] : [name]));
	const workflows = await Promise.all(
		names.map(async (name) => [name, await readExample(name)] as const),
	);
	const setting = {
		credentialIds,
		pollInterval: POLL_INTERVAL,
		callbackUrl: triggerUrl(
			n8nUrl,
			workflows.map(([, workflow]) => workflow),
		),
	};
	const saved: Record<string, SavedWorkflow> = {};
	for (const [name, workflow] of workflows) {
		saved[name] = await client.saveWorkflow(fit(workflow, setting));
		if (hasTrigger(workflow)) await client.publish(saved[name]);
	}
	return saved;
}

function credentials(simulatorUrl: string): Credential[] {
	const { apiKeys } = defaultSettings();
	const callbackToken = randomUUID();
	return [
		{
			name: 'Kie.ai (simulator)',
			type: 'kieApi',
			data: {
				apiKey: apiKeys.kie[0],
				baseUrl: `${simulatorUrl}/kie`,
				uploadBaseUrl: `${simulatorUrl}/kie`,
				callbackToken,
			},
		},
		{
			name: 'Ace Data Cloud (simulator)',
			type: 'aceDataApi',
			data: { token: apiKeys.aceData[0], baseUrl: `${simulatorUrl}/aceData`, callbackToken },
		},
		{
			name: 'sunoapi.org (simulator)',
			type: 'sunoApi',
			data: { apiKey: apiKeys.sunoApi[0], baseUrl: `${simulatorUrl}/sunoApi`, callbackToken },
		},
	];
}

function hasTrigger({ nodes }: Workflow): boolean {
	return nodes.some(({ type }) => type === TRIGGER);
}

function triggerUrl(n8nUrl: string, workflows: Workflow[]): string {
	const [workflow] = workflows.filter(hasTrigger);
	const { webhookId } = nodeOfType(workflow, TRIGGER);
	return `${n8nUrl}/webhook/${webhookId}/veo`;
}
