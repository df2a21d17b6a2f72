import { randomUUID } from 'node:crypto';
import type { INode, INodeParameters } from 'n8n-workflow';

import { connect, fields, node, sequence, type WorkflowJson } from '../n8n/builders';
import type { Stage } from './stage';

/** The node behind which a job is delivered. */
export const AFTER = 'After';

/** The head of every workflow: items that a webhook takes, as in production. */
export function start(): [INode, INode] {
	const path = randomUUID();
	return [
		node(
			'Webhook',
			'n8n-nodes-base.webhook',
			{ httpMethod: 'POST', path, options: {} },
			{ typeVersion: 2, webhookId: path },
		),
		node('Start', 'n8n-nodes-base.splitOut', { fieldToSplitOut: 'body.items', options: {} }),
	];
}

/** The end of every workflow: one node more, which tells the task. */
export function after(taskId: string): INode {
	return fields(AFTER, { taskId: `={{ ${taskId} }}` });
}

/** A node of the package that makes a video from the item's prompt, and fetches no file, as by hand. */
export function veo({ credentials }: Stage, parameters: INodeParameters): INode {
	return node(
		'Veo',
		'n8n-nodes-veo.veo',
		{
			provider: 'kie',
			resource: 'video',
			operation: 'text2video',
			prompt: '={{ $json.prompt }}',
			download: false,
			...parameters,
		},
		{ credentials: { kieApi: credentials.kieApi } },
	);
}

/** n8n's HTTP Request to the provider, with the key in a credential. */
function request({ credentials }: Stage, name: string, parameters: INodeParameters): INode {
	return node(
		name,
		'n8n-nodes-base.httpRequest',
		{
			authentication: 'genericCredentialType',
			genericAuthType: 'httpHeaderAuth',
			options: {},
			...parameters,
		},
		{ typeVersion: 4.2, credentials: { httpHeaderAuth: credentials.httpHeaderAuth } },
	);
}

/** A submit by hand. */
function submit(stage: Stage, fields: string): INode {
	return request(stage, 'Submit', {
		method: 'POST',
		url: `${stage.simulator.url}/kie/api/v1/veo/generate`,
		sendBody: true,
		specifyBody: 'json',
		jsonBody: `={{ JSON.stringify({ prompt: $json.prompt, model: 'veo3_fast', ${fields} }) }}`,
	});
}

/** n8n's Wait node. */
function wait(parameters: INodeParameters): INode {
	return node('Wait', 'n8n-nodes-base.wait', parameters, {
		typeVersion: 1.1,
		webhookId: randomUUID(),
	});
}

/** Submit, wait five seconds, look up, and again until it is done: what most people build. */
export function handBuiltLoop(stage: Stage): WorkflowJson {
	const lookUp = request(stage, 'Look Up', {
		url: `${stage.simulator.url}/kie/api/v1/veo/record-info`,
		sendQuery: true,
		queryParameters: {
			parameters: [{ name: 'taskId', value: "={{ $('Submit').item.json.data.taskId }}" }],
		},
	});
	const isDone = node(
		'Is Done',
		'n8n-nodes-base.if',
		{
			conditions: {
				options: { caseSensitive: true, leftValue: '', typeValidation: 'strict', version: 2 },
				conditions: [
					{
						id: 'done',
						leftValue: '={{ $json.data.successFlag }}',
						rightValue: 1,
						operator: { type: 'number', operation: 'equals' },
					},
				],
				combinator: 'and',
			},
			options: {},
		},
		{ typeVersion: 2.2 },
	);
	const head = start();
	return {
		nodes: [
			...head,
			submit(stage, ''),
			wait({ resume: 'timeInterval', amount: 5, unit: 'seconds' }),
			lookUp,
			isDone,
			after('$json.data.taskId'),
		],
		connections: connect({
			Webhook: [['Start']],
			Start: [['Submit']],
			Submit: [['Wait']],
			Wait: [['Look Up']],
			'Look Up': [['Is Done']],
			'Is Done': [[AFTER], ['Wait']],
		}),
	};
}

/** Submit with the resume URL as the callback URL, then n8n's Wait node. */
export function waitOnWebhook(stage: Stage): WorkflowJson {
	return sequence(
		...start(),
		submit(stage, 'callBackUrl: $execution.resumeUrl'),
		wait({ resume: 'webhook', httpMethod: 'POST', options: {} }),
		after('$json.body.data.taskId'),
	);
}

/** The file at a URL of the simulator by n8n's HTTP Request. */
export function httpDownload(): INode {
	return node(
		'HTTP Request',
		'n8n-nodes-base.httpRequest',
		{
			url: '={{ $json.url }}',
			options: { response: { response: { responseFormat: 'file' } } },
		},
		{ typeVersion: 4.2 },
	);
}
