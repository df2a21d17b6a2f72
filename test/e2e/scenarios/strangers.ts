import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import axios from 'axios';
import { outputOf } from '../../../dev/n8n/execution';
import { until } from '../../../dev/n8n/until';
import { post, type Stage } from '../harness/stage';
import { linked, node, veo } from '../harness/workflows';

const MEGABYTE = 1e6;
/** Within it n8n answers whoever sends a megabyte; a quadratic pattern would take an hour. */
const LIMIT_MS = 20_000;
/** Each call about the run's own task takes ten seconds, so the task has to take longer than all. */
const RUN_LIMIT_MS = 180_000;
/** n8n says within it that it is well, whatever strangers send; half of a busy machine is enough. */
const HEALTH_LIMIT_MS = 5000;

const filled = (unit: string) => unit.repeat(Math.ceil(MEGABYTE / unit.length));

/** What is read of a callback, each as the text on which a careless pattern takes longest. */
const WORST: Array<[string, (taskId: string) => unknown]> = [
	[
		'blanks in a list of URLs',
		(taskId) => ({
			code: 200,
			data: { taskId, info: { resultUrls: `https://a.b/${filled(' ')}x` } },
		}),
	],
	[
		'openings of what Flow says',
		(taskId) => ({ code: 422, msg: filled('rejected by Flow('), data: { taskId } }),
	],
	['tasks that are not found', (taskId) => ({ code: 500, msg: filled('task'), data: { taskId } })],
	[
		'digits and brackets in every field of a job',
		(taskId) => ({
			code: 501,
			msg: filled('['),
			data: {
				...{ taskId, state: 'fail', failMsg: filled('1'), failCode: filled('1'), model: 'veo-3-1' },
				...{ completeTime: filled('1'), resultJson: filled('['), param: filled('"') },
			},
		}),
	],
];

/** Anybody may send megabytes, and n8n has one thread for everybody. */
export function strangersTests(stage: () => Stage): void {
	/** Sends the body, and asks n8n how it is until it has answered. */
	async function isTaken(url: string, body: unknown): Promise<void> {
		let isAnswered = false;
		let slowest = 0;
		const started = Date.now();
		const answered = axios
			.post<unknown>(url, body, {
				proxy: false,
				timeout: LIMIT_MS,
				maxBodyLength: Infinity,
				validateStatus: () => true,
			})
			.finally(() => {
				isAnswered = true;
			});
		do {
			const asked = Date.now();
			await axios.get(`${stage().host.url}/healthz`, { proxy: false, timeout: LIMIT_MS });
			slowest = Math.max(slowest, Date.now() - asked);
			await sleep(100);
		} while (!isAnswered);
		const { status } = await answered;
		// 503 is the answer while a task is open, for the provider to repeat.
		expect([200, 400, 401, 404, 429, 503]).toContain(status);
		expect(Date.now() - started).toBeLessThan(LIMIT_MS);
		expect(slowest).toBeLessThan(HEALTH_LIMIT_MS);
	}

	it('strangers: megabytes at a trigger without authentication do not stop n8n', async () => {
		const webhookId = randomUUID();
		const parameters = { provider: 'kie', authentication: 'none', branches: 'single' };
		const trigger = node('Veo Trigger', 'n8n-nodes-veo.veoTrigger', parameters, { webhookId });
		await stage().publish({ nodes: [trigger], connections: {} });
		const url = `${stage().host.url}/webhook/${webhookId}/veo`;
		await until(`n8n to listen at ${url}`, 60_000, async () =>
			(await post(url, {})).status === 400 ? true : undefined,
		);
		for (const [, bodyOf] of WORST) await isTaken(url, bodyOf('a'));
	});

	it('strangers: megabytes at a resume URL do not stop n8n, and the run stays parked', async () => {
		const run = await stage().runPrompts(linked(veo()), 'a dog [slow 90]');
		await run.parked();
		const [{ taskId, callbackUrl = '' }] = stage().simulator.ledger.purchases;
		for (const [, bodyOf] of WORST) {
			await isTaken(callbackUrl, bodyOf(taskId));
			await isTaken(callbackUrl, bodyOf('f'.repeat(32)));
		}
		expect((await run.parked()).status).toBe('waiting');
		const [item] = outputOf(await run.finished(RUN_LIMIT_MS), 'Veo');
		expect(item).toMatchObject({ status: 'succeeded' });
	});
}
