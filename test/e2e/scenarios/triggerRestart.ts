import { createHmac } from 'node:crypto';
import axios from 'axios';
import type { INodeParameters } from 'n8n-workflow';
import { until } from '../../../dev/n8n/until';
import { startScriptedKie, type ScriptedKie } from '../../engine/harness/scriptedKie';
import {
	listening,
	openDoor,
	publishDoor,
	storedRuns as runsOf,
	succeeded,
	TOKEN,
	type Door,
} from '../harness/door';
import { openInbox, type Inbox } from '../harness/inbox';
import { post, type Stage } from '../harness/stage';

const HMAC_KEY = 'e2e-hmac-key';
const LIMIT_MS = 120_000;
/** Kie.ai hangs up after so many seconds. */
const PROVIDERS_PATIENCE_MS = 15_000;

const BURST = 20;
const BURSTS = 10;

/** An event that was answered with 200 is in n8n's database, once; any other one is taken again. */
export function triggerRestartTests(stage: () => Stage): void {
	// Otherwise the hooks would be those of all scenarios.
	describe('trigger', () => tests(stage));
}

function tests(stage: () => Stage): void {
	let inbox: Inbox;
	let kie: ScriptedKie;
	beforeEach(async () => {
		inbox = await openInbox();
		kie = await startScriptedKie();
		await stage().saveCredential('kieApi', {
			apiKey: 'kie-key',
			baseUrl: kie.url,
			uploadBaseUrl: kie.url,
			callbackToken: TOKEN,
			webhookHmacKey: HMAC_KEY,
		});
	});
	afterEach(async () => {
		await inbox.close();
		await kie.close();
		await stage().saveProviderCredentials();
	});

	const open = async (parameters: INodeParameters): Promise<Door> =>
		await openDoor(stage(), inbox, parameters);

	/** Ends n8n as a power cut would, and starts it again. */
	async function powerCut(door: Door): Promise<void> {
		await stage().host.kill();
		await stage().host.restart();
		await listening(door);
	}

	const storedRuns = (door: Door) => runsOf(stage(), door);

	/** The status of the answer, or undefined where none came. */
	const send = async (url: string, body: object): Promise<number | undefined> =>
		await post(url, body).then(
			({ status }) => status,
			() => undefined,
		);

	it('five outcomes, kill -9, all five again: five runs', async () => {
		const door = await open({ confirm: false });
		const tasks = Array.from({ length: 5 }, (_, index) => `task-${index}`);
		for (const taskId of tasks) expect(await send(door.url, succeeded(taskId))).toBe(200);
		await powerCut(door);
		for (const taskId of tasks) {
			expect(await post(door.url, succeeded(taskId))).toMatchObject({
				status: 200,
				data: { status: 'ignored' },
			});
		}
		expect(await storedRuns(door)).toEqual(new Map(tasks.map((taskId) => [taskId, 1])));
	});

	it('200 outcomes in bursts, kill -9 in the middle, all again', async () => {
		const door = await open({ confirm: false });
		const answered = new Set<string>();
		const sendAll = async (tasks: string[]) => {
			await Promise.all(
				tasks.map(async (taskId) => {
					if ((await send(door.url, succeeded(taskId))) === 200) answered.add(taskId);
				}),
			);
		};
		const bursts = Array.from({ length: BURSTS }, (_, burst) =>
			Array.from({ length: BURST }, (__, index) => `task-${burst * BURST + index}`),
		);
		const middle = BURSTS / 2;
		for (const burst of bursts.slice(0, middle)) await sendAll(burst);
		const full = answered.size;
		expect(full).toBe(middle * BURST);
		const cut = sendAll(bursts[middle]);
		await until(
			'some answers of the burst',
			LIMIT_MS,
			() => answered.size >= full + 1 || undefined,
		);
		await stage().host.kill();
		await cut;
		await stage().host.restart();
		await listening(door);

		const before = new Set(answered);
		for (const burst of bursts) await sendAll(burst);
		const runs = await storedRuns(door);
		const all = bursts.flat();
		expect(all.filter((taskId) => !answered.has(taskId))).toEqual([]);
		expect(all.filter((taskId) => !runs.has(taskId))).toEqual([]);
		// n8n answers before it stores what the trigger remembers, so those that it was just answering when
		// it was killed may start once more.
		const cutOff = new Set(bursts[middle]);
		const remembered = [...before].filter((taskId) => !cutOff.has(taskId));
		expect(remembered.filter((taskId) => runs.get(taskId) !== 1)).toEqual([]);
		expect(Math.max(...runs.values())).toBeLessThanOrEqual(2);
	});

	describe('with a file to fetch', () => {
		const parameters = { options: { download: true } };
		const taskId = 'task-1';

		it('kill -9 while it fetches: the next attempt starts the run', async () => {
			const door = await open(parameters);
			kie.records.set(taskId, 'succeeded');
			const release = kie.hold('files');
			let status: number | undefined;
			const first = send(door.url, succeeded(taskId)).then((answer) => {
				status = answer;
			});
			await until('the file to be asked for', LIMIT_MS, () => kie.fileRequests.length || undefined);
			expect(status).toBeUndefined();
			await stage().host.kill();
			await first;
			release();
			await stage().host.restart();
			await listening(door);
			expect(await storedRuns(door)).toEqual(new Map());
			expect(await send(door.url, succeeded(taskId))).toBe(200);
			expect(await storedRuns(door)).toEqual(new Map([[taskId, 1]]));
		});

		it('kill -9 right after the answer: the run is in the database', async () => {
			const door = await open(parameters);
			kie.records.set(taskId, 'succeeded');
			expect(await send(door.url, succeeded(taskId))).toBe(200);
			await powerCut(door);
			expect(await storedRuns(door)).toEqual(new Map([[taskId, 1]]));
			expect(await post(door.url, succeeded(taskId))).toMatchObject({
				status: 200,
				data: { status: 'ignored' },
			});
			expect(await storedRuns(door)).toEqual(new Map([[taskId, 1]]));
		});

		it('repeats wait for the file, then are ignored', async () => {
			const door = await open(parameters);
			kie.records.set(taskId, 'succeeded');
			const release = kie.hold('files');
			const hangUp = new AbortController();
			const first = axios
				.post(door.url, succeeded(taskId), { proxy: false, signal: hangUp.signal })
				.catch(() => undefined);
			await until('the file to be asked for', LIMIT_MS, () => kie.fileRequests.length || undefined);
			hangUp.abort();
			await first;
			const started = Date.now();
			expect(await send(door.url, succeeded(taskId))).toBe(503);
			expect(Date.now() - started).toBeLessThan(PROVIDERS_PATIENCE_MS);
			release();
			await until('the run', LIMIT_MS, async () => (await storedRuns(door)).size || undefined);
			expect(await post(door.url, succeeded(taskId))).toMatchObject({
				status: 200,
				data: { status: 'ignored' },
			});
			expect(kie.fileRequests).toEqual([taskId]);
			expect(await storedRuns(door)).toEqual(new Map([[taskId, 1]]));
		});

		it('a setting that fails loses no event', async () => {
			const failing = "={{ $('No such node').first().json.size }}";
			const options = { download: true, maxDownloadSize: failing, binaryProperty: failing };
			const door = await open({ options, ignoreDuplicates: failing });
			kie.records.set(taskId, 'succeeded');
			expect(await send(door.url, succeeded(taskId))).toBe(200);
			await until('the run', LIMIT_MS, () => inbox.arrivals.get(taskId));
			expect(kie.fileRequests).toEqual([taskId]);
		});
	});

	it('a run that n8n could not store counts for nothing, even if the caller hung up', async () => {
		const door = await open({});
		const taskId = 'task-1';
		kie.records.set(taskId, 'succeeded');
		const { host } = stage();
		const failure = `Error in handling webhook request POST ${new URL(door.url).pathname}`;
		const takeRuns = await host.refuseRuns();
		try {
			const release = kie.hold('lookUps');
			const hangUp = new AbortController();
			const call = axios
				.post(door.url, succeeded(taskId), { proxy: false, signal: hangUp.signal })
				.catch(() => undefined);
			await until('the look-up', LIMIT_MS, () => kie.lookUps.length || undefined);
			hangUp.abort();
			await call;
			release();
			await until('n8n to fail', LIMIT_MS, async () =>
				(await host.log()).includes(failure) ? true : undefined,
			);
		} finally {
			await takeRuns();
		}
		expect(await send(door.url, succeeded(taskId))).toBe(200);
		expect(await storedRuns(door)).toEqual(new Map([[taskId, 1]]));
	});

	it('a record that is a moment behind its callback is waited for', async () => {
		const door = await open({});
		kie.records.set('task-1', 'processing');
		const answer = post(door.url, succeeded('task-1'));
		await until('the look-up', LIMIT_MS, () => kie.lookUps.length || undefined);
		kie.records.set('task-1', 'succeeded');
		expect(await answer).toMatchObject({ status: 200, data: { status: 'received' } });
		expect(await storedRuns(door)).toEqual(new Map([['task-1', 1]]));

		kie.records.set('task-2', 'processing');
		const started = Date.now();
		expect(await send(door.url, succeeded('task-2'))).toBe(503);
		expect(Date.now() - started).toBeLessThan(PROVIDERS_PATIENCE_MS);
		kie.records.set('task-2', 'succeeded');
		expect(await send(door.url, succeeded('task-2'))).toBe(200);
		expect((await storedRuns(door)).get('task-2')).toBe(1);
	});

	it('a signature for one task opens the door for no other', async () => {
		const { url, ...door } = await open({ authentication: 'kieSignature' });
		for (const taskId of ['task-1', 'task-2']) kie.records.set(taskId, 'succeeded');
		const timestamp = String(Math.floor(Date.now() / 1000));
		const signature = createHmac('sha256', HMAC_KEY).update(`task-1.${timestamp}`).digest('base64');
		const signed = async (data: object) => {
			const headers = { 'X-Webhook-Timestamp': timestamp, 'X-Webhook-Signature': signature };
			const body = { code: 200, msg: 'success', data };
			const options = { headers, proxy: false as const, validateStatus: () => true };
			return (await axios.post<unknown>(url, body, options)).status;
		};
		const info = { resultUrls: ['https://files.example/v.mp4'] };
		expect(
			await signed({ taskId: 'task-1', task_id: 'task-2', video_url: info.resultUrls[0] }),
		).toBe(400);
		expect(await signed({ taskId: 'task-2', task_id: 'task-1', info })).toBe(400);
		expect(await signed({ taskId: 'task-1', info })).toBe(200);
		expect(await storedRuns({ url, ...door })).toEqual(new Map([['task-1', 1]]));
	});

	it('that would refuse every call is not published, and a restart of n8n takes no URL away', async () => {
		const credential = { apiKey: 'kie-key', baseUrl: kie.url, uploadBaseUrl: kie.url };
		const without = { ...credential, callbackToken: '' };
		await stage().saveCredential('kieApi', without);
		const why = 'no callback token to check calls with, so nothing listens. Set the field';
		// 2.8 says so in its answer; later versions publish a moment after it, and tell the editor.
		const refused = await publishDoor(stage(), inbox, {}).catch(String);
		if (typeof refused === 'string') expect(refused).toContain(why);
		else {
			const log = stage().host.log.bind(stage().host);
			await until('the refusal', LIMIT_MS, async () => (await log()).includes(why) || undefined);
			await until('n8n to know no such URL', LIMIT_MS, async () =>
				(await post(refused.url, {})).status === 404 ? true : undefined,
			);
		}

		await stage().saveCredential('kieApi', { ...credential, callbackToken: TOKEN });
		const door = await open({});
		await stage().saveCredential('kieApi', without);
		await powerCut(door);
		// Refused with its reason, as it was before the restart, and not unknown to n8n.
		kie.records.set('late', 'succeeded');
		expect(await post(door.url, succeeded('late'))).toMatchObject({
			status: 401,
			data: { reason: expect.stringContaining('no callback token') },
		});
		await stage().saveCredential('kieApi', { ...credential, callbackToken: TOKEN });
		expect(await post(door.url, succeeded('late'))).toMatchObject({ status: 200 });
	});
}
