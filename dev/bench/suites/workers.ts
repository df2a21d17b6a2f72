import { delivered, jobs, startRuns, warmUp } from '../jobs';
import { Meter } from '../meter';
import { addRound, type Rows } from '../results';
import { countOf, inTurn, type Suite } from '../spec';
import { turn, type Stage } from '../stage';
import { CALLBACK, LOOP, POLL, TRIGGER, WAIT, type Way } from '../ways';

const JOBS = 60;
const JOB_SECONDS = 20;
const CONCURRENCY = 5;

/** Their time is arithmetic, jobs through slots, so the first round is enough. */
const HOLDING = [POLL, LOOP];
const FREE = [WAIT, CALLBACK, TRIGGER];

async function measure(stage: Stage, way: Way): Promise<Record<string, number>> {
	const { simulator } = stage;
	await stage.restart({ N8N_CONCURRENCY_PRODUCTION_LIMIT: String(CONCURRENCY) });
	await warmUp(stage, way);
	const line = await way.publish(stage);
	simulator.configure({ taskMs: JOB_SECONDS * 1000 });

	const meter = await Meter.start(stage.n8n.pid);
	const startedAt = Date.now();
	await startRuns(stage, line.head, jobs(JOBS));
	const executions = await delivered(stage, way, line, { runs: JOBS });
	const { peak, cpuSeconds } = await meter.read();
	const requests = simulator.requests.length;
	simulator.reset();
	const endedAt = Math.max(...executions.map(({ stoppedAt }) => stoppedAt));
	return {
		seconds: (endedAt - startedAt) / 1000,
		peak,
		requests: requests / JOBS,
		cpu: (cpuSeconds / JOBS) * 1000,
	};
}

export const workers: Suite = {
	name: 'workers',
	rounds: 2,
	tables: [
		{
			key: 'workers',
			title: 'Workers held',
			about: `${JOBS} executions of one job each are started at once in an n8n that runs ${CONCURRENCY} at a time (\`N8N_CONCURRENCY_PRODUCTION_LIMIT\`); every job takes the provider ${JOB_SECONDS} seconds. The time is that from the first start to the end of the last execution. n8n is started anew for each turn, and makes one video before the measured ones. Memory is the greatest resident memory of n8n's process (\`VmHWM\`); the requests are those that the provider gets. The two that hold their slot while they wait are measured in the first round only.`,
			head: 'Way to a video',
			ratios: [
				{ column: 'seconds', against: WAIT.name, title: 'Time, × Wait on webhook' },
				{ column: 'peak', against: WAIT.name, title: 'Memory, ×' },
			],
			columns: [
				{ key: 'seconds', title: 'Time, s', digits: 1 },
				{ key: 'peak', title: 'Peak memory, MiB' },
				{ key: 'requests', title: 'Requests per video', digits: 2 },
				{ key: 'cpu', title: 'CPU per video, ms' },
			],
			goals: [],
			limits: `What waits in n8n's database holds no slot: its time is that of the job and of n8n starting and resuming ${JOBS} executions, ${CONCURRENCY} at a time. What waits in a slot (polling, and n8n's Wait node for less than 65 seconds) takes ${JOBS} / ${CONCURRENCY} × ${JOB_SECONDS} s = ${(JOBS / CONCURRENCY) * JOB_SECONDS} s.`,
		},
	],
	async run(stage, rounds) {
		const rows: Rows = {};
		for (const round of countOf(rounds)) {
			for (const way of [...inTurn(FREE, round), ...(round === 0 ? HOLDING : [])]) {
				const values = await turn(`${way.name}, round ${round + 1}`, () => measure(stage, way));
				addRound(rows, way.name, values);
			}
		}
		return { workers: rows };
	},
};
