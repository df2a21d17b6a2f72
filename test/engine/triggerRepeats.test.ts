import axios from 'axios';

import { fixture } from '../unit/providers/support';
import type { Run } from './harness/run';
import { CALLBACK_TOKEN, only, prompts, setStage, veo, type Stage } from './stage';
import { succeeded, taken, triggered } from './triggered';

let stage: Stage;
beforeAll(async () => {
	stage = await setStage();
});
afterEach(() => {
	stage.simulator.reset();
});
afterAll(async () => {
	await stage.stop();
});

const query = { token: CALLBACK_TOKEN };
const body = succeeded('veo_task_abcdef123456', 'http://example.com/video1.mp4');
const believing = { confirm: false };

/** Publishes a trigger and has callbacks sent to it; returns what was started. */
async function startedBy(
	parameters: Parameters<typeof triggered>[0],
	send: (url: string) => Promise<unknown>,
): Promise<Run[]> {
	const { url, runs, stop } = await stage.engine.publish(triggered(parameters), 'Trigger');
	await send(url);
	await stop();
	return await Promise.all(runs);
}

const post = (url: string, data: object) => axios.post<unknown>(url, data, { params: query });

it('starts one run for twenty calls at once, and answers all of them with 200', async () => {
	const runs = await startedBy(believing, async (url) => {
		const answers = await Promise.all(Array.from({ length: 20 }, () => post(url, body)));
		const received = answers.filter(
			({ data }) => (data as { status: string }).status !== 'ignored',
		);
		expect(received).toHaveLength(1);
	});
	expect(runs).toHaveLength(1);
});

it('starts one run for twenty calls at once that are looked up, with one look-up', async () => {
	await stage.engine.run(only(veo({ completion: 'submitOnly' })), prompts('a dog'));
	await stage.simulator.callbacksSettled();
	const [{ taskId }] = stage.simulator.ledger.purchases;
	const forged = succeeded(taskId, 'https://attacker.example/evil.mp4');
	const runs = await startedBy({}, async (url) => {
		await Promise.all(Array.from({ length: 20 }, () => post(url, forged)));
		await post(url, forged);
	});
	expect(runs).toHaveLength(1);
	expect(stage.simulator.ledger.lookUpsOf(taskId)).toBe(1);
});

it.each(['callback doubled', 'callback raced'])('starts one run for a %s', async (mark) => {
	const runs = await startedBy({}, async (url) => {
		const submit = veo({ completion: 'submitOnly', callbackUrl: url });
		await stage.engine.run(only(submit), prompts(`a dog [${mark}]`));
		await stage.simulator.callbacksSettled();
	});
	expect(runs).toHaveLength(1);
	expect(stage.simulator.ledger.deliveries.map(({ status }) => status)).toEqual([200, 200]);
});

it('starts a run for every outcome that is another one', async () => {
	const other = succeeded('veo_task_other', 'http://example.com/video1.mp4');
	const fourK = { ...fixture('kieVeo', 'callback-4k') } as { data: object };
	fourK.data = { ...fourK.data, taskId: body.data.taskId };
	const runs = await startedBy(believing, async (url) => {
		for (const data of [body, other, fourK, body, fourK, other]) await post(url, data);
	});
	expect(runs.map((run) => run.json('Trigger')[0].taskId)).toEqual([
		body.data.taskId,
		'veo_task_other',
		body.data.taskId,
	]);
});

it('starts a run for a failure with another code', async () => {
	const failure = (code: number) => ({
		code,
		msg: 'The 4K version of this video is unavailable. Please try a different video.',
		data: { taskId: 't' },
	});
	const runs = await startedBy({ ...believing, branches: 'single' }, async (url) => {
		for (const code of [500, 501, 500]) await post(url, failure(code));
	});
	expect(runs).toHaveLength(2);
});

it('takes a link that was signed anew for the same file', async () => {
	const runs = await startedBy(believing, async (url) => {
		for (const signature of ['a', 'b']) {
			await post(url, succeeded('t', `http://example.com/v.mp4?signature=${signature}`));
		}
	});
	expect(runs).toHaveLength(1);
});

it('starts a run for every call where the user wants that', async () => {
	const runs = await startedBy({ ...believing, ignoreDuplicates: false }, async (url) => {
		for (let call = 0; call < 3; call++) await post(url, body);
	});
	expect(runs).toHaveLength(3);
});

it('does not count calls of the test URL', async () => {
	const workflow = triggered(believing);
	const request = { query, body };
	for (const mode of ['manual', 'manual', 'trigger'] as const) {
		expect(taken(await stage.engine.webhook(workflow, 'Trigger', request, mode))).toEqual([
			'Success',
		]);
	}
	const repeat = await stage.engine.webhook(workflow, 'Trigger', request);
	expect(repeat).toMatchObject({ statusCode: 200, body: { status: 'ignored' } });
});

it('does not count a call that was refused', async () => {
	const workflow = triggered(believing);
	await stage.engine.webhook(workflow, 'Trigger', { body });
	expect(taken(await stage.engine.webhook(workflow, 'Trigger', { query, body }))).toEqual([
		'Success',
	]);
});
