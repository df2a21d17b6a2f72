import { burst } from '../burst';
import { warmUp } from '../jobs';
import { medianText } from '../render';
import { addRound, type Rows } from '../results';
import { countOf, inTurn, type Goal, type Suite, type TableSpec } from '../spec';
import { turn, type Stage } from '../stage';
import { median } from '../statistics';
import { CALLBACK, WAIT, type Way } from '../ways';

const WAYS = [WAIT, CALLBACK];
const BURST = 50;
/** Single runs per round, of which the median counts. */
const SINGLE = 3;
const MOST = 1.5;

type Measure = (stage: Stage, way: Way) => Promise<Record<string, number>>;

async function alone(stage: Stage, way: Way): Promise<Record<string, number>> {
	const reactions: number[] = [];
	for (let run = 0; run < SINGLE; run++) {
		reactions.push((await burst(stage, way, { runs: 1 })).reaction * 1000);
	}
	return { reaction: median(reactions) };
}

const MEASURES: Record<string, Measure> = {
	alone,
	runs: (stage, way) => burst(stage, way, { runs: BURST }),
	items: (stage, way) => burst(stage, way, { runs: 1, items: BURST }),
};

const CPU_BOUND =
	"n8n's CPU: a callback loads the execution from the database, takes an isolate for expressions, reads the credential for the look-up, stores the execution and goes on. Its own Wait node does the same without credential and look-up.";

const HINT =
	'A callback is a hint, so the task is looked up with the credential before the run goes on; the Wait node believes the body.';

/** @param why what limits that table besides */
const reason = (why: string) => (rows: Rows) => {
	const cpu = (way: Way) => medianText(rows, way.name, 'resumeCpu');
	return `To resume a run takes ${cpu(CALLBACK)} ms of n8n's CPU, with Wait ${cpu(WAIT)} ms. ${why}`;
};

const goal = (title: string, column: string, missed: Goal['missed']): Goal => ({
	title,
	row: CALLBACK.name,
	column,
	against: WAIT.name,
	atMost: MOST,
	missed,
});

const RATIOS = ['wall', 'reaction', 'resumeCpu'];

const table = (
	more: Pick<TableSpec, 'key' | 'title' | 'about' | 'columns' | 'goals' | 'limits'>,
): TableSpec => ({
	head: 'Way to a video',
	ratios: more.columns
		.filter(({ key }) => RATIOS.includes(key))
		.map(({ key, title }) => ({
			column: key,
			against: WAIT.name,
			title: `${title.replace(/, m?s$/, '')}, × Wait`,
		})),
	...more,
});

const WALL = { key: 'wall', title: 'Last run goes on, s', digits: 2 };
const REACTION = { key: 'reaction', title: 'Median reaction, s', digits: 2 };
const CPU = [
	{ key: 'startCpu', title: 'CPU per run to suspend, ms' },
	{ key: 'resumeCpu', title: 'CPU per run to resume, ms' },
];

export const reaction: Suite = {
	name: 'reaction',
	rounds: 3,
	tables: [
		table({
			key: 'alone',
			title: 'Reaction, one run alone',
			about: `From the moment at which the provider is done to the start of the next node, for one suspended run in an n8n with nothing else to do; a round is the median of ${SINGLE} runs.`,
			columns: [{ key: 'reaction', title: 'Reaction, ms' }],
			goals: [goal('Reaction of one run alone, × Wait', 'reaction', HINT)],
			limits: CPU_BOUND,
		}),
		table({
			key: 'runs',
			title: `Reaction, ${BURST} callbacks for ${BURST} suspended runs`,
			about: `${BURST} runs are suspended, then all their tasks end at the same moment.`,
			columns: [WALL, REACTION, ...CPU],
			goals: [
				goal(`${BURST} runs, last one goes on, × Wait`, 'wall', reason(HINT)),
				goal(`${BURST} runs, median reaction, × Wait`, 'reaction', reason(HINT)),
			],
			limits: CPU_BOUND,
		}),
		table({
			key: 'items',
			title: `Reaction, ${BURST} callbacks for one run of ${BURST} items`,
			about: `One run has bought ${BURST} videos, then all end at the same moment. The Wait node takes one callback per run: it goes on with the first, and the other ${BURST - 1} videos are lost to it. The Veo node goes on when it has looked up all ${BURST}.`,
			columns: [WALL, ...CPU],
			goals: [
				goal(
					`One run of ${BURST} items goes on, × Wait`,
					'wall',
					reason(
						`Wait goes on with the first of the ${BURST} callbacks and loses ${BURST - 1} videos; Veo goes on with all, after the last.`,
					),
				),
			],
			limits: `Every callback is a webhook call that n8n answers, and the ${BURST} tasks are looked up; Wait does neither for more than one.`,
		}),
	],
	async run(stage, rounds) {
		const tables: Record<string, Rows> = {};
		await stage.restart();
		for (const way of WAYS) await warmUp(stage, way);
		for (const round of countOf(rounds)) {
			for (const [key, measure] of Object.entries(MEASURES)) {
				for (const way of inTurn(WAYS, round)) {
					const title = `${key}: ${way.name}, round ${round + 1}`;
					const values = await turn(title, () => measure(stage, way));
					addRound((tables[key] ??= {}), way.name, values);
				}
			}
		}
		return tables;
	},
};
