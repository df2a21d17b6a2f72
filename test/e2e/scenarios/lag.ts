import { outputOf } from '../../../dev/n8n/execution';
import type { Stage } from '../harness/stage';
import { linked, veo } from '../harness/workflows';

/** Long enough for n8n to suspend the execution before the callback comes. */
const SUSPENDED = '[slow 4]';
const LIMIT_MS = 150_000;

/** The provider is not done when it says so, or not to be reached, or n8n is not. */
export function lagTests(stage: () => Stage): void {
	const statuses = () => stage().simulator.ledger.deliveries.map(({ status }) => status);
	const files = () => stage().simulator.requests.filter(({ path }) => path.startsWith('/files/'));

	it.each([
		['kie', '[lag 4]'],
		['aceData', '[lag 4]'],
		['aceData', '[look-up 502 1]'],
		['aceData', '[look-up 502 3]'],
	])('lag: the only callback of %s is enough, %s', async (provider, mark) => {
		const prompts = [`one ${SUSPENDED} ${mark}`, `two ${SUSPENDED} ${mark}`];
		const run = await stage().runPrompts(linked(veo({ provider })), ...prompts);
		const execution = await run.finished();
		expect(outputOf(execution, 'After')).toMatchObject(
			prompts.map((from) => ({ from, status: 'succeeded' })),
		);
		expect(execution.runData.After).toHaveLength(1);
		await stage().simulator.callbacksSettled();
		// Where both come in when the run is finished, one of them is put off.
		expect(statuses()).toContain(200);
		if (provider === 'aceData') expect(statuses()).toHaveLength(2);
	});

	it('lag: a callback that its record does not bear out is put off in time', async () => {
		const run = await stage().runPrompts(
			linked(veo({ timeLimit: 0.8 })),
			`a dog ${SUSPENDED} [lag 60]`,
		);
		await stage().ledgerShows('a callback', ({ deliveries }) => deliveries.length > 0);
		// The simulator gives up after 15 s, as the providers do; then there is no status.
		expect(statuses()[0]).toBe(503);
		const [task] = outputOf(await run.finished(LIMIT_MS), 'Veo');
		expect(task).toMatchObject({ status: 'timedOut' });
		const [found] = await stage().recover('kie', [String(task.taskId)]);
		expect(found).toMatchObject({ status: 'succeeded' });
	});

	it('lag: fifty items whose records all lag come out in order, with few look-ups', async () => {
		const { simulator } = stage();
		simulator.configure({ taskMs: 26_000 });
		const prompts = Array.from({ length: 50 }, (_, item) => `item ${item} [lag 2]`);
		const run = await stage().runPrompts(linked(veo()), ...prompts);
		const execution = await run.finished(LIMIT_MS);
		expect(outputOf(execution, 'After').map(({ from }) => from)).toEqual(prompts);
		const { purchases } = simulator.ledger;
		const lookUps = purchases.map(({ taskId }) => simulator.ledger.lookUpsOf(taskId));
		// Three of a record that is final at the third, and about one of another task.
		expect(lookUps.reduce((sum, count) => sum + count) / prompts.length).toBeLessThanOrEqual(4.5);
	});

	it('lag: kill -9 while the video is fetched: the repeated callback delivers it', async () => {
		const { simulator, host } = stage();
		simulator.configure({ callback: { retryDelayMs: 30_000 } });
		const node = veo({ download: true });
		const run = await stage().runPrompts(linked(node), `a dog ${SUSPENDED} [file slow 5]`);
		await stage().ledgerShows('that the video is fetched', () => files().length > 0);
		await host.kill();
		await host.restart();
		const [item] = outputOf(await run.finished(LIMIT_MS), 'Veo');
		expect(item).toMatchObject({ status: 'succeeded' });
		expect(item).not.toHaveProperty('error');
		await simulator.callbacksSettled();
		// While n8n starts it knows no webhook, so a repeat may be answered 404 in between.
		expect([statuses()[0], statuses().at(-1)]).toEqual([undefined, 200]);
		expect(files()).toHaveLength(2);
	});

	it('lag: a provider that gives up waiting for the answer does not stop the download', async () => {
		const { simulator } = stage();
		simulator.configure({ callback: { timeoutMs: 2000, retries: 1, retryDelayMs: 500 } });
		const node = veo({ download: true });
		const run = await stage().runPrompts(linked(node), `a dog ${SUSPENDED} [file slow 7]`);
		const execution = await run.finished();
		const [item] = outputOf(execution, 'Veo');
		expect(item).toMatchObject({ status: 'succeeded' });
		expect(item).not.toHaveProperty('error');
		await simulator.callbacksSettled();
		expect(statuses()).toEqual([undefined, 503]);
		expect(files()).toHaveLength(1);
	});
}
