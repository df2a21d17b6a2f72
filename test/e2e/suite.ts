import { say } from '../../dev/demo/progress';
import { versionOf, type RuntimeName } from '../../dev/n8n/runtime';
import { SingleHost } from './harness/host';
import { Services } from './harness/services/services';
import { Stage } from './harness/stage';
import { table, type Account } from './harness/summary';
import { agentToolTests } from './scenarios/agentTool';
import { callbackTests } from './scenarios/callback';
import { crashTests } from './scenarios/crash';
import { editorTests } from './scenarios/editor';
import { exampleOrdersTests } from './scenarios/exampleOrders';
import { examplesTests } from './scenarios/examples';
import { filesTests } from './scenarios/files';
import { filmsToServicesTests } from './scenarios/filmsToServices';
import { inputsTests } from './scenarios/inputs';
import { lagTests } from './scenarios/lag';
import { manyItemsTests } from './scenarios/manyItems';
import { mediaTests } from './scenarios/media';
import { orderKeysTests } from './scenarios/orderKeys';
import { pollTests } from './scenarios/poll';
import { purchasesTests } from './scenarios/purchases';
import { songTests } from './scenarios/songs';
import { songsAndApprovalsTests } from './scenarios/songsAndApprovals';
import { spendingTests } from './scenarios/spending';
import { strangersTests } from './scenarios/strangers';
import { surroundingsTests } from './scenarios/surroundings';
import { survivalTests } from './scenarios/survival';
import { testRunTests } from './scenarios/testRuns';
import { timeLimitTests } from './scenarios/timeLimit';
import { triggerTests } from './scenarios/trigger';
import { triggerRestartTests } from './scenarios/triggerRestart';
import { unclearTests } from './scenarios/unclear';
import { untrustedTests } from './scenarios/untrusted';
import { versionsTests } from './scenarios/versions';

const START_LIMIT_MS = 240_000;
const TEST_LIMIT_MS = 600_000;

/**
 * A group of tests on the stage that `stage` gives once it is set.
 * @param minor the second number of the version of n8n 2
 */
export type Scenario = (stage: () => Stage, minor: number) => void;

/** As events, not as a WebSocket: both are what a tab of the editor hears from n8n. */
const PUSH = { N8N_PUSH_BACKEND: 'sse' };

/** Each group has an n8n of its own, so that groups can run side by side: most tests wait. */
const GROUPS = {
	jobs: [
		callbackTests,
		songTests,
		agentToolTests,
		pollTests,
		editorTests,
		testRunTests,
		mediaTests,
		filesTests,
		unclearTests,
		inputsTests,
		versionsTests,
		untrustedTests,
		strangersTests,
		manyItemsTests,
		lagTests,
	],
	trigger: [triggerTests, triggerRestartTests],
	examples: [exampleOrdersTests, examplesTests],
	guards: [spendingTests, orderKeysTests],
	interruptions: [surroundingsTests, purchasesTests, timeLimitTests, crashTests, survivalTests],
} satisfies Record<string, Scenario[]>;

/** Registers a group of tests for one version of n8n; one process of n8n serves them all. */
export function suite(name: RuntimeName, group: keyof typeof GROUPS): void {
	register(name, group, GROUPS[group], async () =>
		Stage.set(await SingleHost.start(name, group, PUSH)),
	);
}

/** The same for the examples whose other nodes ask services of the internet, all of which are here. */
export function servicesSuite(name: RuntimeName): void {
	const group = 'services';
	const services = new Services();
	const scenarios: Scenario[] = [
		(stage) => filmsToServicesTests(stage, services),
		(stage) => songsAndApprovalsTests(stage, services),
	];
	register(name, group, scenarios, async () => {
		const settings = await services.start();
		const stage = await Stage.set(await SingleHost.start(name, group, { ...PUSH, ...settings }));
		await services.saveCredentials(stage);
		return stage;
	});

	afterEach(() => {
		const refused = [...services.refused];
		services.reset();
		expect(refused).toEqual([]);
	});

	afterAll(() => services.stop());
}

function register(
	name: RuntimeName,
	group: string,
	scenarios: Scenario[],
	start: () => Promise<Stage>,
): void {
	jest.setTimeout(TEST_LIMIT_MS);
	const accounts: Account[] = [];
	let stage: Stage | undefined;
	const set = () => {
		if (stage) return stage;
		throw new Error(`n8n ${name} has not started`);
	};

	beforeAll(async () => {
		stage = await start();
		say(`n8n ${stage.host.version} is ready`);
	}, START_LIMIT_MS);

	// Whatever a test is about: what it bought must come out, and nothing is bought twice.
	afterEach(() => {
		if (!stage) return;
		const account = stage.settle(expect.getState().currentTestName ?? '');
		accounts.push(account);
		say(`n8n ${stage.host.version}: ${account.test} (${account.seconds.toFixed(1)} s)`);
		expect(account).toMatchObject({ boughtTwice: 0, lost: 0 });
	});

	afterAll(async () => {
		if (!stage) return;
		say(`\n${table(`n8n ${stage.host.version}, ${group}`, accounts)}`);
		await stage.stop();
	}, START_LIMIT_MS);

	for (const scenario of scenarios) scenario(set, Number(versionOf(name).split('.')[1]));
}
