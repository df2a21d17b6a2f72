import type { INodeParameters } from 'n8n-workflow';
import { outputOf, type Execution } from '../../../dev/n8n/execution';
import { say } from '../../../dev/demo/progress';
import type { Run, Stage } from '../harness/stage';
import { connect, linked, node, start, veo, type WorkflowJson } from '../harness/workflows';

/** Minutes. n8n looks once a minute for time limits that are due, so it takes up to a minute more. */
const TIME_LIMIT = 0.2;
const LIMIT_MS = 120_000;
/** The first minor version of n8n 2 that resumes a node on another output than the first. */
const SEPARATE_SINCE = 39;
/** Still running when n8n notices the time limit. */
const SLOW = '[slow 80]';

/** Callbacks that come too early, too late or never: every task is found again. */
export function timeLimitTests(stage: () => Stage, minor: number): void {
	const parked = async (workflow: WorkflowJson, ...prompts: string[]): Promise<Run> => {
		const run = await stage().runPrompts(workflow, ...prompts);
		await run.parked();
		return run;
	};
	const limited = (parameters: INodeParameters = {}) =>
		linked(veo({ timeLimit: TIME_LIMIT, ...parameters }));

	it('time limit: open tasks come out as timed out, and Wait picks them up', async () => {
		const { purchases } = stage().simulator.ledger;
		const slow = await parked(limited(), `one ${SLOW}`, `two ${SLOW}`);
		const early = await parked(limited({ provider: 'aceData' }), 'never called again [fast]');
		const [execution, lost] = [await slow.finished(LIMIT_MS), await early.finished(LIMIT_MS)];
		// Not from its start, which some versions of n8n set anew on resume.
		const seconds = (execution.stoppedAt - Date.parse(purchases[0].at)) / 1000;
		say(`    n8n noticed the time limit of ${TIME_LIMIT * 60} s after ${seconds.toFixed(0)} s`);
		const [one, two, three] = purchases.map(({ taskId }) => taskId);
		expect(outputOf(execution, 'After')).toEqual([
			{ from: `one ${SLOW}`, taskId: one, status: 'timedOut' },
			{ from: `two ${SLOW}`, taskId: two, status: 'timedOut' },
		]);
		expect(outputOf(execution, 'Veo')).toMatchObject([
			{ error: { reason: 'timeLimit' } },
			{ error: { reason: 'timeLimit' } },
		]);
		expect(outputOf(lost, 'After')).toMatchObject([{ taskId: three, status: 'timedOut' }]);

		const found = await stage().recover('kie', [one, two]);
		const foundToo = await stage().recover('aceData', [three]);
		for (const task of [...found, ...foundToo]) expect(task.status).toBe('succeeded');
	});

	it('time limit: a callback before the execution is parked is repeated by Kie.ai', async () => {
		const run = await stage().runPrompts(linked(veo()), 'a dog [fast]');
		const execution = await run.finished();
		expect(outputOf(execution, 'After')).toMatchObject([{ status: 'succeeded' }]);
		const statuses = stage().simulator.ledger.deliveries.map(({ status }) => status);
		expect([statuses.at(0), statuses.at(-1)]).toEqual([409, 200]);
	});

	const separate = (): WorkflowJson => ({
		nodes: [
			...start(),
			veo({ outputs: 'separate', timeLimit: TIME_LIMIT }),
			...['Succeeded', 'Failed', 'Timed Out'].map((each) => node(each, 'n8n-nodes-base.noOp')),
		],
		connections: connect({
			Webhook: [['Start']],
			Start: [['Veo']],
			Veo: [['Succeeded'], ['Failed'], ['Timed Out']],
		}),
	});
	const byOutput = (execution: Execution) =>
		['Succeeded', 'Failed', 'Timed Out'].map((each) =>
			outputOf(execution, each).map(({ input }) => (input as { prompt: string }).prompt),
		);

	if (minor >= SEPARATE_SINCE) {
		it('separate outputs: each outcome has its own', async () => {
			const called = await parked(separate(), 'one', 'two [501]');
			const slow = await parked(separate(), `three ${SLOW}`);
			expect(byOutput(await called.finished())).toEqual([['one'], ['two [501]'], []]);
			expect(byOutput(await slow.finished(LIMIT_MS))).toEqual([[], [], [`three ${SLOW}`]]);
			const { purchases } = stage().simulator.ledger;
			const [task] = await stage().recover('kie', [purchases[2].taskId]);
			expect(task.status).toBe('succeeded');
		});
	} else {
		it('separate outputs: refused before anything is bought', async () => {
			const run = await stage().runPrompts(separate(), 'one');
			const { status, error } = await run.finished();
			expect(status).toBe('error');
			expect(error?.message).toContain('n8n 2.39');
			expect(stage().simulator.requests).toEqual([]);
		});
	}
}
