import { setTimeout as sleep } from 'node:timers/promises';
import { outputOf, type Execution } from '../../../dev/n8n/execution';
import { until } from '../../../dev/n8n/until';
import { say } from '../../../dev/demo/progress';
import { openDoor, TOKEN } from '../../e2e/harness/door';
import { openInbox, type Inbox } from '../../e2e/harness/inbox';
import type { Item, Stage } from '../../e2e/harness/stage';
import { linked, veo } from '../../e2e/harness/workflows';
import type { Cluster, Member } from '../harness/cluster';

const RUNS = 200;
const ITEMS = 2;
/** Tasks that another workflow hears of, by Veo Trigger. */
const REPORTED = 50;
/** Executions that ask again and again, and so die with their worker. */
const POLLING = 4;
/** What of the runs may be hit in the very moment when n8n works on them. */
const HIT = 0.05;

/** Seconds after the submit: no task ends before all runs are suspended. */
const EARLIEST = 40;
/** Seconds over which the ends of the tasks are spread. */
const SPREAD = 120;
const LIMIT_MS = 420_000;
const DOWN_MS = 2000;
/** Long enough for a process to come back. */
const RETRY_DELAY_MS = 40_000;
/** A real provider gives up sooner, but this is about processes that die, not about slow machines. */
const PATIENCE_MS = 60_000;
const RETRIES = 10;
/** Statuses of an execution that n8n has still to do with. */
const OPEN = "('new', 'running', 'waiting', 'unknown')";

/** Whatever a process was doing when it died: what is suspended or reported is in the database. */
export function suspendedTests(stage: () => Stage<Cluster>): void {
	// Otherwise the hooks would be those of all scenarios.
	describe('suspended runs', () => tests(stage));
}

function tests(stage: () => Stage<Cluster>): void {
	let inbox: Inbox;
	beforeEach(async () => {
		inbox = await openInbox();
		const { simulator } = stage();
		simulator.configure({
			callback: { retries: RETRIES, retryDelayMs: RETRY_DELAY_MS, timeoutMs: PATIENCE_MS },
			credits: { kie: 1_000_000 },
			rateLimit: { count: 1000 },
		});
		await stage().saveCredential('kieApi', {
			apiKey: simulator.settings.apiKeys.kie[0],
			baseUrl: `${simulator.url}/kie`,
			uploadBaseUrl: `${simulator.url}/kie`,
			callbackToken: TOKEN,
		});
	});
	afterEach(async () => {
		await inbox.close();
		await stage().saveProviderCredentials();
	});

	const slow = (index: number) => `[slow ${EARLIEST + ((index * 7) % SPREAD)}]`;
	const count = async (workflowIds: string[], where: string): Promise<number> => {
		const ids = workflowIds.map((id) => `'${id}'`).join();
		const [{ n }] = await stage().host.rows<{ n: number }>(
			`SELECT count(*) AS n FROM execution_entity WHERE "workflowId" IN (${ids}) AND ${where}`,
		);
		return n;
	};

	it(`${RUNS} of ${ITEMS} items and ${REPORTED} reports while every kind of process is killed`, async () => {
		const { simulator, host } = stage();
		const promptOf = (run: number, item: number) =>
			`run ${run} item ${item} ${slow(run + item * 3)}`;
		const itemsOf = (run: number): Item[] =>
			Array.from({ length: ITEMS }, (_, item) => ({ prompt: promptOf(run, item) }));

		const door = await openDoor(stage(), inbox, {});
		const submitting = linked(veo({ completion: 'submitOnly', callbackUrl: door.url }));
		const suspending = await stage().publish(linked(veo()));
		const polling = await stage().publish(linked(veo({ completion: 'poll', pollInterval: 5 })));
		await stage().startAll(
			suspending,
			Array.from({ length: RUNS }, (_, run) => itemsOf(run)),
		);
		// Every other outcome is reported twice.
		const marks = ['', ' [callback doubled]'];
		await stage().run(
			submitting,
			Array.from({ length: REPORTED }, (_, index) => ({
				prompt: `report ${index} ${slow(index)}${marks[index % marks.length]}`,
			})),
		);
		await stage().startAll(
			polling,
			Array.from({ length: POLLING }, (_, index) => [{ prompt: `poll ${index} [slow 150]` }]),
		);
		await until('all runs to be suspended', LIMIT_MS, async () =>
			(await count([suspending.id], "status = 'waiting'")) === RUNS ? true : undefined,
		);
		const bought = RUNS * ITEMS + REPORTED + POLLING;
		await stage().ledgerShows('all purchases', ({ purchases }) => purchases.length === bought);

		for (const member of ['worker1', 'webhook', 'main', 'worker2'] satisfies Member[]) {
			await host.kill(member);
			await sleep(DOWN_MS);
			await host.restart(member);
		}
		const watched = [suspending.id, door.workflowId];
		// What n8n itself was working on when it was killed stays open, or is marked as crashed.
		await until('n8n to finish', LIMIT_MS, async () =>
			(await count([door.workflowId], 'true')) >= REPORTED &&
			(await count(watched, `status IN ${OPEN}`)) === 0
				? true
				: undefined,
		).catch(() => undefined);

		const resumed = await succeeded(suspending.id);
		for (const execution of resumed) {
			const [{ from }] = outputOf(execution, 'After');
			const run = Number(/run (\d+)/.exec(String(from))?.[1]);
			expect(outputOf(execution, 'After')).toMatchObject(
				itemsOf(run).map(({ prompt }) => ({ from: prompt, status: 'succeeded' })),
			);
		}
		expect(await count([suspending.id], 'true')).toBe(RUNS);
		const started = (await succeeded(door.workflowId)).map(
			(execution) => outputOf(execution, 'Veo Trigger')[0].taskId,
		);
		const polled = await succeeded(polling.id);
		const hit = {
			resumed: RUNS - resumed.length,
			reported: REPORTED - new Set(started).size,
			polling: POLLING - polled.length,
		};
		say(
			`    hit while n8n worked on them: ${JSON.stringify(hit)} of ${RUNS}, ${REPORTED} and ${POLLING}; ` +
				`started twice by Veo Trigger: ${started.length - new Set(started).size}`,
		);
		const answers: Record<string, number> = {};
		for (const { status = 'none' } of simulator.ledger.deliveries) {
			answers[status] = (answers[status] ?? 0) + 1;
		}
		say(`    callbacks by the status of their answer: ${JSON.stringify(answers)}`);
		expect(hit.resumed).toBeLessThanOrEqual(RUNS * HIT);
		expect(hit.reported).toBeLessThanOrEqual(REPORTED * HIT);
		expect(started.length - new Set(started).size).toBeLessThanOrEqual(REPORTED * HIT);

		// They are not begun anew, by nobody: their tasks are picked up by their IDs.
		expect(simulator.ledger.purchases).toHaveLength(bought);
		const delivered = JSON.stringify([...resumed, ...polled].map(({ runData }) => runData));
		const open = simulator.ledger.purchases
			.map(({ taskId }) => taskId)
			.filter((taskId) => !delivered.includes(taskId) && !started.includes(taskId));
		const found = open.length > 0 ? await stage().recover('kie', open) : [];
		expect(found.map(({ taskId, status }) => [taskId, status])).toEqual(
			open.map((taskId) => [taskId, 'succeeded']),
		);
	});

	/** The executions of a workflow that have ended well. */
	async function succeeded(workflowId: string): Promise<Execution[]> {
		const executions: Execution[] = [];
		for (const run of await stage().runs(workflowId, 'success')) {
			executions.push(await run.finished());
		}
		return executions;
	}
}
