import type { INodeParameters } from 'n8n-workflow';

import type { Engine } from './harness/engine';
import { sequence, start } from './harness/workflows';
import { musicVideo, only, prompts, setStage, song, type Stage } from './stage';

let stage: Stage;
let unified: Engine;
beforeAll(async () => {
	stage = await setStage({ rateLimit: { count: 1000 }, musicLookUpLimit: { count: 1000 } });
	unified = await stage.withCredentials({ kieApi: { apiForm: 'unified' } });
});
afterEach(() => {
	stage.simulator.reset();
});
afterAll(async () => {
	await stage.stop();
});

/** n8n itself refuses a field that is plainly empty. */
const EMPTY = '={{ "" }}';
const continuing = { onError: 'continueRegularOutput' as const };
const purchases = () => stage.simulator.ledger.purchases;
const task = (operation: string, parameters: INodeParameters) => ({
	...song({ resource: 'task', operation, product: 'song', ...parameters }),
	name: 'Task',
});

describe.each([
	['sunoApi', 'classic'],
	['kie', 'classic'],
	['kie', 'unified'],
] as const)('Song through %s, %s', (provider, form) => {
	const engine = () => (form === 'unified' ? unified : stage.engine);

	it('a prompt becomes a music video in two nodes', async () => {
		const video = musicVideo({ provider, author: '', download: false });
		const run = await engine().run(sequence(start(), song({ provider }), video), prompts('a song'));
		expect(run.error).toBeUndefined();
		const [made] = run.json('Song');
		const audioId = expect.any(String) as string;
		const track = {
			audioId,
			title: 'Untitled',
			audioUrl: expect.stringMatching(/\.mp3$/) as string,
			lyrics: expect.any(String) as string,
		};
		expect(made).toMatchObject({
			provider,
			product: 'song',
			status: 'succeeded',
			stage: 'complete',
			tracks: [track, track],
			createdAt: expect.any(String),
			expiresAt: expect.any(String),
		});
		const [first] = made.tracks as Array<typeof track>;
		expect(made).toMatchObject({ audioId: first.audioId, audioUrl: first.audioUrl });
		expect(run.json('Music Video')).toMatchObject([
			{ product: 'musicVideo', status: 'succeeded', audioId: first.audioId },
		]);
		expect(purchases().map(({ product }) => product)).toEqual(['music', 'musicVideo']);
	});

	it('is resumed by the last of its callbacks', async () => {
		const workflow = only(song({ provider, completion: 'callback' }));
		const run = await engine().run(workflow, prompts('one', 'two [slow 1]', 'three [501]'));
		expect(run.status).toBe('waiting');
		const after = await engine().resumed(run);
		await stage.simulator.callbacksSettled();
		expect(after.json('Song')).toMatchObject([
			{ product: 'song', status: 'succeeded' },
			{ product: 'song', status: 'succeeded' },
			{ product: 'song', status: 'failed', error: { type: 'generationFailed' } },
		]);
		expect(after.timesRun('Song')).toBe(1);
		expect(purchases()).toHaveLength(3);
	});

	it('is found, waited for and downloaded by its task ID', async () => {
		const buy = song({ provider, completion: 'submitOnly' });
		const [bought] = (await engine().run(only(buy), prompts('a song [slow 1]'))).json('Song');
		const { taskId } = bought;
		expect(bought).toMatchObject({ product: 'song', status: 'submitted' });
		const get = task('get', { provider, taskId: String(taskId) });
		expect((await engine().run(only(get))).json('Task')).toMatchObject([
			{ taskId, product: 'song', status: 'processing' },
		]);
		const wait = task('wait', { provider, taskId: String(taskId) });
		expect((await engine().run(only(wait))).json('Task')).toMatchObject([
			{ taskId, status: 'succeeded', tracks: [{}, {}] },
		]);
		const getMany = task('getMany', { provider, taskIds: [String(taskId)] });
		expect((await engine().run(only(getMany))).json('Task')).toMatchObject([{ taskId }]);
		const download = task('download', {
			provider,
			taskId: String(taskId),
			binaryProperty: 'sound',
		});
		const [item] = (await engine().run(only(download))).items('Task');
		const file = { mimeType: 'audio/mpeg', fileExtension: 'mp3' };
		expect(item.binary).toMatchObject({ sound: file, sound_1: file });
		expect((await engine().binary(item, 'sound')).subarray(0, 2).toString('hex')).toBe('fffb');
		expect(purchases()).toHaveLength(1);
	});

	it.each([
		['[policy]', 'contentRejected'],
		['[copyright]', 'contentRejected'],
		['[timed out]', 'service'],
		['[create failed]', form === 'unified' ? 'service' : 'generationFailed'],
		['[501]', 'generationFailed'],
	])('%s fails as %s, and names its task', async (prompt, type) => {
		const run = await engine().run(only(song({ provider }, continuing)), prompts(prompt));
		expect(run.json('Song')).toMatchObject([
			{ status: 'failed', stage: 'error', taskId: purchases()[0].taskId, error: { type } },
		]);
	});

	it('is never bought twice, and a refusal buys nothing', async () => {
		const node = song({ provider }, { retryOnFail: true, maxTries: 2, waitBetweenTries: 0 });
		const unclear = await engine().run(only(node), prompts('a song [submit 502]'));
		expect(unclear.error).toMatchObject({
			context: { data: { error: { reason: 'submitUnknown' } } },
		});
		expect(purchases()).toHaveLength(1);
		const refused = await engine().run(only(node), prompts('[submit no credits]'));
		expect(refused.error).toMatchObject({
			context: { data: { error: { reason: 'insufficientCredits' } } },
		});
		expect(purchases()).toHaveLength(1);
		stage.simulator.configure({ retryAfterSeconds: 1 });
		const slowed = await engine().run(only(node), prompts('[submit 429 1]'));
		expect(slowed.json('Song')).toMatchObject([{ status: 'succeeded' }]);
		expect(purchases()).toHaveLength(2);
	});
});

it.each(['sunoApi', 'kie'])('%s: the stages before the last resume nothing', async (provider) => {
	const workflow = only(song({ provider, completion: 'callback' }));
	const run = await stage.engine.run(workflow, prompts('a song [never] [callback lost]'));
	const [{ taskId, callbackUrl: url }] = purchases();
	for (const callbackType of ['text', 'first']) {
		const body = { code: 200, msg: '', data: { callbackType, task_id: taskId, data: [] } };
		expect(await stage.engine.resumeByWebhook(run, { url, body })).toMatchObject({
			statusCode: 200,
			body: { status: 'waiting' },
		});
	}
	expect(run.timesRun('Song')).toBe(1);
});

it('custom mode orders what the fields say', async () => {
	const options = {
		negativeTags: 'metal',
		vocalGender: 'f',
		styleWeight: 0.4,
		weirdnessConstraint: 0,
		audioWeight: 1,
		personaId: 'p1',
		personaModel: 'voice_persona',
	};
	const custom = { customMode: true, style: 'calm jazz', title: 'Night City', model: 'V4_5' };
	const whole = song({
		provider: 'kie',
		...custom,
		options: { ...options, duration: 60 },
	});
	const run = await stage.engine.run(only(whole), prompts('[Verse] Night'));
	expect(run.json('Song')).toMatchObject([{ tracks: [{ title: 'Night City' }, {}] }]);
	const nobodySings = song({ ...custom, instrumental: true, options });
	await stage.engine.run(only(nobodySings), prompts('left in the field'));
	const callBackUrl = 'https://example.com/no-callback';
	const common = { ...custom, ...options, callBackUrl };
	expect(purchases().map(({ request }) => request)).toEqual([
		{ ...common, instrumental: false, prompt: '[Verse] Night', duration: 60 },
		{ ...common, instrumental: true },
	]);
});

it.each<[string, INodeParameters, string]>([
	['no prompt', { prompt: ' ' }, "'Prompt'"],
	['no style', { customMode: true, style: EMPTY, title: 'a' }, "'Style'"],
	['no title', { customMode: true, style: 'a', title: EMPTY }, "'Title'"],
	['no model', { model: EMPTY }, "'Model'"],
	['a weight above 1', { options: { styleWeight: 2 } }, "'Style Weight'"],
])('%s is said before anything is bought', async (_, parameters, field) => {
	const run = await stage.engine.run(only(song(parameters)), prompts('fine', 'fine, too'));
	expect(run.error?.message).toContain(field);
	expect(purchases()).toEqual([]);
});

describe('a song that is not ready', () => {
	const soon = { timeLimit: 0.03, pollInterval: 1 };

	it('is waited for although its first notification failed', async () => {
		const node = song({ provider: 'sunoApi', completion: 'poll', options: { pollInterval: 1 } });
		const run = await stage.engine.run(only(node), prompts('[slow 3] [callback exception]'));
		const audioUrl = expect.stringMatching(/\.mp3$/) as string;
		expect(run.json('Song')).toMatchObject([
			{ status: 'succeeded', stage: 'complete', audioUrl, tracks: [{ audioUrl }, { audioUrl }] },
		]);
	});

	it('is picked up as the advice says', async () => {
		const node = song({ provider: 'sunoApi', completion: 'poll', options: soon });
		const { error } = await stage.engine.run(only(node), prompts('a song [slow 4]'));
		expect(error?.description).toContain("There, set 'Product' to Song.");
		const [{ taskId }] = purchases();
		const wait = task('wait', { provider: 'sunoApi', taskId, options: { pollInterval: 1 } });
		const run = await stage.engine.run(only(wait));
		expect(run.json('Task')).toMatchObject([{ taskId, status: 'succeeded' }]);
	});

	it.each(['get', 'wait', 'download', 'getMany'])(
		'%s of a music video says so',
		async (operation) => {
			const buy = song({ provider: 'sunoApi', completion: 'submitOnly' });
			await stage.engine.run(only(buy), prompts('a song [never]'));
			const [{ taskId }] = purchases();
			const other = task(operation, {
				provider: 'sunoApi',
				product: 'musicVideo',
				...(operation === 'getMany' ? { taskIds: [taskId] } : { taskId }),
				...(operation === 'wait' && { options: soon }),
			});
			const { error } = await stage.engine.run(only(other));
			expect(error).toMatchObject({
				message: 'Unknown task ID at sunoapi.org',
				description: expect.stringContaining(
					"and that 'Product' is what the task makes.",
				) as string,
			});
		},
	);
});

describe('Download of a song', () => {
	const fetching = (provider: string) =>
		only(song({ provider, download: true, binaryProperty: 'sound' }, continuing));

	it('fetches both tracks', async () => {
		const [item] = (await stage.engine.run(fetching('sunoApi'), prompts('a song'))).items('Song');
		expect(Object.keys(item.binary ?? {})).toEqual(['sound', 'sound_1']);
	});

	it('asks Kie.ai for another link where that of a track has expired', async () => {
		const run = await stage.engine.run(fetching('kie'), prompts('[file forbidden]'));
		const [item] = run.items('Song');
		expect(Object.keys(item.binary ?? {})).toEqual(['sound', 'sound_1']);
	});

	it.each(['[file html]', '[file gone]'])('%s takes nothing away', async (prompt) => {
		const run = await stage.engine.run(fetching('kie'), prompts(prompt));
		const [item] = run.items('Song');
		expect(run.runData.Song[0].hints).toMatchObject([
			{ message: expect.stringMatching(/lacks its files.*audioUrl is there/) as string },
		]);
		expect(item.json).toMatchObject({
			status: 'succeeded',
			audioUrl: expect.stringContaining('.mp3'),
			error: {
				reason: 'linkExpired',
				advice: expect.stringContaining("set 'Product' to Song") as string,
			},
		});
	});
});
