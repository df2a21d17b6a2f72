import type { IDataObject } from 'n8n-workflow';

import { only, prompts, setStage, veo, type Stage } from './stage';

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

const SCENE = { subject: 'a dog', shots: [{ camera: 'pan', seconds: 3 }], sound: null };
const WITH_SCENE = { input: [{ json: { output: SCENE as IDataObject } }] };
const bought = () => stage.simulator.ledger.purchases.map(({ request }) => request);

describe('a prompt that is no text', () => {
	it.each(['kie', 'aceData'])('goes to %s as JSON text', async (provider) => {
		const node = veo({ provider, prompt: '={{ $json.output }}' });
		const run = await stage.engine.run(only(node), WITH_SCENE);
		expect(run.json('Veo')).toMatchObject([{ status: 'succeeded' }]);
		expect(bought()).toMatchObject([{ prompt: JSON.stringify(SCENE) }]);
	});

	it('goes out as JSON text where a video is extended', async () => {
		await stage.engine.run(only(veo()), prompts('a dog'));
		const [{ taskId }] = stage.simulator.ledger.purchases;
		const node = veo({ operation: 'extend', taskId, prompt: '={{ $json.output.shots }}' });
		const run = await stage.engine.run(only(node), WITH_SCENE);
		expect(run.json('Veo')).toMatchObject([{ status: 'succeeded' }]);
		expect(bought()[1]).toMatchObject({ prompt: JSON.stringify(SCENE.shots) });
	});

	it.each([
		['an object without fields', '={{ {} }}', "'Prompt' is empty"],
		['an empty list', '={{ [] }}', "'Prompt' is empty"],
		['an object within a text', '=Film this: {{ $json.output }}', '[object Object]'],
	])('is not bought where it is %s', async (_, prompt, message) => {
		const run = await stage.engine.run(only(veo({ prompt })), WITH_SCENE);
		expect(run.error?.message).toContain(message);
		expect(stage.simulator.requests).toEqual([]);
	});
});

describe("a Telegram file's URL, which holds the bot's token", () => {
	const TOKEN = '123456789:AAEhBOweik6ad9r_QXMENQjcrGbqCr4K-bc';
	const FILE = `https://api.telegram.org/file/bot${TOKEN}/photos/file_1.jpg`;
	const picture = (provider: string, url: string) => ({
		provider,
		operation: 'image2video',
		prompt: 'a dog',
		firstFrameUrl: 'https://example.com/a.png',
		lastFrameUrl: url,
	});

	it.each([
		['as an image at Kie.ai', picture('kie', FILE)],
		['as an image at Ace Data Cloud', picture('aceData', FILE)],
		['as a reference', { operation: 'reference2video', prompt: 'p', imageUrls: [FILE] }],
		['without a scheme', picture('kie', FILE.replace('https://', ''))],
		['behind a proxy', picture('kie', `https://example.com/?u=${encodeURIComponent(FILE)}`)],
		['of a Bot API server of your own', picture('kie', FILE.replace('api.telegram.org', 'a.io'))],
		['as a callback URL', { prompt: 'p', completion: 'submitOnly', callbackUrl: FILE }],
	])('is refused %s, and nobody is told the token', async (_, parameters) => {
		const run = await stage.engine.run(only(veo(parameters)));
		const { message, description, context } = run.error ?? {};
		expect(message).toMatch(/^'(Image URLs|Last Frame URL|Callback URL)' .* Telegram/);
		expect(description).toMatch(/'Image Source' to File|Veo Trigger/);
		expect(JSON.stringify([message, description, context])).not.toContain(TOKEN.slice(10));
		expect(stage.simulator.requests).toEqual([]);
	});

	it('is refused where there is no token after all', async () => {
		const url = 'https://api.telegram.org/file/bot{{token}}/photos/file_1.jpg';
		const run = await stage.engine.run(only(veo(picture('kie', url))));
		expect(run.error?.message).toContain('Telegram');
	});
});

it('a picture as data does not fill the message', async () => {
	const firstFrameUrl = `data:image/png;base64,${'A'.repeat(100_000)}`;
	const run = await stage.engine.run(
		only(veo({ operation: 'image2video', prompt: 'p', firstFrameUrl })),
	);
	expect(run.error?.message).toContain('is not a URL: data:image/png;base64,AAA');
	expect(run.error?.message.length).toBeLessThan(200);
});
