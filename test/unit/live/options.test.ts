import { priceOf } from '../../../dev/live/jobs';
import { readOptions } from '../../../dev/live/options';

it('reads what is given, and buys nothing without being asked by default', () => {
	expect(readOptions(['--provider', 'kie'])).toEqual({
		provider: 'kie',
		free: false,
		yesBuy: false,
		pollInterval: 15,
	});
	const song = ['--task-id', 't', '--audio-id', 'a'];
	expect(readOptions(['--provider', 'sunoApi', ...song])).toMatchObject({
		song: { taskId: 't', audioId: 'a' },
	});
});

it.each([
	['no provider', []],
	['an unknown provider', ['--provider', 'suno']],
	['half a song', ['--provider', 'kie', '--task-id', 't']],
	['a song where there are none', ['--provider', 'aceData', '--task-id', 't', '--audio-id', 'a']],
	['sunoapi.org without a song', ['--provider', 'sunoApi']],
	['a pause of no length', ['--provider', 'kie', '--poll-interval', 'soon']],
	['an unknown option', ['--provider', 'kie', '--fre']],
])('refuses %s, with what there is to choose', (_, args) => {
	expect(() => readOptions(args)).toThrow(
		expect.objectContaining({ advice: expect.stringMatching(/bought[^]*--free/) }),
	);
});

it('takes no key among the options, and does not repeat it', () => {
	const attempt = () => readOptions(['--provider', 'kie', 'secret-0815']);
	expect(attempt).toThrow(/no key/);
	expect(attempt).not.toThrow(/secret-0815/);
});

it('states a price and where it is from for every job', () => {
	const song = { taskId: 't', audioId: 'a' };
	expect(priceOf({ provider: 'kie' })).toMatch(/\$0\.15.*documented/);
	expect(priceOf({ provider: 'aceData' })).toMatch(/\$0\.069.*documented/);
	expect(priceOf({ provider: 'kie', song })).toMatch(/2 credits.*measured/);
	expect(priceOf({ provider: 'sunoApi', song })).toMatch(/documents no price/);
});
