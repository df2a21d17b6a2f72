import { PROVIDERS } from '../../../lib/providers';
import { kieTracks } from '../../../lib/providers/kie/tracks';
import { tracksOf } from '../../../lib/providers/suno/tracks';
import { kieMusicVideo } from '../../../lib/providers/kie/musicVideo';
import { answer, envelope, fixture, inShort, OPERATORS } from './support';

const read = (body: unknown, provider: 'kie' | 'sunoApi' = 'sunoApi') =>
	tracksOf(OPERATORS[provider]).read(answer(body), 'song');
const withStatus = (status: unknown, more: object = {}) => {
	const list = read(envelope(200, 'success', { status, ...more }));
	return list.kind === 'tracks'
		? [list.status, list.error?.type, list.error?.reason].filter(Boolean).join(' ')
		: inShort(list);
};

it('asks for the record of the song', () => {
	expect(tracksOf(OPERATORS.kie).request('song')).toEqual({
		method: 'GET',
		path: '/api/v1/generate/record-info',
		query: { taskId: 'song' },
	});
});

it('reads the documented record', () => {
	const body = fixture('song', 'record-succeeded');
	expect(read(body)).toEqual({
		kind: 'tracks',
		status: 'succeeded',
		stage: 'complete',
		createdAt: '2024-12-31T16:00:00.000Z',
		// The URLs of the example are masked and no URLs.
		tracks: [
			{
				audioId: 'e231****-****-****-****-****8cadc7dc',
				title: '…',
				duration: 198.44,
				tags: 'electrifying, rock',
				lyrics: '[Verse] …',
				audioUrl: 'https://example.cn/****.mp3',
				streamAudioUrl: 'https://example.cn/****',
				imageUrl: 'https://example.cn/****.jpeg',
				model: 'chirp-v3-5',
			},
		],
		raw: body,
	});
});

it('leaves out a track without an id', () => {
	const data = { status: 'SUCCESS', response: { sunoData: [{ title: 'a' }, null, { id: 'b' }] } };
	expect(read(envelope(200, '', data))).toMatchObject({ tracks: [{ audioId: 'b' }] });
});

it.each([
	['PENDING', 'processing'],
	['TEXT_SUCCESS', 'processing'],
	['FIRST_SUCCESS', 'processing'],
	['SUCCESS', 'succeeded'],
	['CREATE_TASK_FAILED', 'failed generationFailed generation'],
	['GENERATE_AUDIO_FAILED', 'failed generationFailed generation'],
	['CALLBACK_EXCEPTION', 'processing'],
	['SENSITIVE_WORD_ERROR', 'failed contentRejected sensitiveWords'],
	['NEW_WORD', 'failed unrecognized undocumented'],
	[null, 'ask again service unreadableAnswer'],
])('status %p is %s', (status, expected) => {
	expect(withStatus(status)).toBe(expected);
});

const both = {
	sunoData: ['a', 'b'].map((id) => ({ id, audioUrl: `https://example.com/${id}.mp3` })),
};

it('has the tracks where only the notification failed', () => {
	expect(withStatus('CALLBACK_EXCEPTION', { response: both })).toBe('succeeded');
});

it.each([
	['text', ['']],
	['text', ['', '']],
	['first', ['https://example.com/a.mp3', '']],
	['first', ['https://example.com/a.mp3']],
])(
	'is at stage %s where only the notification failed and the sound files are %j',
	(stage, urls) => {
		const sunoData = urls.map((audioUrl, index) => ({ id: `track-${index}`, audioUrl }));
		const data = { status: 'CALLBACK_EXCEPTION', response: { sunoData } };
		expect(read(envelope(200, 'success', data))).toMatchObject({ status: 'processing', stage });
	},
);

it('has failed where the notification failed and the record says why', () => {
	const more = { errorCode: 413, errorMessage: 'words' };
	expect(withStatus('CALLBACK_EXCEPTION', more)).toBe('failed contentRejected copyright');
	expect(withStatus('CALLBACK_EXCEPTION', { errorCode: 200 })).toBe('processing');
	const silent = { sunoData: [{ id: 'a', audioUrl: '' }] };
	expect(withStatus('CALLBACK_EXCEPTION', { ...more, response: silent })).toBe(
		'failed contentRejected copyright',
	);
	expect(withStatus('CALLBACK_EXCEPTION', { ...more, response: both })).toBe('succeeded');
});

it.each([
	[400, 'failed contentRejected copyright'],
	[408, 'failed service upstreamTimeout'],
	[413, 'failed contentRejected copyright'],
	[531, 'failed generationFailed refunded'],
	[777, 'failed generationFailed generation'],
])('errorCode %i is %s', (errorCode, expected) => {
	expect(withStatus('GENERATE_AUDIO_FAILED', { errorCode })).toBe(expected);
});

it('sensitive words are told from copyrighted ones, which have the same code', () => {
	const more = { errorCode: 400, errorMessage: 'no' };
	expect(withStatus('SENSITIVE_WORD_ERROR', more)).toBe('failed contentRejected sensitiveWords');
	const words = { errorCode: 400, errorMessage: 'The lyrics contain sensitive words.' };
	expect(withStatus('GENERATE_AUDIO_FAILED', words)).toBe('failed contentRejected sensitiveWords');
});

it.each([
	[envelope(200, 'success'), 'notFound invalidRequest unknownTask'],
	[envelope(401, 'no key'), 'give up account unauthorized'],
	[envelope(430, 'too fast'), 'ask again service rateLimited'],
	['<html></html>', 'ask again service unreadableAnswer'],
])('%j is %s', (body, expected) => {
	expect(inShort(read(body))).toBe(expected);
});

it('uses the codes of the operator that was asked', () => {
	expect(inShort(read(envelope(430), 'kie'))).toBe('ask again unrecognized undocumented');
});

it('a song and its video are submitted alike, and only the id tells them apart', () => {
	const body = fixture('song', 'submitted');
	const submission = kieMusicVideo.submit.read(answer(body), { taskId: 'a', audioId: 'b' });
	expect(inShort(submission)).toBe('accepted submitted');
});

describe('a song of the unified form', () => {
	const [source] = kieTracks('unified');
	const readJob = (body: unknown) => source.read(answer(body), 'song');
	const job = (data: object) => readJob(envelope(200, 'success', { taskId: 'a', ...data }));

	it.each([
		['kie', 'classic', ['/api/v1/generate/record-info', '/api/v1/jobs/recordInfo']],
		['kie', 'unified', ['/api/v1/jobs/recordInfo', '/api/v1/generate/record-info']],
		['sunoApi', 'classic', ['/api/v1/generate/record-info']],
		['sunoApi', 'unified', ['/api/v1/generate/record-info']],
	] as const)('%s, %s: is looked for in %j', (provider, form, paths) => {
		const requests = (PROVIDERS[provider].tracks?.(form) ?? []).map(({ request }) =>
			request('song'),
		);
		expect(requests.map(({ path }) => path)).toEqual(paths);
		for (const { query } of requests) expect(query).toEqual({ taskId: 'song' });
	});

	it('has its tracks in its result', () => {
		const body = fixture('kieJobs', 'record-song');
		expect(readJob(body)).toEqual({
			kind: 'tracks',
			status: 'succeeded',
			stage: 'complete',
			createdAt: '2026-09-09T08:08:19.171Z',
			tracks: [
				{
					audioId: 'e231',
					title: 'Iron Man',
					duration: 198.44,
					audioUrl: 'https://example.com/s.mp3',
				},
				{ audioId: 'e232', audioUrl: 'https://example.com/t.mp3' },
			],
			raw: body,
		});
	});

	it.each([
		[{ state: 'generating' }, { kind: 'tracks', status: 'processing' }],
		[
			{ state: 'fail', failCode: '413', failMsg: 'matches' },
			{ status: 'failed', error: { reason: 'copyright', message: 'matches' } },
		],
		[{ state: 'fail', failCode: '501' }, { error: { reason: 'generation' } }],
		[{ state: 'fail', failCode: '777' }, { error: { reason: 'undocumented' } }],
		[{ state: 'fail' }, { error: { type: 'generationFailed' } }],
		[{ state: 'a new word' }, { kind: 'unreadable' }],
		[
			{ state: 'success', resultJson: '{"resultUrls":["https://example.com/v.mp4"]}' },
			{ kind: 'notFound', error: { message: 'The task has made no song.' } },
		],
	])('%j', (data, expected) => {
		expect(job(data)).toMatchObject(expected);
	});

	it.each([
		[fixture('kieJobs', 'record-unknown'), 'notFound invalidRequest unknownTask'],
		[envelope(401, 'no key'), 'give up account unauthorized'],
		['<html></html>', 'ask again service unreadableAnswer'],
	])('%j is %s', (body, expected) => {
		expect(inShort(readJob(body))).toBe(expected);
	});
});
