import { say } from '../../dev/demo/progress';
import { SingleHost } from '../e2e/harness/host';
import { Stage } from '../e2e/harness/stage';
import { audit } from './harness/audit';
import { lookUpRest } from './harness/lookUps';
import { plan } from './harness/plan';
import { readRecords } from './harness/records';
import { storm } from './harness/storm';

const START_LIMIT_MS = 240_000;
const TEST_LIMIT_MS = 1_800_000;

/** What `--seed` says; without it jest draws one. */
const SEED = jest.getSeed();

describe('chaos', () => {
	let stage: Stage;

	beforeAll(async () => {
		say(`Seed ${SEED}; the same again: npm run test:chaos -- --seed ${SEED}`);
		stage = await Stage.set(await SingleHost.start('current', 'chaos'));
	}, START_LIMIT_MS);

	afterAll(async () => {
		await stage.stop();
	}, START_LIMIT_MS);

	it(
		'every purchase is accounted for, none is made twice, every item has one result',
		async () => {
			const started = Date.now();
			const happened = await storm(stage, SEED, plan(SEED));
			const records = await readRecords(stage, happened);
			const { breaches, unfinished, ...figures } = audit(happened, stage.simulator, records);
			const seconds = Math.round((Date.now() - started) / 1000);
			say(JSON.stringify({ seed: SEED, seconds, ...figures, breaches: breaches.length }));
			const lost = await lookUpRest(stage, unfinished);
			say(`${unfinished.length} looked up by ID afterwards, ${lost.length} of them lost`);
			expect(breaches.join('\n\n')).toBe('');
			expect(lost).toEqual([]);
			expect(figures.boughtTwice).toBe(0);
		},
		TEST_LIMIT_MS,
	);
});
