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

const submits = () => stage.simulator.requests.filter(({ path }) => path.endsWith('/veo/generate'));

describe('Wait by Callback is refused before anything is bought', () => {
	const suspending = veo({ completion: 'callback' });

	it.each([
		['shorter than the time limit', { executionTimeout: 600 }],
		['of Engine 2.0', { engineType: 'v2' as const }],
	])('where the workflow has a setting: %s', async (_, settings) => {
		const run = await stage.engine.run({ ...only(suspending), settings }, prompts('one'));
		expect(run.error?.description).toContain('Nothing was bought.');
		expect(run.error?.description).toContain('By Polling');
		expect(stage.simulator.requests).toEqual([]);
	});

	it.each([{ executionTimeout: 3600 }, { executionTimeout: -1 }, {}])(
		'not with the settings %p',
		async (settings) => {
			const run = await stage.engine.run({ ...only(suspending), settings }, prompts('one'));
			expect(run.status).toBe('waiting');
			expect((await stage.engine.resumed(run)).json('Veo')).toMatchObject([
				{ status: 'succeeded' },
			]);
		},
	);
});

describe('names that n8n’s expressions cannot take', () => {
	it.each([
		'constructor',
		'prototype',
		'a }} b {{ c',
		'quotes "\'`\\ and ${x}',
		'two\nlines',
		'名前',
	])('%p is suspended and resumed', async (name) => {
		const named = { ...veo({ completion: 'callback' }), name };
		const run = await stage.engine.run(only(named), prompts('one'));
		expect(run.status).toBe('waiting');
		const after = await stage.engine.resumed(run);
		expect(after.json(name)).toMatchObject([{ status: 'succeeded' }]);
	});
});

describe('a time limit that makes no sense is refused before anything is bought', () => {
	it.each([Infinity, 5e9, 20_161, 0, -1, 'soon', '={{ NaN }}'])('%p', async (timeLimit) => {
		for (const completion of ['poll', 'callback']) {
			const run = await stage.engine.run(only(veo({ completion, timeLimit })), prompts('one'));
			expect(run.error?.message).toContain("'Time Limit (Minutes)'");
			expect(run.error?.description).toContain('Nothing was bought.');
		}
		expect(submits()).toEqual([]);
	});

	it('14 days are allowed', async () => {
		const run = await stage.engine.run(only(veo({ timeLimit: 20_160 })), prompts('one'));
		expect(run.json('Veo')).toMatchObject([{ status: 'succeeded' }]);
	});
});
