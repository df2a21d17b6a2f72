import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import axios from 'axios';
import type { INodeParameters } from 'n8n-workflow';

import { startScriptedKie, type ScriptedKie } from './harness/scriptedKie';
import { CALLBACK_TOKEN, only, prompts, setStage, veo, type Stage } from './stage';
import { succeeded, triggered } from './triggered';

const VIDEO = readFileSync(join(__dirname, '../../dev/simulator/assets/video.mp4'));
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
	const run = await runs[0];
	await stop();
	return { status, run, items: run.items('Trigger') };
}

const fileRequests = () =>
	stage.simulator.requests.filter(({ path }) => path.startsWith('/files/'));

it('fetches the video that the look-up names', async () => {
	const {
		status,
		items: [item],
	} = await called('a dog');
	expect(status).toBe(200);
	expect(item.binary?.data.fileName).toBe(`veo-${item.json.taskId}.mp4`);
	expect(VIDEO.equals(await stage.engine.binary(item, 'data'))).toBe(true);
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
	expect(run.timesRun('Rejected')).toBe(1);
	expect(fileRequests()).toEqual([]);
});

describe('while the video is fetched', () => {
	let kie: ScriptedKie;
	beforeEach(async () => {
		kie = await startScriptedKie();
		kie.records.set('t', 'succeeded');
	});
	afterEach(async () => {
		await kie.close();
	});

	/** Publishes a trigger and has a first call wait for the file. */
	async function fetching() {
		const engine = await stage.withCredentials({ kieApi: { baseUrl: kie.url } });
		const workflow = triggered({ options: { download: true } });
		const published = await engine.publish(workflow, 'Trigger');
		const release = kie.hold('files');
		const send = async (signal?: AbortSignal) =>
			await axios.post<{ status?: string }>(published.url, succeeded('t', EVIL), {
				params: { token: CALLBACK_TOKEN },
				validateStatus: () => true,
				signal,
			});
		const hangUp = new AbortController();
		const first = send(hangUp.signal).catch(() => undefined);
		while (kie.fileRequests.length === 0) await sleep(10);
		return { ...published, release, send, first, hangUp: () => hangUp.abort() };
	}

	it('nothing is answered with 200; afterwards everything is', async () => {
		const { runs, stop, release, send, first } = await fetching();
		let answered = 0;
		const repeats = [send(), send()].map(async (repeat) => {
			const { status, data } = await repeat;
			answered++;
			return [status, data.status];
		});
		await sleep(500);
		expect([answered, runs.length]).toEqual([0, 0]);
		release();
		expect((await first)?.data).toEqual({ status: 'received' });
		expect(await Promise.all(repeats)).toEqual([
			[200, 'ignored'],
			[200, 'ignored'],
		]);
		await stop();
		expect([runs.length, kie.fileRequests]).toEqual([1, ['t']]);
	});

	it('a provider that hangs up is told to come again, and then that all is well', async () => {
		const { runs, stop, release, send, first, hangUp } = await fetching();
		hangUp();
		await first;
		expect((await send()).status).toBe(503);
		release();
		while (runs.length === 0) await sleep(10);
		expect((await send()).data.status).toBe('ignored');
		await stop();
		expect([runs.length, kie.fileRequests]).toEqual([1, ['t']]);
	});
});

it('follows no address that only the call has given', async () => {
	const {
		items: [item],
	} = await called('a dog', { confirm: false });
	expect(item.json.videoUrl).toBe(EVIL);
	expect(item).not.toHaveProperty('binary');
});
