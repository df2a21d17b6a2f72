import { randomUUID } from 'node:crypto';
import type { INodeParameters } from 'n8n-workflow';
import type { SavedWorkflow } from '../../../dev/n8n/client';
import { say } from '../../../dev/demo/progress';
import { outputOf, type Execution } from '../../../dev/n8n/execution';
import { until } from '../../../dev/n8n/until';
import type { Item, Stage } from '../harness/stage';
import { connect, node, sequence, start, veo, type WorkflowJson } from '../harness/workflows';

/** How many keys are used twice at the same moment. */
const PAIRS = 20;
const LIMIT_MS = 120_000;

/** A workflow whose purchases have an order key. */
export function ordering(parameters: INodeParameters = {}): WorkflowJson {
	return sequence(
		...start(),
		veo({ completion: 'poll', ...parameters, options: { orderKey: '={{ $json.key }}' } }),
	);
}

/** The items of `count` pairs, each with a key of its own. */
export function pairs(count: number): Item[][] {
	const items = Array.from({ length: count }, () => {
		const key = randomUUID();
		return { key, prompt: `for ${key}` };
	});
	return items.flatMap((item) => [[item], [item]]);
}

/** Waits until so many executions of a workflow have ended; gives what its node has put out. */
export async function results(
	stage: Stage,
	{ id }: SavedWorkflow,
	count: number,
): Promise<Array<Record<string, unknown>>> {
	const runs = await until(`${count} executions to end`, LIMIT_MS, async () => {
		const ended = [...(await stage.runs(id, 'success')), ...(await stage.runs(id, 'error'))];
		return ended.length >= count ? ended : undefined;
	});
	const executions = await Promise.all(runs.map(async (run) => await run.finished()));
	return executions.flatMap((execution) => outputOf(execution, 'Veo'));
}

/** The last callback must find n8n again after its restart. */
const RETRY_DELAY_MS = 30_000;

/** The same key is the same purchase, whatever happens to n8n between two executions. */
export function orderKeysTests(stage: () => Stage, minor: number): void {
	const { purchases, taskIds } = {
		purchases: () => stage().simulator.ledger.purchases,
		taskIds: () => stage().simulator.ledger.purchases.map(({ taskId }) => taskId),
	};
	const item = (key: string, prompt = `for ${key}`): Item => ({ key, prompt });

	async function once(saved: SavedWorkflow, one: Item): Promise<Execution> {
		return await (await stage().start(saved, [one])).finished();
	}

	/** The executions that n8n's list shows for a task ID in its custom data, by the list's own condition. */
	async function foundBy(taskId: string): Promise<string[]> {
		const rows = await stage().host.rows<{ executionId: number }>(
			`SELECT md."executionId" FROM execution_metadata md
			 WHERE LOWER(md.key) = LOWER('veoTaskIds') AND LOWER(md.value) LIKE LOWER('%${taskId}%')
			 ORDER BY md."executionId"`,
		);
		return rows.map(({ executionId }) => String(executionId));
	}

	it('order key: two executions buy once, and are found by the task', async () => {
		const saved = await stage().publish(ordering());
		const key = randomUUID();
		const first = await stage().start(saved, [item(key)]);
		expect(outputOf(await first.finished(), 'Veo')).toMatchObject([{ status: 'succeeded' }]);
		const second = await stage().start(saved, [item(key)]);
		expect(outputOf(await second.finished(), 'Veo')).toMatchObject([
			{ taskId: taskIds()[0], status: 'succeeded', reused: true },
		]);
		expect(purchases()).toHaveLength(1);
		// A node of n8n 2.8 has no custom data; later ones store it a moment after the end.
		const expected = minor > 8 ? [first.id, second.id] : [];
		await until('both to be found', LIMIT_MS, async () =>
			(await foundBy(taskIds()[0])).length < expected.length ? undefined : true,
		);
		expect(await foundBy(taskIds()[0])).toEqual(expected);

		const other = await once(saved, item(key, `another for ${key}`));
		expect(other.error?.message).toContain(`"${key}" has bought the task ${taskIds()[0]}`);
		expect(purchases()).toHaveLength(1);
	});

	it('order key: started twice at once', async () => {
		const saved = await stage().publish(ordering());
		stage().simulator.configure({ rateLimit: { count: 1000 } });
		await stage().startAll(saved, pairs(PAIRS));
		const tasks = await results(stage(), saved, 2 * PAIRS);
		say(`    ${PAIRS} pairs at once: ${purchases().length - PAIRS} bought twice`);
		expect(purchases()).toHaveLength(PAIRS);
		expect(tasks).toHaveLength(2 * PAIRS);
		expect(tasks.filter(({ reused }) => reused)).toHaveLength(PAIRS);
	});

	it('order key: kill -9 between claim and answer is unclear until the key is forgotten', async () => {
		const key = randomUUID();
		const forget = veo({ resource: 'task', operation: 'forgetOrderKey', orderKey: key });
		const { nodes, connections } = ordering();
		const saved = await stage().publish({
			nodes: [
				...nodes,
				node('Manual', 'n8n-nodes-base.manualTrigger'),
				{ ...forget, name: 'Forget' },
			],
			connections: { ...connections, ...connect({ Manual: [['Forget']] }) },
		});
		await stage().start(saved, [item(key, 'first [submit slow 20]')]);
		await stage().ledgerShows('the purchase', ({ purchases }) => purchases.length === 1);
		await stage().host.kill();
		await stage().host.restart();

		for (let time = 1; time <= 2; time++) {
			const { error } = await once(saved, item(key, 'second'));
			expect(error?.message).toContain('may have been bought');
			expect(JSON.stringify(error)).toContain('Forget Order Key');
		}
		expect(purchases()).toHaveLength(1);
		const line = `Purchase begun: .* orderKey="${key}"`;
		expect(await stage().host.log()).not.toMatch(new RegExp(`${line}[^]*${line}`));

		// By hand, at another node of the workflow.
		const { client } = stage().host;
		const forgotten = await client.finished(await client.run(saved, 'Manual'), LIMIT_MS);
		expect(outputOf(forgotten, 'Forget')).toMatchObject([{ orderKey: key, wasTaken: true }]);
		expect(outputOf(await once(saved, item(key, 'third')), 'Veo')).toMatchObject([
			{ status: 'succeeded' },
		]);
		expect(purchases().map(({ prompt }) => prompt)).toEqual(['first [submit slow 20]', 'third']);
		await stage().recover('kie', [taskIds()[0]]);
	});

	it.each(['poll', 'callback', 'submitOnly'])(
		'order key: n8n is killed after the purchase (%s), and the next execution knows the task',
		async (completion) => {
			stage().simulator.configure({ callback: { retryDelayMs: RETRY_DELAY_MS } });
			const saved = await stage().publish(ordering({ completion }));
			const key = randomUUID();
			const one = item(key, `for ${key} [slow 8]`);
			const first = await stage().start(saved, [one]);
			if (completion === 'callback') await first.parked();
			else await first.finished();
			await stage().host.kill();
			await stage().host.restart();

			const again = outputOf(await once(saved, one), 'Veo');
			expect(again).toMatchObject([{ taskId: taskIds()[0], reused: true }]);
			expect(purchases()).toHaveLength(1);
			if (completion !== 'submitOnly') expect(again).toMatchObject([{ status: 'succeeded' }]);
			if (completion === 'callback') await first.finished(LIMIT_MS);
			await stage().recover('kie', taskIds());
		},
	);

	it('order key: executions that overlap lose no task', async () => {
		const saved = await stage().publish(ordering());
		const keys = Array.from({ length: 5 }, () => randomUUID());
		const items = keys.map((key, index) => item(key, `for ${key} [slow ${8 - index}]`));
		await stage().startAll(
			saved,
			items.map((one) => [one]),
		);
		await results(stage(), saved, keys.length);
		await stage().host.terminate();
		await stage().host.restart();
		for (const one of items) {
			expect(outputOf(await once(saved, one), 'Veo')).toMatchObject([
				{ status: 'succeeded', reused: true },
			]);
		}
		expect(purchases()).toHaveLength(keys.length);
	});
}
