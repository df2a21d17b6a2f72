import { randomUUID } from 'node:crypto';
import { say } from '../../../dev/demo/progress';
import { outputOf } from '../../../dev/n8n/execution';
import { until } from '../../../dev/n8n/until';
import { succeeded, TOKEN } from '../../e2e/harness/door';
import { ordering, pairs, results } from '../../e2e/scenarios/orderKeys';
import { post, type Stage } from '../../e2e/harness/stage';
import { node } from '../../e2e/harness/workflows';
import type { Cluster } from '../harness/cluster';

/** How many keys are used twice at the same moment. */
const PAIRS = 50;
const LIMIT_MS = 120_000;

/** Two workers share what n8n's database says of an order key, and nothing else. */
export function orderKeysTests(stage: () => Stage<Cluster>): void {
	const purchases = () => stage().simulator.ledger.purchases;

	it('order key: executions one after the other, on either worker, buy once', async () => {
		const saved = await stage().publish(ordering());
		const key = randomUUID();
		const items = [{ key, prompt: `for ${key}` }];
		const executions = [];
		for (let time = 1; time <= 4; time++) {
			executions.push(await (await stage().start(saved, items)).finished());
		}
		expect(purchases()).toHaveLength(1);
		const [{ taskId }] = purchases();
		// n8n's workers start without the static data: which task it was, only one of them knows.
		for (const execution of executions.slice(1)) {
			if (execution.status === 'success') {
				expect(outputOf(execution, 'Veo')).toMatchObject([{ taskId, reused: true }]);
			} else {
				expect(execution.error?.message).toContain('may have been bought');
			}
		}
	});

	it('order key: what a trigger of the same workflow remembers is not replaced by purchases', async () => {
		const { url: simulator, settings } = stage().simulator;
		const baseUrl = `${simulator}/kie`;
		const [apiKey] = settings.apiKeys.kie;
		const credential = { apiKey, baseUrl, uploadBaseUrl: baseUrl, callbackToken: TOKEN };
		await stage().saveCredential('kieApi', credential);
		const webhookId = randomUUID();
		const ordered = ordering();
		const trigger = node(
			'Veo Trigger',
			'n8n-nodes-veo.veoTrigger',
			{ provider: 'kie', branches: 'single', confirm: false },
			{ webhookId },
		);
		const saved = await stage().publish({ ...ordered, nodes: [...ordered.nodes, trigger] });
		const buy = async () => {
			const key = randomUUID();
			const run = await stage().start(saved, [{ key, prompt: `for ${key}` }]);
			expect((await run.finished()).status).toBe('success');
		};
		const remembered = async () => {
			const [{ data }] = await stage().host.rows<{ data: unknown }>(
				`SELECT "staticData" AS data FROM workflow_entity WHERE id = '${saved.id}'`,
			);
			return JSON.stringify(data);
		};
		for (let time = 1; time <= 2; time++) await buy();

		await until('the trigger to take an outcome', LIMIT_MS, async () => {
			const url = `${stage().host.url}/webhook/${webhookId}/veo?token=${TOKEN}`;
			return (await post(url, succeeded('task-1'))).status === 200 ? true : undefined;
		});
		await until('the trigger to remember it', LIMIT_MS, async () =>
			(await remembered()).includes('node:Veo Trigger') ? true : undefined,
		);
		const before = await remembered();
		for (let time = 1; time <= 2; time++) await buy();
		expect(await remembered()).toBe(before);
		await stage().saveProviderCredentials();
	});

	it('order key: started twice at once, on two workers', async () => {
		stage().simulator.configure({
			credits: { kie: 1_000_000 },
			rateLimit: { count: 1000 },
		});
		const saved = await stage().publish(ordering());
		const items = pairs(PAIRS);
		await stage().startAll(saved, items);
		const tasks = await results(stage(), saved, 2 * PAIRS);
		const count = purchases().length;
		say(`    ${PAIRS} pairs at once: ${count - PAIRS} bought twice`);
		expect(tasks.length).toBeLessThanOrEqual(2 * PAIRS);
		expect(count).toBe(PAIRS);

		// Whatever has written at the same moment: no claim is lost.
		await stage().startAll(
			saved,
			items.filter((_, index) => index % 2 === 0),
		);
		await results(stage(), saved, 3 * PAIRS);
		expect(purchases()).toHaveLength(PAIRS);
	});
}
