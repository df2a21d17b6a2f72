import { setTimeout as sleep } from 'node:timers/promises';
import { outputOf } from '../../../dev/n8n/execution';
import type { Run, Stage } from '../../e2e/harness/stage';
import { linked, veo } from '../../e2e/harness/workflows';
import type { Cluster, Member } from '../harness/cluster';

const RUNS = 40;
const ITEMS = 2;
/** Seconds after the submit; the processes are killed before most tasks end. */
const SECONDS = [20, 60];
const LIMIT_MS = 300_000;
const DOWN_MS = 2000;
/** Long enough for the last attempt to find the webhook process again, on a slow machine too. */
const RETRY_DELAY_MS = 20_000;

/** Suspended runs are rows of the database, whichever process dies. */
export function suspendedTests(stage: () => Stage<Cluster>): void {
	it(`${RUNS} suspended runs of ${ITEMS} items while every kind of process is killed`, async () => {
		const { simulator, host } = stage();
		simulator.configure({ callback: { retryDelayMs: RETRY_DELAY_MS } });
		const promptOf = (run: number, item: number) =>
			`run ${run} item ${item} [slow ${SECONDS[(run + item) % SECONDS.length]}]`;
		const workflow = await stage().publish(linked(veo({ provider: 'kie' })));
		const runs: Run[] = [];
		for (let run = 0; run < RUNS; run++) {
			const items = Array.from({ length: ITEMS }, (_, item) => ({ prompt: promptOf(run, item) }));
			runs.push(await stage().start(workflow, items));
		}
		await Promise.all(runs.map((run) => run.parked()));
		for (const member of ['worker1', 'webhook', 'main', 'worker2'] satisfies Member[]) {
			await host.kill(member);
			await sleep(DOWN_MS);
			await host.restart(member);
		}
		for (const [index, run] of runs.entries()) {
			const execution = await run.finished(LIMIT_MS);
			expect(outputOf(execution, 'After')).toMatchObject(
				Array.from({ length: ITEMS }, (_, item) => ({
					from: promptOf(index, item),
					status: 'succeeded',
				})),
			);
		}
		expect(simulator.ledger.purchases).toHaveLength(RUNS * ITEMS);
	});
}
