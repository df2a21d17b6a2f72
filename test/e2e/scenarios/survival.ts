import { outputOf, type Execution } from '../../../dev/n8n/execution';
import type { Run, Stage } from '../harness/stage';
import { linked, sequence, start, veo } from '../harness/workflows';

/** The ways to wait, which are the columns of the table in docs/money-safety.md; each test is a row of it. */
const WAYS = ['poll', 'callback', 'submitOnly'] as const;

type Way = (typeof WAYS)[number];

/** Seconds after which the tasks end; by then the event of the test is over. */
const LONG = 40;
/** Milliseconds between two attempts of Kie.ai, so that one of them finds n8n again. */
const RETRY_DELAY_MS = 12_000;
/** Minutes. */
const TIME_LIMIT = 1.2;
/** n8n looks for what is due once a minute. */
const LIMIT_MS = 240_000;

/** One paid task on its way. */
interface Paid {
	run: Run;
	taskId: string;
}

/** What happens to a paid task when the world around it breaks. */
export function survivalTests(stage: () => Stage): void {
	beforeEach(() => {
		stage().simulator.configure({ callback: { retryDelayMs: RETRY_DELAY_MS } });
	});

	/** Buys one task for each way to wait, and returns once all three are waited for. */
	async function buy(marks: string, timeLimit = 20): Promise<Record<Way, Paid>> {
		const { ledger } = stage().simulator;
		const bought: Array<[Way, Paid]> = [];
		for (const way of WAYS) {
			const prompt = `${way} ${marks}`;
			const run = await stage().runPrompts(linked(veo({ completion: way, timeLimit })), prompt);
			await stage().ledgerShows(`the purchase of ${prompt}`, ({ purchases }) =>
				purchases.some((purchase) => purchase.prompt === prompt),
			);
			const { taskId } = ledger.purchases[bought.length];
			bought.push([way, { run, taskId }]);
			if (way === 'callback') await run.parked();
			if (way === 'submitOnly') await run.finished();
		}
		await stage().ledgerShows('a look-up', () => ledger.lookUpsOf(bought[0][1].taskId) > 0);
		return Object.fromEntries(bought) as Record<Way, Paid>;
	}

	/** Whether n8n's log tells which execution has bought the task. */
	async function expectInLog({ run, taskId }: Paid): Promise<void> {
		const lines = (await stage().host.log()).split('\n').filter((line) => line.includes(taskId));
		expect(lines.join('\n')).toMatch(new RegExp(`execution\\D{0,3}${run.id}\\b`));
	}

	async function expectRecovered(...paid: Paid[]): Promise<void> {
		const tasks = await stage().recover(
			'kie',
			paid.map(({ taskId }) => taskId),
		);
		expect(tasks).toEqual(
			paid.map(({ taskId }) => expect.objectContaining({ taskId, status: 'succeeded' })),
		);
	}

	const after = (execution: Execution) => outputOf(execution, 'After');
	/** What the user still has of the task in n8n itself. */
	const expectId = (execution: Execution, { taskId }: Paid) => {
		expect(JSON.stringify(execution)).toContain(taskId);
	};

	it.each(['stopped', 'killed'])('survival: n8n is %s', async (how) => {
		const { host } = stage();
		const { poll, callback, submitOnly } = await buy(`${how} [slow ${LONG}]`);
		await (how === 'killed' ? host.kill() : host.terminate());
		await host.restart();

		expect((await poll.run.finished(LIMIT_MS)).status).not.toBe('success');
		await expectInLog(poll);
		expect(after(await callback.run.finished(LIMIT_MS))).toMatchObject([
			{ taskId: callback.taskId, status: 'succeeded' },
		]);
		expectId(await submitOnly.run.finished(), submitOnly);
		await expectRecovered(poll, submitOnly);
	});

	it('survival: n8n is killed, and the purchase is a node of its own whose result is saved', async () => {
		const { host, simulator } = stage();
		const wait = { ...veo({ resource: 'task', operation: 'wait', taskId: '={{ $json.taskId }}' }) };
		const workflow = sequence(...start(), veo({ completion: 'submitOnly' }), {
			...wait,
			name: 'Wait',
		});
		const settings = { saveExecutionProgress: true };
		const run = await stage().run(workflow, [{ prompt: `two nodes [slow ${LONG}]` }], settings);
		const { ledger } = simulator;
		await stage().ledgerShows('a look-up', ({ purchases: [purchase] }) =>
			Boolean(purchase && ledger.lookUpsOf(purchase.taskId) > 0),
		);
		await host.kill();
		await host.restart();

		const [{ taskId }] = ledger.purchases;
		const execution = await run.finished(LIMIT_MS);
		expect(execution.status).not.toBe('success');
		expect(outputOf(execution, 'Veo')).toMatchObject([{ taskId }]);
		await expectRecovered({ run, taskId });
	});

	it('survival: the user stops the execution', async () => {
		const { host } = stage();
		const { poll, callback, submitOnly } = await buy('user [slow 20]');
		for (const { run } of [poll, callback]) {
			await host.client.cancel(run.id);
			expect((await run.finished()).status).toBe('canceled');
		}
		await expectInLog(poll);
		await expectInLog(callback);
		expectId(await callback.run.finished(), callback);
		expectId(await submitOnly.run.finished(), submitOnly);
		await expectRecovered(poll, callback, submitOnly);
	});

	it('survival: the time-out of the workflow', async () => {
		const { ledger } = stage().simulator;
		const settings = { executionTimeout: 10 };
		const start = async (way: Way) =>
			await stage().run(
				linked(veo({ completion: way })),
				[{ prompt: `${way} [slow 20]` }],
				settings,
			);

		const refused = await (await start('callback')).finished();
		expect(refused.error?.message).toContain('Time Limit');
		expect(ledger.purchases).toEqual([]);

		const submitted = await start('submitOnly');
		const submitOnly = { run: submitted, taskId: '' };
		expect((await submitted.finished()).status).toBe('success');
		submitOnly.taskId = ledger.purchases[0].taskId;

		const polling = await start('poll');
		expect((await polling.finished(LIMIT_MS)).status).not.toBe('success');
		const poll = { run: polling, taskId: ledger.purchases[1].taskId };
		await expectInLog(poll);
		await expectRecovered(poll, submitOnly);
	});

	it('survival: the credential is deleted', async () => {
		const { poll, callback, submitOnly } = await buy('credential [slow 15]', TIME_LIMIT);
		await stage().withoutCredential('kieApi', async () => {
			expectId(await poll.run.finished(LIMIT_MS), poll);
			expect(after(await callback.run.finished(LIMIT_MS))).toMatchObject([
				{ taskId: callback.taskId, status: 'timedOut' },
			]);
			expectId(await submitOnly.run.finished(), submitOnly);
		});
		await expectRecovered(poll, callback, submitOnly);
	});

	it('survival: the provider is down', async () => {
		const { simulator } = stage();
		const { poll, callback, submitOnly } = await buy('down [slow 10]', TIME_LIMIT);
		simulator.configure({ isDown: true });
		const ended = await poll.run.finished(LIMIT_MS);
		expectId(ended, poll);
		expect(ended.error?.message).toContain('the video is paid');
		expect(after(await callback.run.finished(LIMIT_MS))).toMatchObject([
			{ taskId: callback.taskId, status: 'timedOut' },
		]);
		simulator.configure({ isDown: false });
		await expectRecovered(poll, callback, submitOnly);
	});

	it('survival: the callback is lost', async () => {
		const { poll, callback, submitOnly } = await buy('lost [slow 5] [callback lost]', TIME_LIMIT);
		expect(after(await poll.run.finished(LIMIT_MS))).toMatchObject([{ status: 'succeeded' }]);
		expect(after(await callback.run.finished(LIMIT_MS))).toMatchObject([
			{ taskId: callback.taskId, status: 'timedOut' },
		]);
		await expectRecovered(callback, submitOnly);
	});
}
