import type { MusicVideoJob, TaskApi } from '../../../lib/providers/api';
import { kieMusicVideo } from '../../../lib/providers/kie/musicVideo';
import { sunoMusicVideo } from '../../../lib/providers/sunoApi/musicVideo';
import { answer, envelope, inShort } from './support';

const JOB: MusicVideoJob = { taskId: 'song', audioId: 'track' };
const ID = 'taskId_774b9aa0422f';
const VIDEO = 'https://example.com/videos/video_847715e66259.mp4';
const APIS: Record<'kie' | 'sunoApi', TaskApi<MusicVideoJob>> = {
	kie: kieMusicVideo,
	sunoApi: sunoMusicVideo,
};

describe('the code tables', () => {
	it.each([
		['kie', 400, 'refused invalidRequest badParameter', 'give up invalidRequest badParameter'],
		['kie', 401, 'refused account unauthorized', 'give up account unauthorized'],
		['kie', 402, 'refused account insufficientCredits', 'give up account insufficientCredits'],
		['kie', 404, 'refused invalidRequest unknownPath', 'give up invalidRequest unknownPath'],
		['kie', 405, 'refused unrecognized undocumented', 'ask again unrecognized undocumented'],
		['kie', 408, 'unknown service submitUnknown', 'ask again service upstreamTimeout'],
		['kie', 409, 'refused invalidRequest duplicate', 'give up invalidRequest duplicate'],
		['kie', 422, 'refused invalidRequest badParameter', 'give up invalidRequest badParameter'],
		['kie', 429, 'throttled service rateLimited', 'ask again service rateLimited'],
		['kie', 433, 'refused account quotaExceeded', 'give up account quotaExceeded'],
		['kie', 451, 'refused invalidRequest sourceAudio', 'give up invalidRequest sourceAudio'],
		['kie', 455, 'refused service maintenance', 'ask again service maintenance'],
		['kie', 500, 'unknown service submitUnknown', 'ask again service serverError'],
		['kie', 501, 'unknown generationFailed submitUnknown', 'ask again generationFailed generation'],
		['kie', 502, 'unknown service submitUnknown', 'ask again service serverError'],
		['kie', 503, 'unknown service submitUnknown', 'ask again service serverError'],
		['kie', 504, 'unknown service submitUnknown', 'ask again service upstreamTimeout'],
		['kie', 505, 'refused account featureDisabled', 'give up account featureDisabled'],
		['kie', 531, 'unknown generationFailed submitUnknown', 'ask again generationFailed refunded'],
		['kie', 550, 'unknown service submitUnknown', 'ask again service serverError'],
		['sunoApi', 400, 'refused invalidRequest badParameter', 'give up invalidRequest badParameter'],
		['sunoApi', 401, 'refused account unauthorized', 'give up account unauthorized'],
		['sunoApi', 404, 'refused invalidRequest unknownPath', 'give up invalidRequest unknownPath'],
		['sunoApi', 405, 'throttled service rateLimited', 'ask again service rateLimited'],
		['sunoApi', 408, 'unknown service submitUnknown', 'ask again service upstreamTimeout'],
		['sunoApi', 409, 'refused invalidRequest duplicate', 'give up invalidRequest duplicate'],
		['sunoApi', 413, 'refused invalidRequest badParameter', 'give up invalidRequest badParameter'],
		['sunoApi', 422, 'refused invalidRequest badParameter', 'give up invalidRequest badParameter'],
		[
			'sunoApi',
			429,
			'refused account insufficientCredits',
			'ask again account insufficientCredits',
		],
		['sunoApi', 430, 'throttled service rateLimited', 'ask again service rateLimited'],
		['sunoApi', 451, 'refused invalidRequest sourceAudio', 'give up invalidRequest sourceAudio'],
		['sunoApi', 455, 'refused service maintenance', 'ask again service maintenance'],
		['sunoApi', 500, 'unknown service submitUnknown', 'ask again service serverError'],
		[
			'sunoApi',
			501,
			'unknown generationFailed submitUnknown',
			'ask again generationFailed generation',
		],
		['sunoApi', 502, 'unknown service submitUnknown', 'ask again service serverError'],
		['sunoApi', 503, 'unknown service submitUnknown', 'ask again service serverError'],
		['sunoApi', 504, 'unknown service submitUnknown', 'ask again service upstreamTimeout'],
		[
			'sunoApi',
			531,
			'unknown generationFailed submitUnknown',
			'ask again generationFailed refunded',
		],
		['sunoApi', 777, 'unknown unrecognized submitUnknown', 'ask again unrecognized undocumented'],
	] as const)('%s code %i: submit %s, look-up %s', (provider, code, submit, lookUp) => {
		for (const response of [answer(envelope(code)), answer('', code)]) {
			expect(inShort(APIS[provider].submit.read(response, JOB))).toBe(submit);
			expect(inShort(APIS[provider].lookUp.read(response, { taskId: ID }))).toBe(lookUp);
		}
	});

	it.each([
		['kie', 422, 'Record does not exist', 'sourceAudio'],
		['kie', 422, 'recordInfo is null', 'sourceAudio'],
		['sunoApi', 422, 'Record does not exist', 'sourceAudio'],
		['sunoApi', 400, 'Record does not exist', 'sourceAudio'],
		['sunoApi', 400, 'callBackUrl is null', 'badParameter'],
		['sunoApi', 404, 'Not Found', 'unknownPath'],
		['kie', 400, 'The record is not valid JSON', 'badParameter'],
	] as const)('%s: a submit refused with %i %s is %s', (provider, code, message, reason) => {
		const response = answer(envelope(code, message));
		expect(inShort(APIS[provider].submit.read(response, JOB))).toBe(
			`refused invalidRequest ${reason}`,
		);
	});

	const lookedUp = (provider: 'kie' | 'sunoApi', data: object) => {
		const response = answer(envelope(200, 'success', { response: null, ...data }));
		return inShort(APIS[provider].lookUp.read(response, { taskId: ID }));
	};

	it.each([
		['sunoApi', 400, 'invalidRequest sourceAudio'],
		['sunoApi', 401, 'account unauthorized'],
		['sunoApi', 429, 'account insufficientCredits'],
		['sunoApi', 451, 'invalidRequest sourceAudio'],
		['sunoApi', 500, 'service serverError'],
		['sunoApi', 531, 'generationFailed refunded'],
		['sunoApi', '451', 'invalidRequest sourceAudio'],
		['kie', 400, 'invalidRequest sourceAudio'],
		['kie', 402, 'account insufficientCredits'],
		['kie', 429, 'service rateLimited'],
		['kie', 500, 'service serverError'],
		['kie', 501, 'generationFailed generation'],
		// Nothing beyond what the flag says.
		['kie', 777, 'generationFailed generation'],
		['kie', 200, 'generationFailed generation'],
		['kie', null, 'generationFailed generation'],
	] as const)('%s record with errorCode %p is %s', (provider, errorCode, expected) => {
		for (const successFlag of ['GENERATE_MP4_FAILED', 'CREATE_TASK_FAILED']) {
			expect(lookedUp(provider, { successFlag, errorCode })).toBe(`failed ${expected}`);
		}
	});

	it.each([
		['请求错误 - 源音频无效或参数错误', 'invalidRequest sourceAudio'],
		['未授权 - API密钥无效', 'account unauthorized'],
		['积分不足 - 账户积分余额不足', 'account insufficientCredits'],
		['The source audio could not be downloaded.', 'invalidRequest sourceAudio'],
		['Insufficient credits', 'account insufficientCredits'],
		['Record does not exist', 'invalidRequest sourceAudio'],
	])('the words %s tell the cause where the code does not', (errorMessage, expected) => {
		for (const errorCode of [null, 200, 500]) {
			const data = { successFlag: 'GENERATE_MP4_FAILED', errorCode, errorMessage };
			expect(lookedUp('sunoApi', data)).toBe(`failed ${expected}`);
		}
		const body = envelope(500, errorMessage, { task_id: 'a', video_url: null });
		expect(inShort(sunoMusicVideo.readCallback(body))).toBe(`failed ${expected}`);
		const told = { successFlag: 'GENERATE_MP4_FAILED', errorCode: 531, errorMessage };
		expect(lookedUp('sunoApi', told)).toBe('failed generationFailed refunded');
	});

	it.each([
		['sunoApi', 400, 'invalidRequest sourceAudio'],
		['sunoApi', 401, 'account unauthorized'],
		['sunoApi', 429, 'account insufficientCredits'],
		['sunoApi', 451, 'invalidRequest sourceAudio'],
		['sunoApi', 500, 'service serverError'],
		['sunoApi', 531, 'generationFailed refunded'],
		['sunoApi', 777, 'unrecognized undocumented'],
		['sunoApi', 200, 'unrecognized noVideo'],
		['kie', 400, 'invalidRequest sourceAudio'],
		['kie', 429, 'service rateLimited'],
		['kie', 500, 'service serverError'],
		['kie', 501, 'generationFailed generation'],
		['kie', 531, 'generationFailed refunded'],
		['kie', 777, 'unrecognized undocumented'],
		['kie', 200, 'unrecognized noVideo'],
	] as const)('%s callback code %i is %s', (provider, code, expected) => {
		const body = envelope(code, 'words', { task_id: 'a', video_url: null });
		expect(inShort(APIS[provider].readCallback(body))).toBe(`failed ${expected}`);
	});

	it('never takes the video of a failed callback', () => {
		const body = envelope(500, '', { task_id: 'a', video_url: VIDEO });
		expect(inShort(kieMusicVideo.readCallback(body))).toBe('failed service serverError');
	});
});
