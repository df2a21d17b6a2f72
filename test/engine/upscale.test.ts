import type { INode, INodeParameters } from 'n8n-workflow';

import { only, prompts, setStage, veo, type Stage } from './stage';

let stage: Stage;
beforeAll(async () => {
	stage = await setStage();
});
afterEach(() => {
	stage.simulator.reset();
});
afterAll(async () => {
	await stage.stop();
});

const UPSCALES = ['get_1080p', 'get_4k'] as const;

/** Buys a video and waits until it is done. */
async function source(prompt: string): Promise<string> {
	const submitOnly = only(veo({ completion: 'submitOnly' }));
	const [{ taskId }] = (await stage.engine.run(submitOnly, prompts(prompt))).json('Veo');
	if (prompt.includes('[never]')) return String(taskId);
	await stage.simulator.callbacksSettled();
	return String(taskId);
}

const upscale = (operation: string, taskId: string, more: INodeParameters = {}): INode =>
	veo({ operation, taskId, ...more });

/** The requests for larger versions. */
const orders = () =>
	stage.simulator.requests.filter(({ path }) => /get-(1080p|4k)-video$/.test(path));
const bought = () => stage.simulator.ledger.purchases.map(({ operation }) => operation);

describe.each(UPSCALES)('%s looks at the source before it orders anything', (operation) => {
	it.each([
		['[fallback]', /video of the fallback model/, /1080p already\. Nothing was bought/],
		['[policy]', /task that failed: .*content policies/, /has succeeded\. Nothing was bought/],
	])('%s is refused with the reason', async (prompt, message, description) => {
		const node = upscale(operation, await source(`a dog ${prompt}`), { timeLimit: 0.1 });
		const { error } = await stage.engine.run(only(node));
		expect(error?.message).toMatch(message);
		expect(error?.description).toMatch(description);
		expect(orders()).toEqual([]);
		expect(bought()).toEqual(['generate']);
	});

	it('a task that nobody knows is refused', async () => {
		const { error } = await stage.engine.run(only(upscale(operation, 'f'.repeat(32))));
		expect(error?.message).toBe('Unknown task ID at Kie.ai');
		expect(error?.description).toContain('Record not found');
		expect(error?.description).toContain('Check the task ID');
		expect(orders()).toEqual([]);
	});

	it('one that still runs by its record is no reason to refuse', async () => {
		const taskId = await source('a dog [never]');
		const node = upscale(operation, taskId, { completion: 'submitOnly' });
		const run = await stage.engine.run(only(node));
		expect(run.json('Veo')).toMatchObject([{ taskId, status: 'processing' }]);
		expect(orders()).toHaveLength(1);
	});
});

it('finds the source in the other form of the API', async () => {
	const unified = await stage.withCredentials({ kieApi: { apiForm: 'unified' } });
	const taskId = await source('a dog');
	const run = await unified.run(only(upscale('get_1080p', taskId)));
	expect(run.json('Veo')).toMatchObject([
		{ status: 'succeeded', videos: [{ resolution: '1080p' }] },
	]);
});

it('looks a 4K version with the id of its source up by sending the same order again', async () => {
	const node = upscale('get_4k', await source('a dog'), { completion: 'callback' });
	const run = await stage.engine.resumed(await stage.engine.run(only(node)));
	expect(run.json('Veo')).toMatchObject([{ status: 'succeeded', version: '4k', videoIndex: 0 }]);
	const [first, ...later] = orders().map(({ body }) => body);
	expect(first).toHaveProperty('callBackUrl');
	expect(later.length).toBeGreaterThan(0);
	for (const body of later) expect(body).toEqual(first);
});

it('asks for a 4K version not more often than every 10 seconds', async () => {
	const node = upscale('get_4k', await source('a dog [4k]'), { pollInterval: 1 });
	const run = await stage.engine.run(only(node));
	expect(run.json('Veo')).toMatchObject([{ status: 'succeeded' }]);
	const [first, second] = orders().map(({ at }) => Date.parse(at));
	expect(second - first).toBeGreaterThanOrEqual(10_000);
});

it.each([
	['get_1080p', '1080p', ''],
	['get_4k', '4K', ", and switch 'Send Order Again' on"],
])('a time-out of %s says what finds it', async (operation, name, again) => {
	stage.simulator.configure({ taskMs: 60_000 });
	const taskId = await source('a dog [slow 0.2]');
	const node = upscale(operation, taskId, { timeLimit: 0.02, videoIndex: 0 });
	const { error } = await stage.engine.run(only(node));
	expect(error?.description).toContain(
		`with the operation Wait of the resource Task, or give it a longer Time Limit. There, set 'Version' to ${name} and 'Video Index' to 0${again}.`,
	);
	expect(error?.description).toContain(`Task ID: ${taskId}.`);
});

it('a download of 1080p that fails says what finds it', async () => {
	const taskId = await source('a dog [file gone]');
	const run = await stage.engine.run(only(upscale('get_1080p', taskId, { download: true })));
	const { advice } = run.json('Veo')[0].error as { advice: string };
	expect(advice).toContain("There, set 'Version' to 1080p and 'Video Index' to 0.");
});
