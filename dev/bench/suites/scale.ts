import { burst } from '../burst';
import { warmUp } from '../jobs';
import { addRound, type Rows } from '../results';
import { countOf, type Suite } from '../spec';
import { turn } from '../stage';
import { CALLBACK, WAIT, type Way } from '../ways';

const SIZES = [10, 100, 1000];
const [SMALLEST] = SIZES;
const LARGEST = Math.max(...SIZES);

const rowOf = (size: number, { name }: Way) => `${size} runs: ${name}`;

/** The Wait node once, for the eye: `reaction` compares the two. */
const ROWS: ReadonlyArray<[size: number, way: Way]> = [
	...SIZES.map((size): [number, Way] => [size, CALLBACK]),
	[100, WAIT],
];

export const scale: Suite = {
	name: 'scale',
	rounds: 1,
	tables: [
		{
			key: 'scale',
			title: 'Suspended runs, 10 to 1,000 on one n8n',
			about:
				'So many runs of one job each are started at once and suspended; then all their tasks end at the same moment, and the provider calls back all of them at once, giving up after 15 s and trying again three times, as Kie.ai does. n8n is started anew for each row.',
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
	],
	async run(stage, rounds) {
		const rows: Rows = {};
		for (const round of countOf(rounds)) {
			for (const [size, way] of ROWS) {
				await stage.restart();
				await warmUp(stage, way);
				const row = rowOf(size, way);
				const title = `${row}, round ${round + 1}`;
				addRound(rows, row, await turn(title, () => burst(stage, way, { runs: size })));
			}
		}
		return { scale: rows };
	},
};
