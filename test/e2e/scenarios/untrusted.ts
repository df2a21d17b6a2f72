import { outputOf } from '../../../dev/n8n/execution';
import { post, type Run, type Stage } from '../harness/stage';
import { linked, veo } from '../harness/workflows';

/** n8n 2.11 does not sign the URLs that resume our nodes, 2.14 does; nothing between was tried. */
const SIGNED_SINCE = 12;
/** Long enough to send something else to the parked execution before the true callback comes. */
const SLOW = 'a dog [slow 3]';

/** Anybody may POST to a callback URL; only a look-up is believed. */
export function untrustedTests(stage: () => Stage, minor: number): void {
	const parkedRun = async () => {
		const run = await stage().runPrompts(linked(veo()), SLOW);
		await run.parked();
		const [{ taskId, callbackUrl = '' }] = stage().simulator.ledger.purchases;
		return { run, taskId, callbackUrl };
	};
	const expectTrueEnd = async (run: Run) => {
		const execution = await run.finished();
		expect(outputOf(execution, 'Veo')).toMatchObject([
			{
				status: 'succeeded',
				videoUrl: expect.stringContaining(`${stage().simulator.url}/files/`),
			},
		]);
		expect(execution.runData.After).toHaveLength(1);
	};

	it('untrusted: a forged result brings the true one, once there is one', async () => {
		const { run, taskId, callbackUrl } = await parkedRun();
		const info = { resultUrls: ['https://attacker.example/evil.mp4'] };
		const body = { code: 200, data: { taskId, info } };
		const answer = { status: 200, data: { status: 'received' } };
		expect(await post(callbackUrl, body)).toMatchObject(answer);
		await expectTrueEnd(run);
	});

	it.each<[string, unknown, number, object]>([
		[
			'a task of another run',
			{ code: 200, data: { taskId: 'f'.repeat(32) } },
			200,
			{ status: 'ignored' },
		],
		['no callback', { hello: 'world' }, 400, { error: 'notACallback' }],
		['a list', [1, 2, 3], 400, { error: 'notACallback' }],
	])('untrusted: %s leaves the execution parked', async (_, body, status, answer) => {
		const { run, callbackUrl } = await parkedRun();
		expect(await post(callbackUrl, body)).toMatchObject({ status, data: answer });
		expect((await run.parked()).status).toBe('waiting');
		await expectTrueEnd(run);
	});

	it('untrusted: a callback for another node finds nothing', async () => {
		const { run, taskId, callbackUrl } = await parkedRun();
		const url = new URL(callbackUrl);
		url.pathname += '-other';
		expect(await post(url.href, { code: 200, data: { taskId } })).toMatchObject({ status: 404 });
		await expectTrueEnd(run);
	});

	it('untrusted: a wrong signature is refused where n8n signs its resume URLs', async () => {
		const { run, taskId, callbackUrl } = await parkedRun();
		const url = new URL(callbackUrl);
		expect(url.searchParams.has('signature')).toBe(minor >= SIGNED_SINCE);
		url.searchParams.set('signature', 'a-guess');
		// An n8n that does not sign takes it, and the look-up then brings the true result.
		const status = minor >= SIGNED_SINCE ? 401 : 200;
		expect(await post(url.href, { code: 200, data: { taskId } })).toMatchObject({ status });
		await expectTrueEnd(run);
	});

	it.each(['callback garbage', 'callback forged', 'callback doubled', 'callback raced'])(
		'untrusted: [%s] resumes once, with the true result',
		async (mark) => {
			const run = await stage().runPrompts(linked(veo()), `a dog [${mark}]`);
			await run.parked();
			await expectTrueEnd(run);
			await stage().simulator.callbacksSettled();
			const { deliveries } = stage().simulator.ledger;
			expect(deliveries.filter(({ status }) => status === 200)).toHaveLength(1);
			const garbage = deliveries.filter(({ kind }) => kind === 'garbage');
			// n8n itself refuses what is no JSON.
			expect(garbage.map(({ status }) => status)).toEqual(garbage.map(() => 422));
		},
	);
}
