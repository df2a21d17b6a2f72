import { say } from '../../dev/demo/progress';
import { Stage } from '../e2e/harness/stage';
import { table, type Account } from '../e2e/harness/summary';
import { filesTests } from '../e2e/scenarios/files';
import { triggerRestartTests } from '../e2e/scenarios/triggerRestart';
import { Cluster } from './harness/cluster';
import { hasServices } from './harness/services';
import { duplicatesTests } from './scenarios/duplicates';
import { orderKeysTests } from './scenarios/orderKeys';
import { spendingTests } from './scenarios/spending';
import { suspendedTests } from './scenarios/suspended';

const START_LIMIT_MS = 600_000;
const TEST_LIMIT_MS = 1_200_000;

/** n8n's queue mode: what holds in one process must hold in five, some of which die. */
export type QueueScenario = (stage: () => Stage<Cluster>) => void;

const SCENARIOS: QueueScenario[] = [
	suspendedTests,
	filesTests,
	duplicatesTests,
	orderKeysTests,
	spendingTests,
	triggerRestartTests,
];

// Elsewhere a stated skip; in CI their absence is a failure.
const isPossible = hasServices() || process.env.CI === 'true';
if (!isPossible) say('Skipped: install PostgreSQL and Redis (Debian: postgresql, redis-server)');

(isPossible ? describe : describe.skip)('queue mode', () => {
	jest.setTimeout(TEST_LIMIT_MS);
	const accounts: Account[] = [];
	let stage: Stage<Cluster> | undefined;
	const set = () => {
		if (stage) return stage;
		throw new Error('n8n has not started');
	};

	beforeAll(async () => {
		stage = await Stage.set(await Cluster.start());
		say(`n8n ${stage.host.version} is ready`);
	}, START_LIMIT_MS);

	afterEach(() => {
		if (!stage) return;
		const account = stage.settle(expect.getState().currentTestName ?? '');
		accounts.push(account);
		expect(account).toMatchObject({ boughtTwice: 0, lost: 0 });
	});

	afterAll(async () => {
		if (!stage) return;
		say(`\n${table(`n8n ${stage.host.version}`, accounts)}`);
		await stage.stop();
	}, START_LIMIT_MS);

	for (const scenario of SCENARIOS) scenario(set);
});
