import { setTimeout as sleep } from 'node:timers/promises';

import { delivered, jobs, reachedAfter, startRuns } from './jobs';
import { Meter } from './meter';
import type { Stage } from './stage';
import { median } from './statistics';
import type { Way } from './ways';

/** What n8n still does after it has suspended a run is over then. */
const REST_MS = 2000;
const SUSPENDED_LIMIT_MS = 15 * 60_000;
/** After the last callback. */
const RESUMED_LIMIT_MS = 120_000;

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

/**
 * Suspends runs, lets all their tasks end at the same moment, and waits until all have gone on.
 * @throws Error where a job is not delivered
 */
export async function burst(
	stage: Stage,
	way: Way,
	size: { runs: number; items?: number },
): Promise<Burst> {
	const { simulator, n8n } = stage;
	const { runs, items = 1 } = size;
	const line = await way.publish(stage);
	simulator.configure({ taskMs: 0 });
	const release = simulator.hold();

	const meter = await Meter.start(n8n.pid);
	await startRuns(stage, line.head, jobs(runs, items));
	await stage.reached(line.head.id, 'waiting', runs, SUSPENDED_LIMIT_MS);
	const suspended = await meter.read();
	await sleep(REST_MS);

	const resuming = await Meter.start(n8n.pid);
	const releasedAt = Date.now();
	release();
	// The provider has called back, or has given up after all its tries.
	await simulator.callbacksSettled();
	const executions = await delivered(stage, way, line, { ...size, limitMs: RESUMED_LIMIT_MS });
	const resumed = await resuming.read();
	simulator.reset();

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
