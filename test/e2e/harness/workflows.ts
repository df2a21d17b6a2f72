import { randomUUID } from 'node:crypto';
import type { INode, INodeParameters, NodeConnectionType } from 'n8n-workflow';
import type { WorkflowNode } from '../../../dev/n8n/workflow';
import {
	fields,
	inOptions,
	node,
	sequence,
	type WorkflowJson,
} from '../../engine/harness/workflows';

export { connect, fields, node, sequence, type WorkflowJson } from '../../engine/harness/workflows';

/** Credential type by the value of the parameter Provider. */
const CREDENTIAL: Record<string, string> = {
	kie: 'kieApi',
	aceData: 'aceDataApi',
	sunoApi: 'sunoApi',
};

/**
 * The head of every workflow: a webhook, so that executions run as they do in production, and Start,
 * which puts out the items that `run` is given.
 */
export function start(): [INode, INode] {
	return [
		node(
			'Webhook',
			'n8n-nodes-base.webhook',
			{ httpMethod: 'POST', path: randomUUID() },
			{ typeVersion: 2, webhookId: randomUUID() },
		),
		node('Start', 'n8n-nodes-base.splitOut', { fieldToSplitOut: 'body.items', options: {} }),
	];
}

/** A Veo node that makes a video from the item's prompt and is resumed by the callback. */
export function veo(parameters: INodeParameters = {}, settings: Partial<INode> = {}): INode {
	const text2video = {
		provider: 'kie',
		resource: 'video',
		operation: 'text2video',
		prompt: '={{ $json.prompt }}',
		completion: 'callback',
		pollInterval: 1,
		download: false,
	};
	return node('Veo', 'n8n-nodes-veo.veo', inOptions({ ...text2video, ...parameters }), settings);
}

/** A Music Video node that makes a video of the item's track and is resumed by the callback. */
export function musicVideo(parameters: INodeParameters = {}): INode {
	const create = {
		provider: 'sunoApi',
		resource: 'musicVideo',
		operation: 'create',
		taskId: '={{ $json.taskId }}',
		audioId: '={{ $json.audioId }}',
		author: '={{ $json.prompt }}',
		completion: 'callback',
		download: false,
	};
	return node('Music Video', 'n8n-nodes-veo.musicVideo', inOptions({ ...create, ...parameters }));
}

/** A Music Video node that makes a song of the item's prompt and is resumed by the callback. */
export function song(parameters: INodeParameters = {}): INode {
	const create = {
		provider: 'sunoApi',
		resource: 'song',
		operation: 'create',
		prompt: '={{ $json.prompt }}',
		completion: 'callback',
		pollInterval: 1,
		download: false,
	};
	return node('Song', 'n8n-nodes-veo.musicVideo', inOptions({ ...create, ...parameters }));
}

/** The workflow of one buying node, and behind it one that shows which item each result belongs to. */
export function linked(inside: INode): WorkflowJson {
	return sequence(
		...start(),
		inside,
		fields('After', {
			from: "={{ $('Start').item.json.prompt }}",
			taskId: '={{ $json.taskId }}',
			status: '={{ $json.status }}',
		}),
	);
}

/**
 * A node as n8n stores it, with an id of its own and its credential: the one it names, or that of
 * its provider.
 */
export function stored(given: INode, credentialIds: Record<string, string>): WorkflowNode {
	const { credentials = {}, ...node } = given;
	const types = [...Object.keys(credentials), CREDENTIAL[String(node.parameters.provider)]];
	return {
		...node,
		id: randomUUID(),
		credentials: Object.fromEntries(
			types.filter(Boolean).map((type) => [type, { id: credentialIds[type], name: type }]),
		),
	};
}

/** An AI agent, the stand-in of its model, and the node as its only tool; it is called Agent. */
export function agent(tool: INode, { version = 3, text = '={{ $json.prompt }}' } = {}): Part {
	const ai = (type: NodeConnectionType) => ({ [type]: [[{ node: 'Agent', type, index: 0 }]] });
	return {
		nodes: [
			node(
				'Agent',
				'@n8n/n8n-nodes-langchain.agent',
				{ promptType: 'define', text, options: {} },
				{ typeVersion: version },
			),
			node(
				'Model',
				'@n8n/n8n-nodes-langchain.lmChatOpenAi',
				{ model: { __rl: true, mode: 'list', value: 'any' }, options: {} },
				{ typeVersion: 1.2, credentials: { openAiApi: { id: null, name: 'openAiApi' } } },
			),
			{ ...tool, type: `${tool.type}Tool` },
		],
		connections: { Model: ai('ai_languageModel'), [tool.name]: ai('ai_tool') },
	};
}

type Part = Pick<WorkflowJson, 'nodes' | 'connections'>;
