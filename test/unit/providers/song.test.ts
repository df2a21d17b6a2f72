import { PROVIDERS, songApi } from '../../../lib/providers';
import type { SongJob, TaskApi } from '../../../lib/providers/api';
import { answer, envelope, fixture, inShort, taskIn } from './support';

const ID = '2fac****9f72';
const SIMPLE: SongJob = { prompt: 'a song', customMode: false, instrumental: false, model: 'V5' };
const CUSTOM: SongJob = { ...SIMPLE, customMode: true, style: 'jazz', title: 'Night' };
/** Every field that there is. */
const WHOLE: SongJob = {
	prompt: '[Verse] Night city lights shining bright',
	customMode: true,
	instrumental: false,
	model: 'V5_5',
	style: 'Classical',
	title: 'Peaceful Piano',
	negativeTags: 'Heavy Metal, Upbeat Drums',
	vocalGender: 'm',
	styleWeight: 0.65,
	weirdnessConstraint: 0.5,
	audioWeight: 0.65,
	personaId: 'persona_123',
	personaModel: 'style_persona',
	duration: 120,
	callbackUrl: 'https://api.example.com/callback',
};

function api(provider: 'kie' | 'sunoApi', version?: 'unified'): TaskApi<SongJob> {
	const found = songApi(provider, version);
	if (!found) throw new Error('no songs');
	return found;
}

const called = (provider: 'kie' | 'sunoApi', body: unknown) =>
	PROVIDERS[provider].readCallback(body);

describe('a submit', () => {
	it.each([
		['sunoApi', { ...WHOLE, duration: undefined }, { duration: undefined }],
		['kie', WHOLE, {}],
	] as const)('%s gets every field under its name', (provider, job, change) => {
		expect(api(provider).submit.request(job)).toEqual({
			method: 'POST',
			path: '/api/v1/generate',
			body: { ...fixture('song', 'request-custom'), ...change },
		});
	});

	it("Kie's unified API gets them as the input of a job", () => {
		expect(api('kie', 'unified').submit.request(WHOLE)).toEqual({
			method: 'POST',
			path: '/api/v1/jobs/createTask',
			body: fixture('song', 'request-unified'),
		});
		const { body } = api('kie', 'unified').submit.request(SIMPLE);
		expect(body).not.toHaveProperty('callBackUrl');
	});

	it('sends nothing that the user did not set, but names a callback', () => {
		const { callBackUrl, ...body } = fixture('song', 'request-simple');
		const prompt = 'A calm song about a city at night';
		expect(api('sunoApi').submit.request({ ...SIMPLE, prompt }).body).toEqual({
			...body,
			callBackUrl: 'https://example.com/no-callback',
		});
		expect(callBackUrl).toMatch(/^https/);
	});

	it.each(['kie', 'sunoApi'] as const)('%s: is bought with its ID', (provider) => {
		const body = fixture('song', 'submitted');
		const taskId = '091fbbaa1d20d47e9576ce84d5254b18';
		expect(api(provider).submit.read(answer(body), SIMPLE)).toEqual({
			kind: 'accepted',
			task: { provider, product: 'song', taskId, status: 'submitted', raw: body },
			ref: { taskId },
		});
	});

	it('without an ID is unclear, however well it sounds', () => {
		const placeholder = envelope(200, 'success', { taskId: '' });
		expect(inShort(api('kie').submit.read(answer(placeholder), SIMPLE))).toBe(
			'unknown service submitUnknown',
		);
	});

	it("Kie's refusal of a blank callback URL buys nothing", () => {
		const body = fixture('song', 'refused-callback-url');
		expect(inShort(api('kie').submit.read(answer(body), SIMPLE))).toBe(
			'refused invalidRequest badParameter',
		);
	});
});

describe('the code tables', () => {
	it.each([
		['kie', 400, 'refused invalidRequest badParameter', 'failed contentRejected copyright'],
		['kie', 401, 'refused account unauthorized', 'failed account unauthorized'],
		['kie', 402, 'refused account insufficientCredits', 'failed account insufficientCredits'],
		['kie', 404, 'refused invalidRequest unknownPath', 'failed invalidRequest unknownPath'],
		['kie', 408, 'unknown service submitUnknown', 'failed service upstreamTimeout'],
		['kie', 409, 'refused invalidRequest duplicate', 'failed invalidRequest duplicate'],
		['kie', 413, 'refused unrecognized undocumented', 'failed contentRejected copyright'],
		['kie', 422, 'refused invalidRequest badParameter', 'failed invalidRequest badParameter'],
		['kie', 429, 'throttled service rateLimited', 'failed service rateLimited'],
		['kie', 433, 'refused account quotaExceeded', 'failed account quotaExceeded'],
		['kie', 455, 'refused service maintenance', 'failed service maintenance'],
		['kie', 500, 'unknown service submitUnknown', 'failed service serverError'],
		['kie', 501, 'unknown generationFailed submitUnknown', 'failed generationFailed generation'],
		['kie', 505, 'refused account featureDisabled', 'failed account featureDisabled'],
		['kie', 531, 'unknown generationFailed submitUnknown', 'failed generationFailed refunded'],
		['kie', 550, 'unknown service submitUnknown', 'failed service serverError'],
		['kie', 777, 'unknown unrecognized submitUnknown', 'failed unrecognized undocumented'],
		['sunoApi', 400, 'refused invalidRequest badParameter', 'failed contentRejected copyright'],
		['sunoApi', 401, 'refused account unauthorized', 'failed account unauthorized'],
		['sunoApi', 404, 'refused invalidRequest unknownPath', 'failed invalidRequest unknownPath'],
		['sunoApi', 405, 'throttled service rateLimited', 'failed service rateLimited'],
		['sunoApi', 408, 'unknown service submitUnknown', 'failed service upstreamTimeout'],
		['sunoApi', 413, 'refused invalidRequest badParameter', 'failed contentRejected copyright'],
		['sunoApi', 429, 'refused account insufficientCredits', 'failed account insufficientCredits'],
		['sunoApi', 430, 'throttled service rateLimited', 'failed service rateLimited'],
		['sunoApi', 455, 'refused service maintenance', 'failed service maintenance'],
		['sunoApi', 500, 'unknown service submitUnknown', 'failed service serverError'],
		[
			'sunoApi',
			501,
			'unknown generationFailed submitUnknown',
			'failed generationFailed generation',
		],
		['sunoApi', 531, 'unknown generationFailed submitUnknown', 'failed generationFailed refunded'],
		['sunoApi', 777, 'unknown unrecognized submitUnknown', 'failed unrecognized undocumented'],
	] as const)('%s code %i: submit %s, callback %s', (provider, code, submit, callback) => {
		expect(inShort(api(provider).submit.read(answer(envelope(code)), SIMPLE))).toBe(submit);
		const body = envelope(code, 'words', { callbackType: 'error', task_id: 'a', data: null });
		expect(inShort(called(provider, body))).toBe(callback);
	});

	it('words tell sensitive lyrics from copyrighted ones', () => {
		const data = { callbackType: 'error', task_id: 'a' };
		const body = envelope(400, 'The lyrics contain sensitive words.', data);
		expect(inShort(called('kie', body))).toBe('failed contentRejected sensitiveWords');
	});
});

describe('a record', () => {
	const lookedUp = (body: unknown, provider: 'kie' | 'sunoApi' = 'sunoApi') =>
		api(provider).lookUp.read(answer(body), { taskId: ID });

	it.each([
		['kie', '2025-01-14T16:00:00.000Z'],
		['sunoApi', '2025-01-15T16:00:00.000Z'],
	] as const)('%s: has the tracks, and the first one in front', (provider, expiresAt) => {
		const body = fixture('song', 'record-succeeded');
		expect(lookedUp(body, provider)).toEqual({
			kind: 'task',
			task: {
				provider,
				product: 'song',
				taskId: ID,
				status: 'succeeded',
				stage: 'complete',
				audioId: 'e231****-****-****-****-****8cadc7dc',
				audioUrl: 'https://example.cn/****.mp3',
				tracks: [expect.objectContaining({ audioId: 'e231****-****-****-****-****8cadc7dc' })],
				createdAt: '2024-12-31T16:00:00.000Z',
				expiresAt,
				raw: body,
			},
		});
	});

	it.each([
		['PENDING', undefined],
		['TEXT_SUCCESS', 'text'],
		['FIRST_SUCCESS', 'first'],
		['CALLBACK_EXCEPTION', undefined],
	])('with status %s runs, at stage %s', (status, stage) => {
		const task = taskIn(lookedUp(envelope(200, '', { status })));
		expect(task).toMatchObject({ status: 'processing' });
		expect(task.stage).toBe(stage);
		expect(task).not.toHaveProperty('expiresAt');
	});

	it.each([
		['without a track', null],
		['whose tracks name no sound file', { sunoData: [{ id: 'a', audioUrl: '' }, { id: 'b' }] }],
	])('of a success %s has failed, and says so', (_, response) => {
		const task = taskIn(lookedUp(envelope(200, '', { status: 'SUCCESS', response })));
		expect(task.tracks?.length).toBe(response?.sunoData.length);
		expect(task).toMatchObject({
			status: 'failed',
			stage: 'error',
			error: { reason: 'noTrack', advice: expect.stringContaining('names no sound file') as string },
		});
	});

	it.each([
		['an unknown ID', fixture('song', 'record-unknown'), 'notFound invalidRequest unknownTask'],
		['a bad key', envelope(401, ''), 'give up account unauthorized'],
		['rubbish', '<html></html>', 'ask again service unreadableAnswer'],
	])('%s is %s', (_, body, expected) => {
		expect(inShort(lookedUp(body))).toBe(expected);
	});

	it("of Kie's unified API has times and cost besides", () => {
		const { data, ...rest } = fixture('kieJobs', 'record-song') as { data: object };
		const body = { ...rest, data: { ...data, creditsConsumed: 12 } };
		const task = taskIn(api('kie', 'unified').lookUp.read(answer(body), { taskId: 'c3d4' }));
		expect(task).toMatchObject({
			product: 'song',
			taskId: 'c3d4',
			status: 'succeeded',
			audioId: 'e231',
			tracks: [{ audioId: 'e231' }, { audioId: 'e232' }],
			creditsUsed: 12,
			createdAt: '2026-09-09T08:08:19.171Z',
			completedAt: '2026-09-09T08:09:18.629Z',
			expiresAt: '2026-09-23T08:09:18.629Z',
		});
	});
});

describe('a callback', () => {
	it.each([
		['callback-text', 'processing', 'text', 0],
		['callback-first', 'processing', 'first', 1],
		['callback-complete', 'succeeded', 'complete', 1],
		['callback-error', 'failed', 'error', 0],
	])('%s is %s, at stage %s with %i tracks', (name, status, stage, count) => {
		for (const provider of ['kie', 'sunoApi'] as const) {
			const task = taskIn(called(provider, fixture('song', name)));
			expect(task).toMatchObject({ provider, product: 'song', taskId: ID, status, stage });
			expect(task.tracks ?? []).toHaveLength(count);
		}
	});

	it('has the track as the record has it', () => {
		const { tracks: [track] = [] } = taskIn(called('kie', fixture('song', 'callback-first')));
		expect(track).toEqual({
			audioId: 'e231****-****-****-****-****8cadc7dc',
			title: 'Iron Man',
			duration: 198.44,
			tags: 'electrifying, rock',
			lyrics: '[Verse] Night city lights shining bright',
			audioUrl: 'https://example.cn/****.mp3',
			streamAudioUrl: 'https://example.cn/****',
			imageUrl: 'https://example.cn/****.jpeg',
			model: 'chirp-v3-5',
		});
	});

	it.each([
		['a new stage', { callbackType: 'half', task_id: 'a' }, 200, 'processing'],
		[
			'no track',
			{ callbackType: 'complete', task_id: 'a', data: [] },
			200,
			'failed unrecognized noTrack',
		],
		[
			'an error without a code',
			{ callbackType: 'error', task_id: 'a' },
			200,
			'failed generationFailed generation',
		],
		[
			'a failure of another stage',
			{ callbackType: 'complete', task_id: 'a' },
			501,
			'failed generationFailed generation',
		],
		['no ID', { callbackType: 'complete' }, 200, 'notACallback'],
		[
			'no code',
			{ callbackType: 'complete', task_id: 'a' },
			'x' as unknown as number,
			'notACallback',
		],
		['two IDs', { callbackType: 'complete', task_id: 'a', taskId: 'b' }, 200, 'notACallback'],
	])('with %s', (_, data, code, expected) => {
		expect(inShort(called('sunoApi', envelope(code, '', data)))).toBe(expected);
	});

	it('without a stage is about no song', () => {
		expect(inShort(api('kie').readCallback(envelope(200, '', { task_id: 'a' })))).toBe(
			'notACallback',
		);
	});
});

describe('a check', () => {
	const check = (job: SongJob, provider: 'kie' | 'sunoApi' = 'kie') => api(provider).check(job);

	it.each([
		['a description', SIMPLE],
		['lyrics', CUSTOM],
		['style and title alone, where nobody sings', { ...CUSTOM, prompt: '', instrumental: true }],
		['every field', WHOLE],
		[
			'the longest of V4',
			{
				...CUSTOM,
				model: 'V4',
				prompt: 'x'.repeat(3000),
				style: 'x'.repeat(200),
				title: 'x'.repeat(80),
			},
		],
		[
			'the longest',
			{ ...CUSTOM, prompt: 'x'.repeat(5000), style: 'x'.repeat(1000), title: 'x'.repeat(100) },
		],
	])('passes %s', (_, job) => {
		expect(check(job)).toBeUndefined();
		expect(api('kie', 'unified').check(job)).toBeUndefined();
	});

	it.each<[string, Partial<SongJob>, keyof SongJob]>([
		['no model', { model: '' }, 'model'],
		['no lyrics', { prompt: '' }, 'prompt'],
		['an object in the lyrics', { prompt: 'a [object Object]' }, 'prompt'],
		['lyrics that are too long', { prompt: 'x'.repeat(5001) }, 'prompt'],
		['lyrics that are too long for V4', { model: 'V4', prompt: 'x'.repeat(3001) }, 'prompt'],
		['no description', { customMode: false, prompt: '' }, 'prompt'],
		[
			'no description of an instrumental',
			{ customMode: false, instrumental: true, prompt: '' },
			'prompt',
		],
		['a description that is too long', { customMode: false, prompt: 'x'.repeat(3001) }, 'prompt'],
		['no style', { style: '' }, 'style'],
		['a style that is too long', { style: 'x'.repeat(1001) }, 'style'],
		['a style that is too long for V4', { model: 'V4', style: 'x'.repeat(201) }, 'style'],
		['no title', { title: '' }, 'title'],
		['a title that is too long', { title: 'x'.repeat(101) }, 'title'],
		['a title that is too long for V4.5 All', { model: 'V4_5ALL', title: 'x'.repeat(81) }, 'title'],
		['a style without custom mode', { customMode: false }, 'style'],
		[
			'a persona without custom mode',
			{ customMode: false, style: undefined, title: undefined, personaId: 'p' },
			'personaId',
		],
		['a persona of another kind', { personaModel: 'mood' }, 'personaModel'],
		['another voice', { vocalGender: 'x' }, 'vocalGender'],
		['a weight above 1', { styleWeight: 1.1 }, 'styleWeight'],
		['a weight below 0', { weirdnessConstraint: -0.1 }, 'weirdnessConstraint'],
		['a weight that is none', { audioWeight: NaN }, 'audioWeight'],
		['nine seconds', { duration: 9 }, 'duration'],
		['six minutes and one second', { duration: 361 }, 'duration'],
		['a callback URL that is none', { callbackUrl: 'here' }, 'callbackUrl'],
	])('refuses %s', (_, change, field) => {
		expect(check({ ...CUSTOM, ...change })).toMatchObject({ field });
	});

	it('refuses a duration at sunoapi.org, which does not document it', () => {
		expect(check(WHOLE, 'sunoApi')).toMatchObject({ field: 'duration' });
	});
});
