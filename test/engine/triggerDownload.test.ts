import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import axios from 'axios';
import type { INodeParameters } from 'n8n-workflow';

import { CALLBACK_TOKEN, only, prompts, setStage, veo, type Stage } from './stage';
import { succeeded, triggered } from './triggered';

const VIDEO = readFileSync(join(__dirname, '../../simulator/assets/video.mp4'));
const EVIL = 'https://attacker.example/evil.mp4';

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

/** What the trigger answers to a call about a video that was bought with this prompt, and its run. */
async function called(prompt: string, parameters: INodeParameters = {}) {
	await stage.engine.run(only(veo({ completion: 'submitOnly' })), prompts(prompt));
	await stage.simulator.callbacksSettled();
	const [{ taskId }] = stage.simulator.ledger.purchases;
	const workflow = triggered({ options: { download: true }, ...parameters });
	const { url, runs, stop } = await stage.engine.publish(workflow, 'Trigger');
	const { status } = await axios.post(url, succeeded(taskId, EVIL), {
		params: { token: CALLBACK_TOKEN },
	});
	// The answer comes before the run.
	while (runs.length === 0) await sleep(10);
	const run = await runs[0];
	await stop();
	return { status, run, items: run.items('Trigger') };
}

const fileRequests = () =>
	stage.simulator.requests.filter(({ path }) => path.startsWith('/files/'));

it('fetches the video that the look-up names, after it has answered the provider', async () => {
	const {
		status,
		items: [item],
	} = await called('a dog');
	expect(status).toBe(200);
	expect(item.binary?.video.fileName).toBe(`veo-${item.json.taskId}-0.mp4`);
	expect(VIDEO.equals(await stage.engine.binary(item, 'video'))).toBe(true);
});

it('takes the name and the size limit from the options', async () => {
	const options = { download: true, binaryProperty: 'film', maxDownloadSize: 1 };
	const {
		items: [item],
	} = await called('a dog [two videos]', { options });
	expect(Object.keys(item.binary ?? {})).toEqual(['film', 'film_1']);
});

it.each([
	['is gone', 'a dog [file gone]', {}, 'linkExpired'],
	['is too large', 'a dog [file big 2]', { maxDownloadSize: 1 }, 'fileTooLarge'],
])('starts a branch of failure where the video %s', async (_, prompt, options, reason) => {
	const parameters = { branches: 'outcome', options: { download: true, ...options } };
	const { status, run } = await called(prompt, parameters);
	expect(status).toBe(200);
	expect(run.timesRun('Failure')).toBe(1);
	expect(run.json('Trigger', 1)).toMatchObject([
		{ status: 'succeeded', videoUrl: expect.any(String), error: { reason } },
	]);
});

it('fetches nothing of a task that failed', async () => {
	const { run } = await called('a dog [policy]');
	expect(run.timesRun('Content Rejected')).toBe(1);
	expect(fileRequests()).toEqual([]);
});

it('follows no address that only the call has given', async () => {
	const {
		items: [item],
	} = await called('a dog', { confirm: false });
	expect(item.json.videoUrl).toBe(EVIL);
	expect(item).not.toHaveProperty('binary');
});
