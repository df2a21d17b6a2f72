import { setTimeout as sleep } from 'node:timers/promises';

import { checked, delivered, jobs, reachedAfter, startRuns } from './jobs';
import { Meter } from './meter';
import type { Stage } from './stage';
import { median } from './statistics';
import type { Line, Way } from './ways';

/** What n8n still does after it has suspended a run is over then. */
const REST_MS = 2000;
const SUSPENDED_LIMIT_MS = 15 * 60_000;
/** After the last callback. */
const RESUMED_LIMIT_MS = 300_000;

/** What a burst has taken, as columns of a table. */
export interface Burst extends Record<string, number> {
	/** Seconds from the first start to the last run suspended. */
	starting: number;
	/** Seconds from the end of all tasks to the last start of a next node. */
	wall: number;
	/** Seconds from the end of all tasks to the start of the next node, median of the runs. */
	reaction: number;
	/** Milliseconds of CPU per run, up to its suspension. */
	startCpu: number;
	/** Milliseconds of CPU per run, from the end of its tasks. */
	resumeCpu: number;
	/** MiB that n8n holds more when all are suspended than before the first. */
	held: number;
	/** MiB at the worst moment of all. */
	peak: number;
	delivered: number;
}

/** Of what a burst consists. */
export interface BurstSize {
	runs: number;
	/** Of each run. */
	items?: number;
	/** Callbacks that the provider has under way at the same time. */
	callsAtOnce?: number;
}

/**
 * Suspends runs, lets all their tasks end at the same moment, and waits until all have gone on.
 * @throws Error where a job is not delivered
 */
export async function burst(stage: Stage, way: Way, size: BurstSize): Promise<Burst> {
	const { runs, items = 1 } = size;
	const { line, meter, release } = await suspend(stage, way, size);
	const suspended = await meter.read();
	await sleep(REST_MS);

	const resuming = await Meter.start(stage.n8n.pid);
	const releasedAt = await release();
	const executions = await delivered(stage, way, line, { ...size, limitMs: RESUMED_LIMIT_MS });
	const resumed = await resuming.read();
	stage.simulator.reset();

	const reactions = executions.map((one) => (reachedAfter(one) - releasedAt) / 1000);
	return {
		starting: suspended.seconds,
		wall: Math.max(...reactions),
		reaction: median(reactions),
		startCpu: (suspended.cpuSeconds / runs) * 1000,
		resumeCpu: (resumed.cpuSeconds / runs) * 1000,
		held: suspended.memory - meter.memoryBefore,
		peak: Math.max(suspended.peak, resumed.peak),
		delivered: executions.length * (way.takesOneCallback ? 1 : items),
	};
}

/** What a storm has left, as columns of a table. */
export interface Storm extends Record<string, number> {
	delivered: number;
	/** Runs that no callback has reached; each comes out at its time limit. */
	suspended: number;
	/** Callbacks that the provider has sent, repetitions included. */
	sent: number;
	/** Of them, those that were answered before the provider gave up, with 200. */
	accepted: number;
	/** Seconds from the end of all tasks to the last start of a next node. */
	wall: number;
	/** MiB at the worst moment. */
	peak: number;
}

/**
 * Like a burst, but of more callbacks at the same moment than n8n can answer: waits until nothing
 * happens any more, and counts.
 * @throws Error where a run has failed, or a job came out twice
 */
export async function storm(stage: Stage, way: Way, runs: number): Promise<Storm> {
	const { line, release } = await suspend(stage, way, { runs });
	const meter = await Meter.start(stage.n8n.pid);
	const releasedAt = await release();
	await stage.settled(line.head.id, RESUMED_LIMIT_MS);
	const executions = await checked(stage, line.tail.id, { bought: runs });
	const { peak } = await meter.read();
	const { deliveries } = stage.simulator.ledger;
	const counts = {
		sent: deliveries.length,
		accepted: deliveries.filter(({ status }) => status === 200).length,
	};
	stage.simulator.reset();
	return {
		delivered: executions.length,
		suspended: runs - executions.length,
		...counts,
		wall: Math.max(...executions.map((one) => (reachedAfter(one) - releasedAt) / 1000)),
		peak,
	};
}

/**
 * Starts runs and waits until all are suspended.
 * @returns `meter`, which was started before the runs, and `release`, which lets all tasks end, waits
 * until the provider has called back or given up, and tells when they ended
 */
async function suspend(
	stage: Stage,
	way: Way,
	{ runs, items = 1, callsAtOnce: atOnce = Infinity }: BurstSize,
): Promise<{ line: Line; meter: Meter; release: () => Promise<number> }> {
	const { simulator } = stage;
	const line = await way.publish(stage);
	simulator.configure({ taskMs: 0, callback: { atOnce } });
	const end = simulator.hold();

	const meter = await Meter.start(stage.n8n.pid);
	await startRuns(stage, line.head, jobs(runs, items));
	await stage.reached(line.head.id, 'waiting', runs, SUSPENDED_LIMIT_MS);
	const release = async () => {
		const endedAt = Date.now();
		end();
		await simulator.callbacksSettled();
		return endedAt;
	};
	return { line, meter, release };
}
