import { AFTER, VEO, type Stage } from '../harness/stage';
import { settled } from '../harness/settled';

/** What a user does while building a workflow, each time by clicks. */
export function runTests(stage: () => Stage): void {
	const open = async (name: string, prompt: string, parameters = {}) => {
		const saved = await stage().saveVideo(name, prompt, parameters);
		await stage().editor.open(saved.id);
		return saved;
	};
	const bought = () => stage().simulator.ledger.purchases.map(({ prompt }) => prompt);

	it('run: a prompt becomes a record and a film that plays', async () => {
		await open('A film', 'A lighthouse at dawn', { download: true });
		const panel = await stage().editor.openNode(VEO);
		await panel.execute();
		await panel.ended();
		expect(await panel.json()).toMatch(/"status": "succeeded".*"videoUrl": "http\S+\.mp4"/);

		await panel.showOutputAs('binary');
		await panel.output.getByTestId('ndv-view-binary-data').click();
		const film = stage().editor.page.locator('video');
		const plays = () =>
			film.evaluate(
				({ currentTime, videoWidth }: HTMLVideoElement) => currentTime > 0.5 && videoWidth > 0,
			);
		expect(await settled(true, plays)).toBe(true);
		expect(bought()).toEqual(['A lighthouse at dawn']);
	});

	it('run: a rejection says what to do next', async () => {
		await open('A rejection', 'A miracle cure [policy]');
		const panel = await stage().editor.openNode(VEO);
		await panel.execute();
		await panel.ended();
		const advice = 'Change the prompt or the image so that it follows the content policy';
		expect(await panel.output.innerText()).toContain(advice);
	});

	it('run: a later step does not buy again, nor does what is pinned', async () => {
		// n8n pins no files.
		await open('A later step', 'A paper boat', { download: false });
		const { editor } = stage();
		const buying = await editor.openNode(VEO);
		await buying.execute();
		await buying.ended();
		await buying.close();

		const later = await editor.openNode(AFTER);
		await later.execute();
		await later.ended();
		expect(await later.json()).toContain('"status": "succeeded"');
		await later.close();
		expect(bought()).toEqual(['A paper boat']);

		const pinning = await editor.openNode(VEO);
		await pinning.output.getByTestId('ndv-pin-data').click();
		await pinning.close();
		await editor.execute();
		await editor.nodeIs(AFTER, 'success');
		expect(bought()).toEqual(['A paper boat']);
	});

	it('run: a waiting node says what it waits for', async () => {
		await open('Waiting', 'A slow snail [slow 20]', { completion: 'callback' });
		const { editor } = stage();
		await editor.execute();
		await editor.nodeIs(VEO, 'waiting');
		const panel = await editor.openNode(VEO);
		const text = 'Waiting for the provider to call back';
		await panel.output.getByText(text).waitFor();
		await panel.close();
		await editor.nodeIs(AFTER, 'success');
		expect(bought()).toEqual(['A slow snail [slow 20]']);
	});
}
