import { fields, sequence } from '../../n8n/builders';
import { outputOf } from '../../n8n/execution';
import { startRuns } from '../jobs';
import { Meter } from '../meter';
import { addRound, type Rows } from '../results';
import { countOf, inTurn, type Suite } from '../spec';
import { turn, type Stage } from '../stage';
import { AFTER, httpDownload, start, veo } from '../workflows';

/** MiB. */
const SMALL = 1;
const LARGE = 1024;
const LIMIT_MS = 10 * 60_000;

const VEO = 'Veo, Download on';
const HTTP = 'HTTP Request, response as file';

const NODES: Record<string, (stage: Stage) => ReturnType<typeof veo>> = {
	[HTTP]: httpDownload,
	[VEO]: (stage) =>
		veo(stage, {
			completion: 'poll',
			download: true,
			options: { pollInterval: 1, maxDownloadSize: 5000 },
		}),
};

/** Fetches one file; the item has what either node needs. */
async function fetchFile(stage: Stage, name: string, mib: number) {
	const saved = await stage.publish(
		sequence(
			...start(),
			NODES[name](stage),
			fields(AFTER, { bytes: '={{ Object.values($binary)[0].bytes }}' }),
		),
	);
	const url = `${stage.simulator.url}/files/big/${mib}.mp4`;
	const meter = await Meter.start(stage.n8n.pid);
	await startRuns(stage, saved, [[{ url, prompt: `[fast] [file big ${mib}]` }]]);
	await stage.reached(saved.id, 'success', 1, LIMIT_MS);
	const { peak, cpuSeconds } = await meter.read();
	const [execution] = await stage.executions(saved.id);
	const [{ bytes }] = outputOf(execution, AFTER);
	if (Number(bytes) !== mib * 1024 ** 2) {
		throw new Error(`"${name}" was to fetch ${mib} MiB and has fetched ${String(bytes)} bytes`);
	}
	stage.simulator.reset();
	const seconds = (execution.stoppedAt - execution.startedAt) / 1000;
	return { peak, cpuSeconds, seconds };
}

async function measure(stage: Stage, name: string): Promise<Record<string, number>> {
	await stage.restart();
	// The first run loads code and opens connections, which is not what is asked about.
	await fetchFile(stage, name, SMALL);
	const small = await fetchFile(stage, name, SMALL);
	const large = await fetchFile(stage, name, LARGE);
	return {
		seconds: large.seconds,
		rise: large.peak - small.peak,
		peak: large.peak,
		cpu: large.cpuSeconds,
	};
}

export const media: Suite = {
	name: 'media',
	rounds: 2,
	tables: [
		{
			key: 'media',
			title: 'A download of 1 GiB',
			about:
				"A file of 1 MiB and one of 1 GiB are fetched from a server on the same machine into n8n's default store, on disk. The rise is how much higher the peak of n8n's resident memory (`VmHWM`) is for the large file. Each turn has an n8n that was started anew and has fetched the small file once before. The time of Veo holds the purchase and the first look-up, too.",
			head: 'Node',
			ratios: [
				{ column: 'seconds', against: HTTP, title: 'Time, × HTTP Request' },
				{ column: 'cpu', against: HTTP, title: 'CPU, ×' },
			],
			columns: [
				{ key: 'seconds', title: 'Time, s', digits: 1 },
				{ key: 'rise', title: 'Memory rise, MiB' },
				{ key: 'peak', title: 'Peak memory, MiB' },
				{ key: 'cpu', title: 'CPU, s', digits: 1 },
			],
			goals: [
				{
					title: 'Memory rise of a download of 1 GiB, MiB',
					row: VEO,
					column: 'rise',
					atMost: 64,
					digits: 0,
					missed: 'The stream is not collected by the end of the download.',
				},
			],
			limits:
				"The disk and the one thread in which n8n's process streams, hashes and writes; the network of the same machine does not.",
		},
	],
	async run(stage, rounds) {
		const rows: Rows = {};
		for (const round of countOf(rounds)) {
			for (const name of inTurn(Object.keys(NODES), round)) {
				const title = `${name}, round ${round + 1}`;
				addRound(rows, name, await turn(title, () => measure(stage, name)));
			}
		}
		return { media: rows };
	},
};
