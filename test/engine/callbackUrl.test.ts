import { CALLBACK_TOKEN, only, prompts, setStage, veo, type Stage } from './stage';
import { triggered } from './triggered';

let stage: Stage;
beforeAll(async () => {
	stage = await setStage();
});
afterEach(async () => {
	await stage.simulator.callbacksSettled();
	stage.simulator.reset();
});
afterAll(async () => {
	await stage.stop();
});

/** What the provider was given as callback URL, and the hints of the node. */
async function submitted(callbackUrl: string) {
	const node = veo({ completion: 'submitOnly', callbackUrl });
	const run = await stage.engine.run(only(node), prompts('a dog'));
	const [purchase] = stage.simulator.ledger.purchases;
	const hints = run.runData.Veo[0].hints ?? [];
	return { sent: purchase.callbackUrl, hints: hints.map(({ message }) => message) };
}

it.each(['', '?token=an-older-one', '?x=1&token=an-older-one&token=another'])(
	'a trigger of this n8n gets one token, the credential’s, also with "%s" in the URL',
	async (query) => {
		const { url, stop } = await stage.engine.publish(triggered(), 'Trigger');
		const { sent, hints } = await submitted(`${url}${query}`);
		await stop();
		expect(new URL(sent ?? '').searchParams.getAll('token')).toEqual([CALLBACK_TOKEN]);
		expect(hints).toEqual([]);
	},
);

it('any other host gets no token, and the node says so', async () => {
	const callbackUrl = `${stage.simulator.url}/files/nowhere?x=1`;
	const { sent, hints } = await submitted(callbackUrl);
	expect(sent).toBe(callbackUrl);
	expect(hints).toEqual([expect.stringContaining('is not this n8n')]);
});
