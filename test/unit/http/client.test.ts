import type { IHttpRequestOptions } from 'n8n-workflow';

import { aceDataVeo } from '../../../lib/providers/aceData/veo';
import type { TaskApi, VeoJob } from '../../../lib/providers/api';
import { kieVeo } from '../../../lib/providers/kie/veo';
import { clientFor } from '../../../lib/http/client';
import type { RequestContext } from '../../../lib/http/credential';

type Body = Record<string, unknown>;

/** An n8n whose HTTP helper is the given provider. */
function contextWith(provider: (body: Body, options: IHttpRequestOptions) => [number, unknown]) {
	const asked: Body[] = [];
	const helper = (_: string, options: IHttpRequestOptions) => {
		const sent = (options.body ?? {}) as Body;
		asked.push(sent);
		const [statusCode, body] = provider(sent, options);
		return Promise.resolve({ statusCode, headers: {}, body: JSON.stringify(body) });
	};
	const context = {
		getCredentials: () => Promise.resolve({ baseUrl: 'https://api.example.com' }),
		helpers: { httpRequestWithAuthentication: helper },
	};
	return { asked, context: context as unknown as RequestContext };
}

const JOB: VeoJob = { operation: 'text2video', prompt: 'a mug' };
const names = (count: number) => Array.from({ length: count }, (_, index) => `task-${index}`);
const refs = (count: number) => names(count).map((taskId) => ({ taskId }));

describe('looking many tasks up at once', () => {
	/** Ace Data Cloud with these tasks; a list has at most `most` of them, whatever is asked for. */
	const aceData = (known: string[], most = Infinity) =>
		contextWith(({ action, ids, id, limit }) => {
			if (action === 'retrieve') return [200, known.includes(String(id)) ? { id } : {}];
			const items = (ids as string[])
				.filter((one) => known.includes(one))
				.slice(0, Math.min(most, Number(limit ?? 12)))
				.map((one) => ({ id: one }));
			return [200, { items, count: items.length }];
		});
	const lookUp = async (context: RequestContext, count: number) =>
		await clientFor(context, aceDataVeo).lookUp(refs(count));

	it('asks for 50 in one request, and says how many', async () => {
		const { asked, context } = aceData(names(120));
		const answers = await lookUp(context, 120);
		expect(answers.map((answer) => answer.kind === 'task' && answer.task.taskId)).toEqual(
			names(120),
		);
		expect(asked.map(({ ids, limit }) => [(ids as string[]).length, limit])).toEqual([
			[50, 50],
			[50, 50],
			[20, 20],
		]);
	});

	it('asks for each task that a list was too short for, before it counts as unknown', async () => {
		const { asked, context } = aceData(names(30), 12);
		const answers = await lookUp(context, 31);
		expect(answers.map(({ kind }) => kind)).toEqual([...names(30).map(() => 'task'), 'notFound']);
		expect(asked.slice(1).map(({ id }) => id)).toEqual(names(31).slice(12));
	});

	it('asks for nothing twice where the list itself came to nothing', async () => {
		const { asked, context } = contextWith(() => [502, 'Bad Gateway']);
		const answers = await lookUp(context, 60);
		expect(answers.map(({ kind }) => kind)).toEqual(names(60).map(() => 'unreadable'));
		expect(asked).toHaveLength(2);
	});
});

describe('a submit that names no task', () => {
	it.each<[string, TaskApi<VeoJob>, number, unknown]>([
		['refused', aceDataVeo, 400, { error: { code: 'bad_request', message: 'no' } }],
		['throttled', aceDataVeo, 429, { error: { code: 'too_many_requests', message: 'no' } }],
		['unknown', aceDataVeo, 500, { error: { code: 'api_error', message: 'no' } }],
		['refused', kieVeo, 200, { code: 402, msg: 'Credits insufficient', data: null }],
		['unknown', kieVeo, 200, { code: 500, msg: 'no', data: null }],
	])('keeps the untouched body where it is %s', async (kind, api, status, raw) => {
		const { context } = contextWith(() => [status, raw]);
		expect(await clientFor(context, api).submit(JOB)).toMatchObject({ kind, raw });
	});

	it('keeps the body of the second spelling where the first was refused', async () => {
		const { context } = contextWith(({ action }) => [400, { error: `${String(action)} is bad` }]);
		const job: VeoJob = { operation: 'get_1080p', videoId: 'v' };
		const submission = await clientFor(context, aceDataVeo).submit(job);
		expect(submission).toMatchObject({ kind: 'refused', raw: { error: 'get1080p is bad' } });
	});

	it('advises to list the tasks where they can be listed and no trace ID is known', async () => {
		const advice = async (api: TaskApi<VeoJob>, body: unknown) => {
			const { context } = contextWith(() => [500, body]);
			const submission = await clientFor(context, api).submit(JOB);
			return submission.kind === 'unknown' && submission.error.advice;
		};
		expect(await advice(aceDataVeo, 'Bad Gateway')).toContain('Get Many');
		expect(await advice(aceDataVeo, { error: 'no', trace_id: 'the-trace' })).toContain('the-trace');
		expect(await advice(kieVeo, 'Bad Gateway')).toContain('website');
	});
});

it('looks a task up by its trace ID where the API can', async () => {
	const { asked, context } = contextWith(({ trace_id }) => [200, { id: 'a', trace_id }]);
	const answer = await clientFor(context, aceDataVeo).lookUpByTrace?.('the-trace');
	expect(answer).toMatchObject({ kind: 'task', task: { taskId: 'a', traceId: 'the-trace' } });
	expect(asked).toEqual([{ action: 'retrieve', trace_id: 'the-trace' }]);
	expect(clientFor(context, kieVeo)).not.toHaveProperty('lookUpByTrace');
});
