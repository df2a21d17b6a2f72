import { createHmac } from 'node:crypto';

import fc from 'fast-check';

import { checkKieSignature, checkToken } from '../../../nodes/VeoTrigger/authenticate';
import { readCallback } from '../../../lib/providers';
import { RUNS, TIME_LIMIT } from './runs';

const TOKEN = 's3cret-token';
const KEY = 'hmac-key';
const NOW = 1_769_670_760_000;
const MAX_AGE = 300;

const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('', 'a', '\u0000', '0'));
const nearToken = fc.oneof(
	fc.constantFrom<unknown>(TOKEN, TOKEN, TOKEN.slice(1), `${TOKEN} `, TOKEN.toUpperCase()),
	fc.constantFrom<unknown>(
		[TOKEN, 'x'],
		['x', TOKEN],
		{ toString: 'x' },
		{ $ne: null },
		true,
		null,
	),
	text,
);
const tokenCall = fc.record({
	query: fc.record({ token: nearToken }, { requiredKeys: [] }),
	headers: fc.record({ 'x-callback-token': nearToken }, { requiredKeys: [] }),
});

it(
	'the token: no call throws, and none gets in without it',
	() => {
		let accepted = 0;
		fc.assert(
			fc.property(tokenCall, ({ query, headers }) => {
				const isIn = checkToken({ query, headers }, TOKEN) === undefined;
				accepted += Number(isIn);
				const given = query.token ?? headers['x-callback-token'];
				return isIn === (given === TOKEN) && checkToken({ query, headers }, '') !== undefined;
			}),
			{ numRuns: RUNS },
		);
		expect(accepted).toBeGreaterThan(RUNS / 200);
		expect(accepted).toBeLessThan(RUNS / 2);
	},
	TIME_LIMIT,
);

const sign = (taskId: string, timestamp: string, key: string) =>
	createHmac('sha256', key).update(`${taskId}.${timestamp}`).digest('base64');

const seconds = NOW / 1000;
const timestamp = fc.oneof(
	fc.integer({ min: seconds - 600, max: seconds + 600 }).map(String),
	fc.integer({ min: NOW - 600_000, max: NOW + 600_000 }).map(String),
	fc.constantFrom('', 'NaN', 'Infinity', '-1', '1e99', '0x10'),
	text,
);
const signedCall = fc
	.record({
		taskId: fc.constantFrom('a', 'b', 'veo_task_1'),
		timestamp,
		key: fc.constantFrom(KEY, KEY, 'guess', ''),
		place: fc.constantFrom('taskId', 'task_id', 'top'),
		tamper: fc.constantFrom('no', 'no', 'body', 'timestamp', 'cut', 'lists', 'rubbish'),
		rubbish: fc.oneof(text, fc.constant<unknown>({ toString: 'x' })),
	})
	.map(({ taskId, timestamp: at, key, place, tamper, rubbish }) => {
		const signature = sign(taskId, at, key);
		const named = tamper === 'body' ? `${taskId}x` : taskId;
		const headers: Record<string, unknown> = {
			'x-webhook-timestamp': tamper === 'timestamp' ? `${at}0` : at,
			'x-webhook-signature':
				tamper === 'cut' ? signature.slice(2) : tamper === 'lists' ? [signature] : signature,
		};
		if (tamper === 'rubbish') headers['x-webhook-signature'] = rubbish;
		const body = place === 'top' ? { taskId: named } : { data: { [place]: named } };
		return { headers, body, isGenuine: tamper === 'no' && key === KEY, at };
	});

it(
	"Kie's signature: no call throws, and none gets in unsigned or at another time",
	() => {
		let accepted = 0;
		fc.assert(
			fc.property(signedCall, ({ headers, body, isGenuine, at }) => {
				const options = { key: KEY, maxAge: MAX_AGE, now: NOW };
				const isIn = checkKieSignature({ query: {}, headers }, body, options) === undefined;
				accepted += Number(isIn);
				const ages = [Number(at) * 1000, Number(at)].map((time) => Math.abs(NOW - time) / 1000);
				return isIn === (isGenuine && Math.min(...ages) <= MAX_AGE);
			}),
			{ numRuns: RUNS },
		);
		expect(accepted).toBeGreaterThan(RUNS / 200);
		expect(accepted).toBeLessThan(RUNS / 2);
	},
	TIME_LIMIT,
);

const name = fc.constantFrom<unknown>('a', 'b', ' a ', '', 7, '7', null, {}, ['a']);
const names = fc.record(
	{
		taskId: name,
		task_id: name,
		state: fc.constant('success'),
		video_url: fc.constant('https://files.example/v.mp4'),
	},
	{ requiredKeys: [] },
);
const namingBody = fc
	.record({ top: fc.record({ taskId: name }, { requiredKeys: [] }), data: names, code: name })
	.map(({ top, data, code }) => ({ ...top, code: code === null ? 200 : code, data }));

it(
	"Kie's signature: the ID that is verified is the ID that is read",
	() => {
		let read = 0;
		fc.assert(
			fc.property(namingBody, fc.constantFrom('a', 'b', '7'), (body, signed) => {
				const at = String(seconds);
				const headers = {
					'x-webhook-timestamp': at,
					'x-webhook-signature': sign(signed, at, KEY),
				};
				const options = { key: KEY, maxAge: MAX_AGE, now: NOW };
				if (checkKieSignature({ query: {}, headers }, body, options)) return true;
				const callback = readCallback('kie', body);
				read += Number(callback.kind === 'task');
				return callback.kind !== 'task' || callback.task.taskId === signed;
			}),
			{ numRuns: RUNS },
		);
		expect(read).toBeGreaterThan(RUNS / 200);
	},
	TIME_LIMIT,
);

it(
	'any body at all: no signature check throws',
	() => {
		const headers = { 'x-webhook-timestamp': String(seconds), 'x-webhook-signature': 'x' };
		fc.assert(
			fc.property(fc.anything(), (body) => {
				const options = { key: KEY, maxAge: MAX_AGE, now: NOW };
				return checkKieSignature({ query: {}, headers }, body, options) !== undefined;
			}),
			{ numRuns: RUNS },
		);
	},
	TIME_LIMIT,
);
