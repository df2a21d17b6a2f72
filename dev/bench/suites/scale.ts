import { burst, storm } from '../burst';
import { warmUp } from '../jobs';
import { addRound, type Rows } from '../results';
import { countOf, type Suite } from '../spec';
import { turn, type Stage } from '../stage';
import { CALLBACK, WAIT, type Way } from '../ways';

const SIZES = [10, 100, 1000];
const [SMALLEST] = SIZES;
const LARGEST = Math.max(...SIZES);
/** What n8n answers within the 15 s that the providers wait. */
const CALLS_AT_ONCE = 50;

const rowOf = (size: number, { name }: Way) => `${size} runs: ${name}`;

/** Callbacks at the same moment: more than n8n answers in time, and far more. */
const STORMS = [250, LARGEST];

/** The Wait node at the largest size, for the eye: `reaction` compares the two. */
const ROWS: ReadonlyArray<[size: number, way: Way]> = [
	...SIZES.map((size): [number, Way] => [size, CALLBACK]),
	[LARGEST, WAIT],
];

/** Measures on an n8n that was started anew. */
async function anew<Result>(
	stage: Stage,
	way: Way,
	title: string,
	measure: () => Promise<Result>,
): Promise<Result> {
	await stage.restart();
	await warmUp(stage, way);
	return await turn(title, measure);
}

export const scale: Suite = {
	name: 'scale',
	rounds: 1,
	tables: [
		{
			key: 'scale',
			title: 'Suspended runs, 10 to 1,000 on one n8n',
			about: `So many runs of one job each are started and suspended; then all their tasks end at the same moment. The provider has ${CALLS_AT_ONCE} calls under way at a time, gives one up after 15 s and sends it again three times, as Kie.ai does. n8n is started anew for each row.`,
			head: 'Runs',
			ratios: [
				{
					column: 'resumeCpu',
					against: rowOf(SMALLEST, CALLBACK),
					title: `CPU to resume, × ${SMALLEST} runs`,
				},
			],
			columns: [
				{ key: 'delivered', title: 'Delivered' },
				{ key: 'starting', title: 'All suspended after, s', digits: 1 },
				{ key: 'wall', title: 'All went on after, s', digits: 1 },
				{ key: 'reaction', title: 'Median reaction, s', digits: 1 },
				{ key: 'startCpu', title: 'CPU per run to suspend, ms' },
				{ key: 'resumeCpu', title: 'CPU per run to resume, ms' },
				{ key: 'held', title: 'Memory rise when all are suspended, MiB' },
				{ key: 'peak', title: 'Peak memory, MiB' },
			],
			goals: [
				{
					title: `Of ${LARGEST} runs, delivered`,
					row: rowOf(LARGEST, CALLBACK),
					column: 'delivered',
					atLeast: LARGEST,
					digits: 0,
					missed: 'A callback was lost; the bench ends in an error before it gets here.',
				},
			],
			limits:
				'One n8n process has one thread for all executions, so time grows with the runs; the memory is that of webhook calls under way, not of suspended runs, which lie in the database. The rise when all are suspended is what starting them has left: Node returns it to the system late.',
		},
		{
			key: 'storm',
			title: 'Hundreds of callbacks at the same moment',
			about:
				'As above, but all calls are sent at once, which are more than n8n can answer in 15 s, whatever node they are for. A turn ends when nothing has happened for 20 s.',
			head: 'Runs',
			ratios: [],
			columns: [
				{ key: 'delivered', title: 'Delivered' },
				{ key: 'suspended', title: 'Still suspended' },
				{ key: 'sent', title: 'Calls sent' },
				{ key: 'accepted', title: 'Calls accepted in time' },
				{ key: 'wall', title: 'Last one went on after, s', digits: 1 },
				{ key: 'peak', title: 'Peak memory, MiB' },
			],
			goals: [],
			limits:
				'n8n works on all calls at once, so of 250 only some are answered before the provider gives up, of 1,000 hardly any, and many that were given up fail before they reach a node, because n8n can no longer read their bodies. Meanwhile n8n answers repetitions with 503, "Database is not ready". What is still suspended is not lost: each run goes on at its time limit as timed out, with the task ID, and Task → Wait delivers the video.',
		},
	],
	async run(stage, rounds) {
		const rows: Rows = {};
		const storms: Rows = {};
		for (const round of countOf(rounds)) {
			for (const [runs, way] of ROWS) {
				const row = rowOf(runs, way);
				const measure = () => burst(stage, way, { runs, callsAtOnce: CALLS_AT_ONCE });
				addRound(rows, row, await anew(stage, way, `${row}, round ${round + 1}`, measure));
			}
			for (const runs of STORMS) {
				for (const way of [WAIT, CALLBACK]) {
					const row = rowOf(runs, way);
					const title = `at once: ${row}, round ${round + 1}`;
					addRound(storms, row, await anew(stage, way, title, () => storm(stage, way, runs)));
				}
			}
		}
		return { scale: rows, storm: storms };
	},
};
