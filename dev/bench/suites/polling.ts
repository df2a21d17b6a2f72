import { setTimeout as sleep } from 'node:timers/promises';
import axios from 'axios';

import { sequence } from '../../n8n/builders';
import { until } from '../../n8n/until';
import { checkDelivery, startRuns } from '../jobs';
import { Meter } from '../meter';
import { outputOf } from '../../n8n/execution';
import { addRound, type Rows } from '../results';
import { countOf, type Suite } from '../spec';
import { turn, type Stage } from '../stage';
import { AFTER, after, start, veo } from '../workflows';

const TASKS = 200;
const INTERVAL_S = 30;
/** Two intervals, so that every task is looked up twice. */
const WINDOW_MS = 2 * INTERVAL_S * 1000;
/** After the last run n8n still has things to do. */
const REST_MS = 5000;
const IDLE_MS = 10_000;
const LIMIT_MS = 5 * 60_000;

/** Buys tasks without n8n. */
async function buy({ simulator }: Stage): Promise<string[]> {
	const { url, settings } = simulator;
	const headers = { Authorization: `Bearer ${settings.apiKeys.kie[0]}` };
	const one = async () => {
		const { data } = await axios.post<{ data: { taskId: string } }>(
			`${url}/kie/api/v1/veo/generate`,
			{ prompt: 'a dog' },
			{ headers, proxy: false },
		);
		return data.data.taskId;
	};
	return await Promise.all(Array.from({ length: TASKS }, one));
}

/** The share of a core that n8n takes while this goes on. */
async function shareOf(stage: Stage, ms: number): Promise<number> {
	const meter = await Meter.start(stage.n8n.pid);
	await sleep(ms);
	const { cpuSeconds, seconds } = await meter.read();
	return cpuSeconds / seconds;
}

/** The tasks are waited for in so many runs. */
async function measure(stage: Stage, runs: number): Promise<Record<string, number>> {
	const { simulator } = stage;
	const { ledger } = simulator;
	const waiting = { resource: 'task', operation: 'wait', taskId: '={{ $json.taskId }}' };
	const saved = await stage.publish(
		sequence(
			...start(),
			veo(stage, { ...waiting, options: { pollInterval: INTERVAL_S } }),
			after('$json.taskId'),
		),
	);
	const release = simulator.hold();
	const taskIds = await buy(stage);
	const lookUps = () => taskIds.reduce((sum, taskId) => sum + ledger.lookUpsOf(taskId), 0);
	const items = taskIds.map((taskId) => ({ taskId }));
	await startRuns(stage, saved, runs === 1 ? [items] : items.map((item) => [item]));
	await until('the first look-up of every task', LIMIT_MS, () =>
		taskIds.every((taskId) => ledger.lookUpsOf(taskId) > 0) ? true : undefined,
	);
	const before = lookUps();
	const share = await shareOf(stage, WINDOW_MS);
	const counted = lookUps() - before;
	if (counted < TASKS) throw new Error(`${TASKS} tasks were looked up only ${counted} times`);

	release();
	await stage.reached(saved.id, 'success', runs, LIMIT_MS);
	const executions = await stage.executions(saved.id);
	const arrived = executions.flatMap((one) => outputOf(one, AFTER)).map(({ taskId }) => taskId);
	checkDelivery(taskIds, arrived, { bought: TASKS, delivered: TASKS });
	simulator.reset();
	await sleep(REST_MS);
	const idle = await shareOf(stage, IDLE_MS);
	const own = share - idle;
	return {
		share: own,
		perLookUp: (own * WINDOW_MS) / counted,
		perTask: counted / TASKS,
		idle,
	};
}

/** The rows, and in how many runs each waits. */
const ROWS: ReadonlyArray<[row: string, runs: number]> = [
	[`One run of ${TASKS} tasks`, 1],
	[`${TASKS} runs of one task`, TASKS],
];

export const polling: Suite = {
	name: 'polling',
	rounds: 1,
	tables: [
		{
			key: 'polling',
			title: `CPU of polling ${TASKS} tasks`,
			about: `Task → Wait looks ${TASKS} tasks up at an interval of ${INTERVAL_S} s. Measured is the CPU of n8n's process over ${WINDOW_MS / 1000} s, from the moment at which every task has been looked up once; what n8n takes with nothing to do, measured afterwards, is subtracted.`,
			head: 'Waiting',
			ratios: [],
			columns: [
				{ key: 'share', title: 'Share of a core', digits: 3 },
				{ key: 'perLookUp', title: 'CPU per look-up, ms', digits: 1 },
				{ key: 'perTask', title: 'Look-ups per task', digits: 2 },
				{ key: 'idle', title: 'Share of a core when idle', digits: 3 },
			],
			goals: ROWS.map(([row]) => ({
				title: `${row} every ${INTERVAL_S} s, share of a core`,
				row,
				column: 'share',
				atMost: 0.25,
				digits: 3,
				missed: "n8n's own reading of the credential for every look-up takes most of it.",
			})),
			limits:
				"n8n reads the credential anew for every request, and resolves its expressions in an isolate; that, and not the request, is most of a look-up's CPU.",
		},
	],
	async run(stage, rounds) {
		const rows: Rows = {};
		await stage.restart();
		for (const round of countOf(rounds)) {
			for (const [row, runs] of ROWS) {
				const title = `${row}, round ${round + 1}`;
				addRound(rows, row, await turn(title, () => measure(stage, runs)));
			}
		}
		return { polling: rows };
	},
};
