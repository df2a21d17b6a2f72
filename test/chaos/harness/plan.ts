import { randomUUID } from 'node:crypto';
import type { INode, INodeParameters } from 'n8n-workflow';
import { chance } from '../../../dev/simulator/chaos';
import {
	connect,
	fields,
	musicVideo,
	node,
	start,
	veo,
	type WorkflowJson,
} from '../../e2e/harness/workflows';

/** Of each workflow; fewer for a quick look. */
const RUNS = Number(process.env.CHAOS_RUNS ?? 5);
const ITEMS = 5;
/** Minutes; the shortest that the field takes. */
const TIME_LIMIT = 1;
/** From some item of the run on, there are no credits left. */
const NO_CREDITS = ' [submit no credits]';

/** Who is called with which credential; each has a Veo Trigger of its own. */
export const DOORS = ['kie classic', 'kie unified', 'aceData', 'sunoApi'] as const;

export type Door = (typeof DOORS)[number];

export type Way = 'poll' | 'callback' | 'trigger';

/** What an item needs to exist before it can be bought. */
export type Source = 'song' | 'video' | undefined;

/** What is bought, and where. */
interface Api {
	door: Door;
	source: Source;
	ways: Way[];
	node: (parameters: INodeParameters, settings: Partial<INode>) => INode;
	/** What tells the node to look a task up. */
	lookUp: INodeParameters;
}

const ALL: Way[] = ['poll', 'callback', 'trigger'];
const get = { resource: 'task', operation: 'get', taskId: '={{ $json.taskId }}' };
const upscale = { operation: 'get_1080p', taskId: '={{ $json.taskId }}' };

const video = (door: Door, provider: string): Api => ({
	door,
	source: undefined,
	ways: ALL,
	node: (parameters, settings) => veo({ provider, ...parameters }, settings),
	lookUp: get,
});
const larger = (door: Door, provider: string, ways: Way[]): Api => ({
	door,
	source: 'video',
	ways,
	node: (parameters, settings) => veo({ provider, ...upscale, ...parameters }, settings),
	lookUp: door === 'kie classic' ? { ...get, version: '1080p' } : get,
});
const music = (door: Door, provider: string): Api => ({
	door,
	source: 'song',
	ways: ALL,
	node: (parameters, settings) => ({
		...musicVideo({ provider, pollInterval: 1, ...parameters }),
		...settings,
	}),
	lookUp: get,
});

const APIS: Record<string, Api> = {
	kieVeo: video('kie classic', 'kie'),
	kieJobs: video('kie unified', 'kie'),
	aceData: video('aceData', 'aceData'),
	sunoMp4: music('sunoApi', 'sunoApi'),
	kieMp4: music('kie classic', 'kie'),
	kieMp4Jobs: music('kie unified', 'kie'),
	// The classic API calls nobody back about a 1080p version.
	kie1080p: larger('kie classic', 'kie', ['poll']),
	kie1080pJobs: larger('kie unified', 'kie', ['callback']),
};

/** One workflow with the runs that are started of it. */
export interface Cell {
	name: string;
	way: Way;
	door: Door;
	source: Source;
	/** Whether the first failure ends the execution. */
	stops: boolean;
	/** What n8n's settings of the node are, in words. */
	settings: string;
	/** @param callbackUrl of the door */
	workflow(callbackUrl: string): WorkflowJson;
	/** Looks the tasks of the items up, as a user does who has their IDs. */
	lookUps(): WorkflowJson;
	/** The prompts of each run. */
	runs: string[][];
}

/** All workflows of a seed: every API in every way, five runs of five items each. */
export function plan(seed: number): Cell[] {
	return Object.entries(APIS).flatMap(([apiName, api]) =>
		api.ways.map((way) => cellOf(seed, `${apiName}/${way}`, api, way)),
	);
}

function cellOf(
	seed: number,
	name: string,
	{ door, source, lookUp, node: nodeOf }: Api,
	way: Way,
): Cell {
	const isDrawn = (what: string, probability: number) => chance(seed, name, what) < probability;
	const stops = way !== 'callback' && isDrawn('stops', 0.2);
	const download = way !== 'trigger' && isDrawn('download', 0.6);
	const separate = way === 'callback' && isDrawn('separate', 0.4);
	const hasErrorOutput = way !== 'callback' && !stops && isDrawn('error output', 0.5);
	const retryOnFail = isDrawn('retry', 0.4);
	const onError = stops
		? 'stopWorkflow'
		: hasErrorOutput
			? 'continueErrorOutput'
			: 'continueRegularOutput';
	const settings = { onError, retryOnFail, maxTries: 2, waitBetweenTries: 500 } as const;
	const poorRun = Math.floor(chance(seed, name, 'poor run') * RUNS);
	const poorItem = Math.floor(chance(seed, name, 'poor item') * (ITEMS - 1)) + 1;
	return {
		name,
		way,
		door,
		source,
		stops,
		settings: `${onError}${retryOnFail ? ', Retry On Fail' : ''}${download ? ', Download' : ''}${separate ? ', separate outputs' : ''}`,
		workflow: (callbackUrl) =>
			reporting(
				nodeOf(
					{
						completion: way === 'trigger' ? 'submitOnly' : way,
						timeLimit: TIME_LIMIT,
						download,
						...(separate && { outputs: 'separate' }),
						...(way === 'trigger' && { callbackUrl }),
					},
					settings,
				),
				separate ? 3 : hasErrorOutput ? 2 : 1,
			),
		lookUps: () => reporting(nodeOf(lookUp, { onError: 'continueRegularOutput' }), 1),
		runs: Array.from({ length: RUNS }, (_, run) =>
			Array.from({ length: ITEMS }, (__, item) => {
				// An upscaled version has the prompt of its video, so nothing can be asked for here.
				const isPoor = source !== 'video' && run === poorRun && item >= poorItem;
				return `${name} ${run}.${item}${isPoor ? NO_CREDITS : ''}`;
			}),
		),
	};
}

const record = '={{ JSON.stringify($json) }}';

/** The workflow of one buying node, whose results all end in After, with the prompt they are for. */
function reporting(inside: INode, outputs: number): WorkflowJson {
	const [webhook, items] = start();
	// A resumed item keeps its link on the first output only.
	const from = "={{ $json.input ? $json.input.prompt : $('Start').item.json.prompt }}";
	return {
		nodes: [webhook, items, inside, fields('After', { from, record })],
		connections: connect({
			[webhook.name]: [[items.name]],
			[items.name]: [[inside.name]],
			[inside.name]: Array.from({ length: outputs }, () => ['After']),
		}),
	};
}

/** The workflow of a Veo Trigger, and its path. */
export function doorWorkflow(door: Door): WorkflowJson & { path: string } {
	const webhookId = randomUUID();
	const [provider] = door.split(' ');
	const trigger = node(
		'Veo Trigger',
		'n8n-nodes-veo.veoTrigger',
		{ provider, branches: 'single' },
		{ webhookId },
	);
	return {
		nodes: [trigger, fields('After', { record })],
		connections: connect({ 'Veo Trigger': [['After']] }),
		path: `${webhookId}/veo`,
	};
}
