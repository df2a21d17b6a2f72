import type { IDataObject, INode, INodeParameters } from 'n8n-workflow';

import { only, prompts, setStage, veo, type Stage } from './stage';

let stage: Stage;
beforeAll(async () => {
	stage = await setStage({ rateLimit: { count: 1000 }, lookUpLimit: { count: 1000 } });
});
afterEach(() => {
	stage.simulator.reset();
});
afterAll(async () => {
	await stage.stop();
});

/** Buys a task per prompt at Ace Data Cloud without waiting. */
async function buy(...texts: string[]): Promise<void> {
	const submit = veo({ provider: 'aceData', completion: 'submitOnly' });
	await stage.engine.run(only(submit), prompts(...texts));
}

const purchases = () => stage.simulator.ledger.purchases;
const ids = () => purchases().map(({ taskId }) => taskId);
const task = (operation: string, parameters: INodeParameters = {}, settings: Partial<INode> = {}) =>
	only(veo({ provider: 'aceData', resource: 'task', operation, ...parameters }, settings));
const questions = () =>
	stage.simulator.requests
		.filter(({ path }) => path.endsWith('/veo/tasks'))
		.map(({ body }) => body as IDataObject);

describe('Get by the trace ID', () => {
	const get = (traceId: string, settings = {}, more = {}) =>
		task('get', { taskId: '', traceId, ...more }, settings);

	it('finds a task whose task ID is lost', async () => {
		await buy('one', 'two');
		const both = await stage.engine.run(task('getMany', { taskIds: ids() }));
		const [, { traceId }] = both.json('Veo');
		const run = await stage.engine.run(get(String(traceId)));
		expect(run.json('Veo')).toMatchObject([{ taskId: ids()[1], traceId }]);
	});

	it('prefers the task ID where both are given', async () => {
		await buy('one');
		const run = await stage.engine.run(get('unknown', {}, { taskId: ids()[0] }));
		expect(run.json('Veo')).toMatchObject([{ taskId: ids()[0] }]);
	});

	it('says so where there is none, and names the trace ID', async () => {
		const run = await stage.engine.run(get('unknown', { onError: 'continueRegularOutput' }));
		expect(run.json('Veo')).toMatchObject([
			{ traceId: 'unknown', status: 'submitted', error: { reason: 'unknownTask' } },
		]);
		expect(run.json('Veo')[0]).not.toHaveProperty('taskId');
	});

	it('names both fields where neither is filled in', async () => {
		const { error } = await stage.engine.run(get(''));
		expect(error?.message).toContain("'Task ID' is empty");
		expect(error?.description).toContain("'Trace ID'");
		expect(questions()).toEqual([]);
	});

	it('is not asked of a provider that has no trace IDs', async () => {
		const kie = only(
			veo({ resource: 'task', operation: 'get', taskId: '={{ "" }}', traceId: 'left over' }),
		);
		const { error } = await stage.engine.run(kie);
		expect(error?.message).toContain("'Task ID' is empty");
		expect(error?.description).not.toContain('Trace ID');
	});
});

describe('Get Many by time', () => {
	const list = (parameters: INodeParameters = {}, settings = {}) =>
		task('getMany', { lookUpBy: 'time', ...parameters }, settings);
	const soon = () => new Date(Date.now() + 3_600_000);

	it('lists more than the provider does on its own, with what tells them apart', async () => {
		const texts = Array.from({ length: 15 }, (_, index) => `video ${index}`);
		await buy(...texts);
		const run = await stage.engine.run(list({ options: { includeRaw: true } }));
		const listed = run.json('Veo');
		expect(listed.map(({ taskId }) => taskId).sort()).toEqual(ids().sort());
		expect(JSON.stringify(listed.map(({ raw }) => raw))).toContain('video 14');
		expect(run.items('Veo').map(({ pairedItem }) => pairedItem)).toEqual(
			texts.map(() => ({ item: 0 })),
		);
	});

	it('lists no more than the limit', async () => {
		await buy('one', 'two', 'three');
		const run = await stage.engine.run(list({ limit: 2 }));
		expect(run.json('Veo')).toHaveLength(2);
		expect(questions()).toMatchObject([{ action: 'retrieve_batch', offset: 0, limit: 2 }]);
	});

	it.each([
		['as the editor writes it', () => soon().toISOString()],
		[
			'without a zone, which is that of the workflow then',
			() => `={{ $now.plus({ hours: 1 }).toFormat("yyyy-MM-dd'T'HH:mm:ss") }}`,
		],
		['as n8n’s own kind of time', () => '={{ $now.plus({ hours: 1 }) }}'],
	])('leaves out what is older: a time %s', async (_, createdAfter) => {
		await buy('one');
		const run = await stage.engine.run(list({ createdAfter: createdAfter() }));
		expect(run.json('Veo')).toEqual([]);
		const [{ created_at_min: min }] = questions();
		expect(Math.abs(Number(min) * 1000 - soon().getTime())).toBeLessThan(60_000);
	});

	it.each([
		['limit', { limit: 0 }, "'Limit' is no whole number"],
		['limit', { limit: 'ten' }, "'Limit' is no whole number"],
		['time', { createdAfter: 'yesterday or so' }, "'Created After' is no date"],
	])('refuses a bad %s before it asks', async (_, parameters, message) => {
		const { error } = await stage.engine.run(list(parameters));
		expect(error?.message).toContain(message);
		expect(questions()).toEqual([]);
	});

	it('fails where the provider gives no list', async () => {
		const engine = await stage.withCredentials({ aceDataApi: { token: 'revoked' } });
		const run = await engine.run(list({}, { onError: 'continueRegularOutput' }));
		expect(run.json('Veo')).toMatchObject([{ error: { reason: 'unauthorized' } }]);
	});

	it('is not asked of a provider that has no list', async () => {
		const kie = only(
			veo({ resource: 'task', operation: 'getMany', lookUpBy: 'time', taskIds: [] }),
		);
		const { error } = await stage.engine.run(kie);
		expect(error?.message).toContain("'Task IDs' is empty");
	});
});
