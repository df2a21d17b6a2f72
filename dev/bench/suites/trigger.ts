import { randomUUID } from 'node:crypto';
import { Agent } from 'node:http';
import axios from 'axios';
import type { INode } from 'n8n-workflow';

import { node, sequence } from '../../n8n/builders';
import { Meter } from '../meter';
import { medianText } from '../render';
import { addRound, type Rows } from '../results';
import { countOf, inTurn, type Suite } from '../spec';
import { turn, type Stage } from '../stage';
import { quantile } from '../statistics';
import { listening } from '../ways';

const CALLS = 100;
const PARALLEL = 10;
const LIMIT_MS = 120_000;

const VEO = 'Veo Trigger';
const EQUAL = 'Webhook with Header Auth, Remove Duplicates, Switch';
const BARE = 'Webhook, Switch';

/** Where one of them listens, and what a call has to carry. */
interface Entrance {
	name: string;
	url: string;
	headers: Record<string, string>;
	workflowId: string;
	/** Runs of it so far. */
	runs: number;
}

/** The callback of a finished Kie Veo task, after the provider's documented example. */
function callback() {
	return {
		code: 200,
		msg: 'Veo3.1 video generated successfully.',
		data: {
			taskId: randomUUID().replaceAll('-', ''),
			info: {
				resultUrls: ['https://files.example/video.mp4'],
				originUrls: ['https://files.example/original.mp4'],
				resolution: '1080p',
			},
			fallbackFlag: false,
		},
	};
}

const END = node('End', 'n8n-nodes-base.noOp');

const DUPLICATES = node(
	'Remove Duplicates',
	'n8n-nodes-base.removeDuplicates',
	{
		operation: 'removeItemsSeenInPreviousExecutions',
		logic: 'removeItemsWithAlreadySeenKeyValues',
		dedupeValue: '={{ $json.body.data.taskId }}',
		options: {},
	},
	{ typeVersion: 2 },
);

/** Routes by the code in the body, as Veo Trigger does by its type. */
function routing(): INode {
	const rule = (code: number) => ({
		conditions: {
			options: { caseSensitive: true, leftValue: '', typeValidation: 'strict', version: 2 },
			conditions: [
				{
					id: String(code),
					leftValue: '={{ $json.body.code }}',
					rightValue: code,
					operator: { type: 'number', operation: 'equals' },
				},
			],
			combinator: 'and',
		},
		renameOutput: false,
	});
	return node(
		'Switch',
		'n8n-nodes-base.switch',
		{
			rules: { values: [200, 400, 422, 402, 500, 501].map(rule) },
			options: { fallbackOutput: 'extra' },
		},
		{ typeVersion: 3.2 },
	);
}

async function open(stage: Stage, name: string): Promise<Entrance> {
	const webhookId = randomUUID();
	const { kieApi, httpHeaderAuth } = stage.credentials;
	const [key] = stage.simulator.settings.apiKeys.kie;
	const hook = `${stage.n8n.url}/webhook/${webhookId}`;
	if (name === VEO) {
		const trigger = node(
			VEO,
			'n8n-nodes-veo.veoTrigger',
			{ provider: 'kie', confirm: false },
			{ webhookId, credentials: { kieApi } },
		);
		const { id } = await stage.publish(sequence(trigger, END));
		const url = `${hook}/veo?token=bench-callback-token`;
		await listening(`${hook}/veo`, {}, 401);
		return { name, url, headers: {}, workflowId: id, runs: 0 };
	}
	const isEqual = name === EQUAL;
	const webhook = node(
		'Webhook',
		'n8n-nodes-base.webhook',
		{
			httpMethod: 'POST',
			path: webhookId,
			options: {},
			...(isEqual && { authentication: 'headerAuth' }),
		},
		{ typeVersion: 2, webhookId, ...(isEqual && { credentials: { httpHeaderAuth } }) },
	);
	const between = isEqual ? [DUPLICATES, routing()] : [routing()];
	const { id } = await stage.publish(sequence(webhook, ...between, END));
	const entrance = { name, url: hook, workflowId: id };
	if (isEqual) {
		await listening(hook, {}, 403);
		const headers = { Authorization: `Bearer ${key}` };
		// Remove Duplicates fails where its very first runs overlap: both insert the same row.
		await axios.post(hook, callback(), { headers, proxy: false });
		await stage.reached(id, 'success', 1, LIMIT_MS);
		return { ...entrance, headers, runs: 1 };
	}
	await listening(hook, callback(), 200);
	return { ...entrance, headers: {}, runs: 1 };
}

/** Calls an entrance and waits until all runs that it has started have ended. */
async function round(stage: Stage, entrance: Entrance): Promise<Record<string, number>> {
	const agent = new Agent({ keepAlive: true });
	const { url, headers, workflowId } = entrance;
	const bodies = Array.from({ length: CALLS }, callback).values();
	const latencies: number[] = [];
	const client = async () => {
		for (const body of bodies) {
			const sent = performance.now();
			await axios.post(url, body, { headers, httpAgent: agent, proxy: false });
			latencies.push(performance.now() - sent);
		}
	};
	const meter = await Meter.start(stage.n8n.pid);
	const startedAt = Date.now();
	await Promise.all(Array.from({ length: PARALLEL }, client));
	const answered = (Date.now() - startedAt) / 1000;
	agent.destroy();
	entrance.runs += CALLS;
	await stage.reached(workflowId, 'success', entrance.runs, LIMIT_MS);
	const { cpuSeconds } = await meter.read();
	const executions = await stage.executions(workflowId);
	const strayed = executions.filter(({ runData }) => !runData.End);
	if (strayed.length > 0) {
		throw new Error(`"${entrance.name}": ${strayed.length} runs have not reached the end`);
	}
	const endedAt = Math.max(...executions.map(({ stoppedAt }) => stoppedAt));
	return {
		done: CALLS / ((endedAt - startedAt) / 1000),
		answered: CALLS / answered,
		cpu: (cpuSeconds / CALLS) * 1000,
		p50: quantile(latencies, 0.5),
		p99: quantile(latencies, 0.99),
	};
}

const ISOLATES =
	"n8n takes a V8 isolate for the expressions of every run, and one more for every call of a webhook, whether it has expressions or not; only its own Webhook node is spared the second (`webhookPhaseNeedsIsolate` in n8n's `live-webhooks.js`). No community node can change that. ";

export const trigger: Suite = {
	name: 'trigger',
	rounds: 3,
	tables: [
		{
			key: 'trigger',
			title: 'Callbacks that start workflows',
			about: `${PARALLEL} clients send ${CALLS} callbacks of Kie Veo per round, each of another task. Veo Trigger checks the callback token, ignores repeats and routes by the outcome, without a look-up. Equal work by n8n's own nodes is a Webhook with Header Auth, Remove Duplicates across executions, and a Switch on the code; the bare Webhook and Switch checks nothing. (Remove Duplicates reads and writes its store without a lock: calls at the same time can make it forget one, and its very first ones fail, so it is called once alone before.) A call is done when its workflow has ended. One round of each before does not count.`,
			head: 'Start of the workflow',
			ratios: [
				{ column: 'done', against: EQUAL, title: 'Calls done, × equal work' },
				{ column: 'done', against: BARE, title: 'Calls done, × bare' },
				{ column: 'cpu', against: EQUAL, title: 'CPU per call, × equal work' },
			],
			columns: [
				{ key: 'done', title: 'Calls done per s', digits: 1 },
				{ key: 'answered', title: 'Calls answered per s', digits: 1 },
				{ key: 'cpu', title: 'CPU per call, ms' },
				{ key: 'p50', title: 'Answer, median, ms' },
				{ key: 'p99', title: 'Answer, p99, ms' },
			],
			goals: [
				{
					title: 'Callbacks per second of Veo Trigger, × equal work',
					row: VEO,
					column: 'done',
					against: EQUAL,
					atLeast: 1,
					missed: (rows) =>
						`A call costs ${medianText(rows, VEO, 'cpu')} ms of n8n's CPU, and ${medianText(rows, EQUAL, 'cpu')} ms with equal work. ${ISOLATES}`,
				},
			],
			limits: `n8n's CPU. ${ISOLATES}With \`N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE=true\` n8n takes isolates only where something is evaluated.`,
		},
	],
	async run(stage, rounds) {
		const rows: Rows = {};
		await stage.restart();
		const entrances: Entrance[] = [];
		for (const name of [VEO, EQUAL, BARE]) {
			const entrance = await open(stage, name);
			await turn(`${name}, first round`, () => round(stage, entrance));
			entrances.push(entrance);
		}
		for (const count of countOf(rounds)) {
			for (const entrance of inTurn(entrances, count)) {
				const title = `${entrance.name}, round ${count + 1}`;
				addRound(rows, entrance.name, await turn(title, () => round(stage, entrance)));
			}
		}
		return { trigger: rows };
	},
};
