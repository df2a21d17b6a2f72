import { readFile, writeFile } from 'node:fs/promises';

/** Linux counts a process's CPU in hundredths of a second, on every architecture that Node runs on. */
const TICKS_PER_SECOND = 100;

/** What a process has used since the meter was started. */
export interface Reading {
	seconds: number;
	/** Of all its threads. */
	cpuSeconds: number;
	/** The most resident memory at any moment, MiB. */
	peak: number;
	/** Resident memory now, MiB. */
	memory: number;
}

/** Measures a process by what Linux keeps of it under `/proc`. */
export class Meter {
	private constructor(
		private readonly pid: number,
		private readonly startedAt: number,
		private readonly cpuBefore: number,
		/** Resident memory at the start, MiB. */
		readonly memoryBefore: number,
	) {}

	/** Makes Linux forget the peak of the process, and starts. */
	static async start(pid: number): Promise<Meter> {
		await writeFile(`/proc/${pid}/clear_refs`, '5');
		const { memory } = memoryIn(await statusOf(pid));
		return new Meter(pid, performance.now(), await cpuOf(pid), memory);
	}

	async read(): Promise<Reading> {
		return {
			seconds: (performance.now() - this.startedAt) / 1000,
			cpuSeconds: (await cpuOf(this.pid)) - this.cpuBefore,
			...memoryIn(await statusOf(this.pid)),
		};
	}
}

async function statusOf(pid: number): Promise<string> {
	return await readFile(`/proc/${pid}/status`, 'utf8');
}

/** The memory that a `/proc/<pid>/status` tells of, MiB. */
export function memoryIn(status: string): { peak: number; memory: number } {
	const mib = (field: string) => {
		const kib = new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1];
		if (kib === undefined) throw new Error(`/proc/<pid>/status has no ${field}`);
		return Number(kib) / 1024;
	};
	return { peak: mib('VmHWM'), memory: mib('VmRSS') };
}

async function cpuOf(pid: number): Promise<number> {
	return cpuSecondsIn(await readFile(`/proc/${pid}/stat`, 'utf8'));
}

/** The CPU time that a `/proc/<pid>/stat` tells of, seconds: `utime` and `stime`, its fields 14 and 15. */
export function cpuSecondsIn(stat: string): number {
	// The process's name, in brackets, may hold spaces; field 3 follows it.
	const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
	return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}
