import type { IDataObject, INode, INodeParameters } from 'n8n-workflow';

import { startSimulator, type Simulator, type SimulatorOptions } from '../../dev/simulator/server';
import { Engine } from './harness/engine';
import type { CredentialData } from './harness/credentials';
import { inOptions, node, sequence, start, type WorkflowJson } from './harness/workflows';

export const CALLBACK_TOKEN = 'callback-token';
export const HMAC_KEY = 'hmac-key';

/** n8n's engine with the built nodes, and the simulated providers that its credentials point to. */
export interface Stage {
	engine: Engine;
	simulator: Simulator;
	/** The same, with some credential fields changed. */
	withCredentials(changes: CredentialData): Promise<Engine>;
	stop(): Promise<void>;
}

/** Tasks take 300 ms, so that one look-up after the shortest interval finds them done. */
export async function setStage(options: SimulatorOptions = {}): Promise<Stage> {
	const simulator = await startSimulator({
		taskMs: 300,
		callback: { retryDelayMs: 50 },
		...options,
	});
	const engines: Engine[] = [];
	const withCredentials: Stage['withCredentials'] = async (changes) => {
		const credentials = credentialsFor(simulator.url);
		for (const [name, change] of Object.entries(changes)) Object.assign(credentials[name], change);
		const engine = await Engine.start({ credentials });
		engines.push(engine);
		return engine;
	};
	return {
		engine: await withCredentials({}),
		simulator,
		withCredentials,
		async stop() {
			for (const engine of engines) await engine.stop();
			await simulator.close();
		},
	};
}

function credentialsFor(url: string): CredentialData {
	return {
		kieApi: {
			apiKey: 'kie-key',
			baseUrl: `${url}/kie`,
			uploadBaseUrl: `${url}/kie`,
			webhookHmacKey: HMAC_KEY,
			callbackToken: CALLBACK_TOKEN,
		},
		aceDataApi: {
			token: 'ace-data-token',
			baseUrl: `${url}/aceData`,
			callbackToken: CALLBACK_TOKEN,
		},
		sunoApi: {
			apiKey: 'suno-api-key',
			baseUrl: `${url}/sunoApi`,
			callbackToken: CALLBACK_TOKEN,
		},
	};
}

/** A Veo node that makes a video from text, at the shortest interval. */
export function veo(parameters: INodeParameters = {}, settings: Partial<INode> = {}): INode {
	return node(
		'Veo',
		'n8n-nodes-veo.veo',
		inOptions({
			provider: 'kie',
			resource: 'video',
			operation: 'text2video',
			prompt: '={{ $json.prompt }}',
			pollInterval: 1,
			download: false,
			...parameters,
		}),
		settings,
	);
}

/** A Music Video node that makes a video of a track, at the shortest interval. */
export function musicVideo(parameters: INodeParameters = {}, settings: Partial<INode> = {}): INode {
	return node(
		'Music Video',
		'n8n-nodes-veo.musicVideo',
		inOptions({
			provider: 'sunoApi',
			resource: 'musicVideo',
			operation: 'create',
			taskId: '={{ $json.taskId }}',
			audioId: '={{ $json.audioId }}',
			author: '={{ $json.author }}',
			pollInterval: 1,
			download: false,
			...parameters,
		}),
		settings,
	);
}

/** A Music Video node that makes a song, at the shortest interval. */
export function song(parameters: INodeParameters = {}, settings: Partial<INode> = {}): INode {
	return node(
		'Song',
		'n8n-nodes-veo.musicVideo',
		inOptions({
			provider: 'sunoApi',
			resource: 'song',
			operation: 'create',
			prompt: '={{ $json.prompt }}',
			pollInterval: 1,
			download: false,
			...parameters,
		}),
		settings,
	);
}

/** The workflow of one node behind the start. */
export function only(one: INode): WorkflowJson {
	return sequence(start(), one);
}

/** Input items with these prompts. */
export function prompts(...texts: string[]): { input: Array<{ json: IDataObject }> } {
	return { input: texts.map((prompt) => ({ json: { prompt } })) };
}
