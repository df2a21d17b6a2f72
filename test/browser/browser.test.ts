import { say } from '../../dev/demo/progress';
import { hasChromium } from './harness/chromium';
import { OWNER, Stage } from './harness/stage';
import { credentialsTests } from './scenarios/credentials';
import { fieldsTests } from './scenarios/fields';
import { findTests } from './scenarios/find';
import { runTests } from './scenarios/run';
import { stopTests } from './scenarios/stop';
import { triggerTests } from './scenarios/trigger';

const START_LIMIT_MS = 240_000;
const TEST_LIMIT_MS = 120_000;

/** A group of tests on the stage that `stage` gives once it is set. */
export type Scenario = (stage: () => Stage) => void;

const SCENARIOS: Scenario[] = [
	findTests,
	fieldsTests,
	credentialsTests,
	runTests,
	stopTests,
	triggerTests,
];

// Elsewhere a stated skip; in CI its absence is a failure.
const isPossible = hasChromium() || process.env.CI === 'true';
if (!isPossible) say('Skipped: install Chromium (Debian: chromium)');

(isPossible ? describe : describe.skip)('in the editor', () => {
	jest.setTimeout(TEST_LIMIT_MS);
	let stage: Stage | undefined;
	const set = () => {
		if (stage) return stage;
		throw new Error('The editor has not opened');
	};

	beforeAll(async () => {
		stage = await Stage.set();
		await stage.editor.signIn(OWNER);
		stage.complaints.take();
	}, START_LIMIT_MS);

	// Whatever a test is about: our nodes give the editor nothing to complain about.
	afterEach(() => {
		stage?.simulator.reset();
		expect(stage?.complaints.take()).toEqual([]);
	});

	afterAll(async () => {
		await stage?.stop();
	}, START_LIMIT_MS);

	for (const scenario of SCENARIOS) scenario(set);
});
