import fc from 'fast-check';
import type { IExecuteFunctions } from 'n8n-workflow';

import { toNodeError } from '../../../lib/lifecycle/failures';
import { toJson } from '../../../lib/lifecycle/items';
import { readCallback } from '../../../lib/providers';
import { masked } from '../../../lib/http/mask';

/** A part of each secret that no encoding changes. */
const CORE = 'c0reOfTheSecret';
const RUNS = 20_000;
const TIME_LIMIT = 120_000;

/** Secrets as users and n8n make them, with everything that a URL has to encode. */
const secret = fc
	.tuple(fc.string({ maxLength: 4, unit: 'grapheme' }), fc.string({ maxLength: 4 }))
	.map(([before, after]) => `${before}${CORE}${after}${CORE}`);

const host = fc.constantFrom(
	'https://n8n.acme.com/webhook/1/veo',
	'http://10.0.0.1:5678/w/2/n%2F1',
);

/** A callback URL as it is sent. */
const callbackUrl = fc
	.tuple(host, fc.subarray(['token', 'signature'], { minLength: 1 }), secret, fc.boolean())
	.map(([start, names, value, hasMore]) => {
		const url = new URL(start);
		if (hasMore) url.searchParams.set('x', 'a b');
		for (const name of names) url.searchParams.set(name, value);
		if (hasMore) url.searchParams.append('y', '&');
		return url.href;
	});

const bearer = fc.constant(`Authorization: Bearer ${CORE}`);

/** What providers do to a text before it comes back. */
const wrappings: Array<(text: string) => string> = [
	(text) => text,
	(text) => `The URL ${text} could not be called.`,
	(text) => JSON.stringify({ callBackUrl: text, prompt: 'a "dog"' }),
	(text) => JSON.stringify([text]).replaceAll('/', '\\/'),
	(text) => JSON.stringify({ a: text }).replaceAll('&', '\\u0026').replaceAll('=', '\\u003d'),
	(text) => text.replaceAll('&', '&amp;'),
	(text) => `https://proxy.acme.com/?to=${encodeURIComponent(text)}&z=1`,
];
const echo = fc
	.tuple(fc.oneof(callbackUrl, bearer), fc.array(fc.constantFrom(...wrappings), { maxLength: 3 }))
	.map(([text, wraps]) => wraps.reduce((wrapped, wrap) => wrap(wrapped), text));

const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
	tree: fc.oneof(
		{ maxDepth: 4, withCrossShrink: true },
		echo,
		fc.jsonValue({ maxDepth: 1 }),
		fc.array(tie('tree'), { maxLength: 3 }),
		fc.dictionary(fc.oneof(fc.string(), echo), tie('tree'), { maxKeys: 3 }),
	),
}));

const holds = (text: string | undefined) => text?.includes(CORE) === true;

it(
	'a secret that stands anywhere in a body does not come out',
	() => {
		let tried = 0;
		fc.assert(
			fc.property(tree, (body) => {
				if (holds(JSON.stringify(body))) tried += 1;
				return !holds(JSON.stringify(masked(body)));
			}),
			{ numRuns: RUNS },
		);
		expect(tried).toBeGreaterThan(RUNS / 4);
	},
	TIME_LIMIT,
);

it(
	'a body without a secret comes out as it is',
	() => {
		fc.assert(
			fc.property(fc.jsonValue(), (body) => {
				expect(masked(body)).toEqual(body);
			}),
			{ numRuns: RUNS / 4 },
		);
	},
	TIME_LIMIT,
);

const context = {
	getNode: () => ({ name: 'Veo', type: 'veo' }),
} as unknown as IExecuteFunctions;

it(
	'a secret that a provider repeats stands in no item and in no error',
	() => {
		const seen = { succeeded: 0, failed: 0 };
		const echoes = fc.record({ promptJson: tree, paramJson: tree, param: tree, request: tree });
		const body = fc.oneof(
			fc.tuple(fc.constantFrom(200, 400, 422, 501), echo, echoes).map(([code, msg, more]) => ({
				code,
				msg,
				data: { ...more, taskId: 'a', info: { resultUrls: ['https://a.b/v.mp4'] } },
			})),
			fc.tuple(echo, echoes).map(([failMsg, more]) => ({
				code: 501,
				data: { ...more, failMsg, taskId: 'a', state: 'fail', failCode: '501' },
			})),
			fc.tuple(echo, echo, echoes, fc.boolean()).map(([message, code, more, success]) => ({
				...more,
				success,
				task_id: 'a',
				...(success
					? { data: [{ id: 'v', video_url: 'https://a.b/v.mp4' }] }
					: { error: { code, message } }),
			})),
		);
		fc.assert(
			fc.property(body, fc.constantFrom('kie', 'aceData', 'sunoApi'), (given, provider) => {
				const callback = readCallback(provider, given);
				if (callback.kind !== 'task') return true;
				const { task } = callback;
				if (task.status === 'succeeded') seen.succeeded += 1;
				if (holds(JSON.stringify(toJson(task, true)))) return false;
				const { error } = task;
				if (!error) return true;
				seen.failed += 1;
				const failure = toNodeError(context, { ...task, error }, 0, [task]);
				const { message, description, stack, messages } = failure;
				const parts = [message, description ?? '', stack ?? '', ...messages];
				return ![...parts, JSON.stringify(failure.context)].some(holds);
			}),
			{ numRuns: RUNS },
		);
		expect(Math.min(...Object.values(seen))).toBeGreaterThan(RUNS / 20);
	},
	TIME_LIMIT,
);
