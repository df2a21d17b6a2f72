import type { IDataObject, INode, INodeParameters } from 'n8n-workflow';

import { Veo } from '../../nodes/Veo/Veo.node';
import { Engine } from './harness/engine';
import type { Run } from './harness/run';
import { sequence, start } from './harness/workflows';
import { musicVideo, only, prompts, setStage, song, veo, type Stage } from './stage';

let stage: Stage;
let unified: Engine;
beforeAll(async () => {
	stage = await setStage({ rateLimit: { count: 1000 }, musicLookUpLimit: { count: 1000 } });
	unified = await stage.withCredentials({ kieApi: { apiForm: 'unified' } });
});
afterEach(() => {
	stage.simulator.reset();
});
afterAll(async () => {
	await stage.stop();
});

const manual = { mode: 'manual' } as const;
const continuing = { onError: 'continueRegularOutput' } as const;
const purchases = () => stage.simulator.ledger.purchases;

/** Fields and their types, in lists those of every entry. */
function shapeOf(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(shapeOf);
	if (typeof value !== 'object' || value === null) return typeof value;
	return Object.fromEntries(
		Object.entries(value)
			.map(([name, field]): [string, unknown] => [name, shapeOf(field)])
			.sort(([one], [other]) => (one < other ? -1 : 1)),
	);
}

/** What the node puts out in production, and what in a test run with these parameters. */
async function both(
	engine: Engine,
	buying: INode,
	{ before, parameters = { testRuns: 'sample' } }: { before?: INode; parameters?: INodeParameters },
): Promise<{ real: Run; test: Run }> {
	const chain = (node: INode) => sequence(start(), ...(before ? [before] : []), node);
	let real = await engine.run(chain(buying), prompts('a dog'));
	while (real.status === 'waiting') real = await engine.resumed(real);
	expect(real.error).toBeUndefined();
	const trying = { ...buying, parameters: { ...buying.parameters, ...parameters } };
	const source = before ? real.items(before.name) : prompts('a dog').input;
	const sent = stage.simulator.requests.length;
	const test = await engine.run(only(trying), { input: source, ...manual });
	expect(test.error).toBeUndefined();
	if (parameters.testRuns === 'sample') expect(stage.simulator.requests).toHaveLength(sent);
	return { real, test };
}

const again = (operation: string, parameters: INodeParameters): INode => ({
	...veo({
		operation,
		taskId: '={{ $json.taskId }}',
		prompt: 'and on it goes',
		...parameters,
	}),
	name: 'Second',
});

type Case = [provider: string, form: string, operation: string];
const VEO: Case[] = ['classic', 'unified'].flatMap((form) =>
	['text2video', 'get_1080p', 'get_4k', 'extend'].map((operation): Case => [
		'kie',
		form,
		operation,
	]),
);
VEO.push(['aceData', 'classic', 'text2video'], ['aceData', 'classic', 'get_1080p']);
const MUSIC: Case[] = [
	['kie', 'classic'],
	['kie', 'unified'],
	['sunoApi', 'classic'],
].flatMap(([provider, form]) =>
	['song', 'musicVideo'].map((product): Case => [provider, form, product]),
);

describe.each(['poll', 'callback', 'submitOnly'])(
	'a sample has the shape of the real: %s',
	(mode) => {
		const download = mode === 'poll';
		// Kie.ai calls nobody back for a 1080p version of its classic API.
		const isPossible = ([provider, form, operation]: Case) =>
			mode === 'poll' || provider !== 'kie' || form !== 'classic' || operation !== 'get_1080p';

		it.each(VEO.filter(isPossible))('Veo at %s, %s: %s', async (provider, form, operation) => {
			const engine = form === 'unified' ? unified : stage.engine;
			const parameters = { provider, completion: mode, download };
			const first = veo({ provider });
			const buying = operation === 'text2video' ? veo(parameters) : again(operation, parameters);
			const before = operation === 'text2video' ? undefined : first;
			compare(await both(engine, buying, { before }), buying.name);
		});

		it.each(MUSIC)('Music Video at %s, %s: %s', async (provider, form, product) => {
			const engine = form === 'unified' ? unified : stage.engine;
			const parameters = { provider, completion: mode, download };
			const isSong = product === 'song';
			const buying = isSong ? song(parameters) : musicVideo({ ...parameters, author: '' });
			const before = isSong ? undefined : song({ provider });
			compare(await both(engine, buying, { before }), buying.name);
		});

		function compare({ real, test }: { real: Run; test: Run }, name: string): void {
			const [{ json, binary }] = real.items(name);
			const [{ json: sampled, binary: files }] = test.items(name);
			const { sample, ...rest } = sampled;
			expect(sample).toBe(true);
			// Before the end the statuses of the providers differ from task to task.
			if (mode !== 'submitOnly') expect(rest.status).toBe('succeeded');
			expect(shapeOf(rest)).toEqual(shapeOf(json));
			const described = (of: typeof binary) =>
				Object.entries(of ?? {}).map(([field, { mimeType, fileExtension }]) => [
					field,
					mimeType,
					fileExtension,
				]);
			expect(described(files)).toEqual(described(binary));
			if (download) expect(described(files).length).toBeGreaterThan(0);
		}
	},
);

describe('a sample', () => {
	it.each(['manual', 'evaluation'] as const)('comes out in the mode %s', async (mode) => {
		const run = await stage.engine.run(only(veo({ testRuns: 'sample' })), {
			...prompts('one', 'two'),
			mode,
		});
		expect(run.json('Veo')).toMatchObject([
			{ taskId: 'sample-1', sample: true },
			{ taskId: 'sample-2', sample: true },
		]);
		expect(stage.simulator.requests).toEqual([]);
	});

	it.each(['trigger', 'webhook', 'integrated', 'retry', 'chat', 'cli', 'error'] as const)(
		'does not come out in the mode %s, which buys',
		async (mode) => {
			const node = veo({ testRuns: 'sample', completion: 'submitOnly' });
			const run = await stage.engine.run(only(node), { ...prompts('one'), mode });
			expect(run.json('Veo')[0]).not.toHaveProperty('sample');
			expect(purchases()).toHaveLength(1);
		},
	);

	it('is bought by default', async () => {
		const run = await stage.engine.run(only(veo()), { ...prompts('one'), ...manual });
		expect(run.json('Veo')[0]).not.toHaveProperty('sample');
		expect(purchases()).toHaveLength(1);
	});

	it('needs no credential', async () => {
		const engine = await Engine.start({});
		try {
			const node = veo({ testRuns: 'sample', completion: 'callback', download: true });
			const run = await engine.run(only(node), { ...prompts('one'), ...manual });
			expect(run.json('Veo')).toMatchObject([{ sample: true }]);
		} finally {
			await engine.stop();
		}
	});

	it.each(['poll', 'callback'])(
		'is on the output Succeeded with its input: %s',
		async (completion) => {
			const node = veo({ testRuns: 'sample', outputs: 'separate', completion });
			const run = await stage.engine.run(only(node), { ...prompts('one'), ...manual });
			expect(run.json('Veo', 0)).toMatchObject([{ sample: true, input: { prompt: 'one' } }]);
		},
	);

	it.each<[string, INode]>([
		['Upscale to 1080p', again('get_1080p', {})],
		['Upscale to 4K', again('get_4k', {})],
		['Extend', again('extend', {})],
		['1080p at Ace Data Cloud', again('get_1080p', { provider: 'aceData' })],
		['Music Video', musicVideo()],
	])('goes into no purchase: %s', async (_, buying) => {
		const { provider } = buying.parameters;
		const first =
			buying.name === 'Second'
				? veo({ provider, testRuns: 'sample' })
				: song({ provider, testRuns: 'sample' });
		const bought = await stage.engine.run(sequence(start(), first, buying), {
			...prompts('one'),
			...manual,
		});
		expect(bought.error?.message).toContain("Task ID' is that of a sample");
		expect(bought.error?.description).toContain("Set 'Test Runs' to Sample in this node, too");
		expect(bought.error?.description).toContain('Nothing was bought.');
		const parameters = { ...buying.parameters, testRuns: 'sample' };
		const sampled = await stage.engine.run(sequence(start(), first, { ...buying, parameters }), {
			...prompts('one'),
			...manual,
		});
		expect(sampled.json(buying.name)).toMatchObject([{ status: 'succeeded', sample: true }]);
		expect(stage.simulator.requests).toEqual([]);
	});

	it.each(['get', 'wait', 'download'])(
		'is no task at the provider, which Task → %s says',
		async (operation) => {
			const looking = again(operation, { resource: 'task' });
			const first = veo({ testRuns: 'sample' });
			const run = await stage.engine.run(sequence(start(), first, looking), {
				...prompts('one'),
				...manual,
			});
			expect(run.error?.description).toContain('This is the ID of a sample');
		},
	);

	it('is told apart by an agent', async () => {
		const engine = await Engine.start({ types: { nodes: { 'n8n-nodes-veo.veoTool': new Veo() } } });
		try {
			const tool = { ...veo({ testRuns: 'sample' }), type: 'n8n-nodes-veo.veoTool' };
			const run = await engine.run(only(tool), { ...prompts('one'), ...manual });
			expect(run.json('Veo')).toMatchObject([{ sample: true, note: expect.any(String) }]);
		} finally {
			await engine.stop();
		}
	});

	it('has a small file, which is what it says', async () => {
		const node = veo({ testRuns: 'sample', download: true, options: { fileName: 'my-film' } });
		const run = await stage.engine.run(only(node), { ...prompts('one'), ...manual });
		const [item] = run.items('Veo');
		expect(item.binary?.data.fileName).toBe('my-film.mp4');
		const bytes = await stage.engine.binary(item, 'data');
		expect(bytes.subarray(4, 8).toString()).toBe('ftyp');
		expect(bytes.length).toBeLessThan(15_000);
	});
});

describe('input is checked as if it were bought', () => {
	it.each<[string, INode]>([
		['a prompt', veo({ prompt: '={{ "" }}' })],
		['a frame', veo({ operation: 'image2video', firstFrameUrl: 'no URL' })],
		[
			'an image file',
			veo({
				operation: 'image2video',
				imageSource: 'binary',
				firstFrameField: 'data',
				lastFrameField: '',
			}),
		],
		['a song', song({ customMode: true, style: '={{ "" }}', title: 'x' })],
		['a file name', veo({ download: true, binaryProperty: '={{ "" }}' })],
		['a limit', veo({ options: { maxPurchasesPerRun: 0 } })],
	])('%s', async (_, node) => {
		const fails = async (parameters: INodeParameters, mode: 'trigger' | 'manual') => {
			const trying = { ...node, parameters: { ...node.parameters, ...parameters } };
			const { error } = await stage.engine.run(only(trying), { ...prompts('one'), mode });
			return [error?.message, error?.description];
		};
		const real = await fails({}, 'trigger');
		expect(real[0]).toBeDefined();
		for (const testRuns of ['sample', 'replay']) {
			expect(await fails({ testRuns, replayTaskId: 'any' }, 'manual')).toEqual(real);
		}
		expect(stage.simulator.requests).toEqual([]);
	});

	it('with Continue On Fail the others come out as samples', async () => {
		const node = veo({ testRuns: 'sample' }, continuing);
		const run = await stage.engine.run(only(node), { ...prompts('', 'two'), ...manual });
		expect(run.json('Veo')).toMatchObject([{ status: 'failed' }, { sample: true }]);
	});
});

describe('a task that is replayed', () => {
	/** What an earlier run has bought. */
	async function boughtBefore(): Promise<IDataObject> {
		const run = await stage.engine.run(only(veo()), prompts('before'));
		return run.json('Veo')[0];
	}

	it.each(['poll', 'callback', 'submitOnly'])(
		'comes out for every item: %s',
		async (completion) => {
			const before = await boughtBefore();
			const testRuns = { testRuns: 'replay', replayTaskId: before.taskId as string };
			const node = veo({ ...testRuns, completion, download: true });
			const run = await stage.engine.run(only(node), { ...prompts('one', 'two'), ...manual });
			expect(run.json('Veo')).toEqual([before, before]);
			const files = run.items('Veo').map(({ binary }) => binary?.data.mimeType);
			const none = completion === 'submitOnly';
			expect(files).toEqual(none ? [undefined, undefined] : ['video/mp4', 'video/mp4']);
			expect(purchases()).toHaveLength(1);
		},
	);

	it('is waited for', async () => {
		const submit = only(veo({ completion: 'submitOnly' }));
		const [{ taskId }] = (await stage.engine.run(submit, prompts('one [slow 2]'))).json('Veo');
		const node = veo({ testRuns: 'replay', replayTaskId: taskId as string });
		const run = await stage.engine.run(only(node), { ...prompts('any'), ...manual });
		expect(run.json('Veo')).toMatchObject([{ taskId, status: 'succeeded' }]);
		expect(purchases()).toHaveLength(1);
	});

	it('may be another one for each item, and an unknown one is an error', async () => {
		const { taskId } = await boughtBefore();
		const replayTaskId = '={{ $json.prompt }}';
		const node = veo({ testRuns: 'replay', replayTaskId, completion: 'submitOnly' }, continuing);
		const input = prompts(taskId as string, 'unknown');
		const run = await stage.engine.run(only(node), { ...input, ...manual });
		expect(run.json('Veo')).toMatchObject([
			{ taskId, status: 'succeeded' },
			{ status: 'failed', error: { reason: 'unknownTask' } },
		]);
		expect(purchases()).toHaveLength(1);
	});

	it.each<[string, string, INode, INode]>([
		['song', 'video', song({ provider: 'kie' }), veo()],
		['video', 'music video', veo(), musicVideo({ provider: 'kie' })],
	])('that has made a %s is not put out as a %s', async (made, wanted, before, replaying) => {
		const [{ taskId }] = (await unified.run(only(before), prompts('any'))).json(before.name);
		const given = { taskId: 'song-0001', audioId: '8f1c2a34-5b6d-4e7f-8a90-b1c2d3e4f501' };
		const parameters = {
			...replaying.parameters,
			testRuns: 'replay',
			replayTaskId: taskId as string,
		};
		const input = [{ json: { prompt: 'any', ...given } }];
		const run = await unified.run(only({ ...replaying, parameters }), { input, ...manual });
		expect(run.error?.message).toContain(`makes a ${made}, not a ${wanted}`);
		expect(run.error?.description).toContain('Nothing was bought.');
		expect(purchases()).toHaveLength(1);
	});

	it('has to be named', async () => {
		const node = veo({ testRuns: 'replay', replayTaskId: '={{ "" }}' });
		const run = await stage.engine.run(only(node), { ...prompts('any'), ...manual });
		expect(run.error?.message).toBe("'Task ID' of the test run is empty");
		expect(stage.simulator.requests).toEqual([]);
	});
});
