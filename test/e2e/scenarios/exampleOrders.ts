import { outputOf, type Execution } from '../../../dev/n8n/execution';
import { listening, TOKEN } from '../harness/door';
import {
	allOf,
	endedOf,
	prompts,
	publishExample,
	webhookOf,
	type PublishedExample,
} from '../harness/examples';
import type { Stage } from '../harness/stage';

/** The examples that keep their orders in a data table: fire and forget, and the sweep. */
export function exampleOrdersTests(stage: () => Stage): void {
	const purchases = () => stage().simulator.ledger.purchases;

	describe('orders', () => {
		beforeAll(async () => {
			const { url, settings } = stage().simulator;
			await stage().saveCredential('kieApi', {
				apiKey: settings.apiKeys.kie[0],
				baseUrl: `${url}/kie`,
				callbackToken: TOKEN,
			});
		});
		afterAll(() => stage().saveProviderCredentials());

		async function openTrigger(): Promise<{ trigger: PublishedExample; url: string }> {
			const trigger = await publishExample(stage(), 'veo-trigger-branches');
			const url = webhookOf(stage(), trigger.saved, 'Veo Trigger', 'veo');
			await listening({ url, workflowId: trigger.saved.id });
			return { trigger, url };
		}

		it('example veo-trigger-branches: buys once more what may succeed, and no oftener', async () => {
			const { trigger, url } = await openTrigger();
			const [fine, rejected, second, never] = [
				'fine',
				'rejected [policy]',
				'at the second try [fails 1]',
				'never [501]',
			];
			const submit = await publishExample(
				stage(),
				'submit-for-trigger',
				{ Prompts: prompts(fine, rejected, second, never, 'refused [submit no credits]') },
				url,
			);
			stage().wantAnother();
			stage().wantAnother();
			const submitted = await (await submit.start()).finished();
			expect(outputOf(submitted, 'Not Ordered')).toMatchObject([
				{ nextStep: expect.stringContaining('Nothing was bought.') },
			]);

			const executions = await endedOf(stage(), trigger.saved.id, 6);
			await stage().simulator.callbacksSettled();
			expect(await stage().host.client.executionIds(trigger.saved.id)).toHaveLength(6);
			expect(
				purchases()
					.map(({ prompt: bought }) => bought)
					.sort(),
			).toEqual([second, second, fine, never, never, rejected].sort());
			const endings = executions.map((execution) => {
				const [row] = outputOf(execution, 'Keep the Outcome');
				const branch = Object.keys(execution.runData)[1];
				return [row.prompt, row.attempt, branch, row.status, outputOf(execution, branch)[0]];
			});
			const nextStep = (text: string) => expect.objectContaining({ nextStep: text });
			const video = nextStep('Use the video at videoUrl; download it before expiresAt.');
			const advice = expect.objectContaining({ nextStep: expect.stringContaining('run again') });
			const again = expect.objectContaining({ nextStep: expect.stringContaining('Run again') });
			expect(new Set(endings)).toEqual(
				new Set([
					[fine, 1, 'Success', 'succeeded', video],
					[rejected, 1, 'Rejected', 'failed', advice],
					[second, 1, 'Not Generated', 'failed', again],
					[second, 2, 'Success', 'succeeded', video],
					[never, 1, 'Not Generated', 'failed', again],
					[never, 2, 'Not Generated', 'failed', again],
				]),
			);
		});

		it('example veo-trigger-branches: a task that no row knows is not bought again', async () => {
			const { trigger, url } = await openTrigger();
			const submit = await publishExample(
				stage(),
				'submit-for-trigger',
				{
					Prompts: prompts('bought by others [501]'),
					'Keep the Order': { columns: { mappingMode: 'defineBelow', value: { taskId: 'other' } } },
				},
				url,
			);
			await (await submit.start()).finished();
			const [execution] = await endedOf(stage(), trigger.saved.id, 1);
			expect(execution.status).toBe('success');
			expect(outputOf(execution, 'Not Generated')).toMatchObject([{ status: 'failed' }]);
			expect(execution.runData).not.toHaveProperty('Buy Once More');
			expect(purchases()).toHaveLength(1);
		});

		it('example sweep-open-orders: finds what no callback has told of, for free', async () => {
			const texts = ['found', 'failed [501]', 'late [slow 10]'].map(
				(text) => `${text} [callback lost]`,
			);
			const nobody = `${stage().host.url}/webhook/nobody/veo`;
			const submit = await publishExample(
				stage(),
				'submit-for-trigger',
				{ Prompts: prompts(...texts) },
				nobody,
			);
			await (await submit.start()).finished();
			const [found, failed, late] = purchases().map(({ taskId }) => taskId);
			const untouched = await publishExample(stage(), 'sweep-open-orders');
			const young = await (await untouched.start()).finished();
			expect(outputOf(young, 'Open Orders')).toEqual([]);

			const conditions = [
				{ keyName: 'status', condition: 'eq', keyValue: 'submitted' },
				{ keyName: 'createdAt', condition: 'lt', keyValue: '={{ $now.toUTC().toISO() }}' },
			];
			const sweep = await publishExample(stage(), 'sweep-open-orders', {
				'Open Orders': { filters: { conditions } },
			});
			const once = async (): Promise<Execution> => await (await sweep.start()).finished();
			await stage().recover('kie', [found]);
			const first = await once();
			expect(outputOf(first, 'Open Orders').map(({ taskId }) => taskId)).toEqual([
				found,
				failed,
				late,
			]);
			expect(allOf(first, 'Keep the Outcome')).toMatchObject([
				{ taskId: found, status: 'succeeded', videoUrl: expect.stringContaining('http') },
				{ taskId: failed, status: 'failed', advice: expect.stringContaining('Run again') },
			]);
			await stage().simulator.callbacksSettled();
			const second = await once();
			expect(outputOf(second, 'Keep the Outcome')).toMatchObject([
				{ taskId: late, status: 'succeeded' },
			]);
			expect(outputOf(await once(), 'Open Orders')).toEqual([]);
			expect(purchases()).toHaveLength(3);
		});
	});
}
