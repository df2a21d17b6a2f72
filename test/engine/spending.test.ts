import type { INode, INodeParameters, NodeApiError } from 'n8n-workflow';

import { Veo } from '../../nodes/Veo/Veo.node';
import { Engine } from './harness/engine';
import { connect, node, start, type WorkflowJson } from './harness/workflows';
import { musicVideo, only, prompts, setStage, veo, type Stage } from './stage';

let stage: Stage;
beforeAll(async () => {
	stage = await setStage({ rateLimit: { count: 1000 } });
});
afterEach(() => {
	stage.simulator.reset();
});
afterAll(async () => {
	await stage.stop();
});

const continuing = { onError: 'continueRegularOutput' } as const;
const retrying = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };
const purchases = () => stage.simulator.ledger.purchases;
const bought = () => purchases().map(({ prompt }) => prompt);
const creditRequests = () => stage.simulator.requests.filter(({ path }) => path.includes('credit'));
const limited = (
	options: INodeParameters,
	parameters: INodeParameters = {},
	settings: Partial<INode> = {},
) => veo({ options, ...parameters }, settings);

/** The items one by one. */
function loop(inside: INode): WorkflowJson {
	return {
		nodes: [
			start(),
			node('Loop', 'n8n-nodes-base.splitInBatches', { batchSize: 1 }, { typeVersion: 3 }),
			inside,
		],
		connections: connect({ Start: [['Loop']], Loop: [[], ['Veo']], Veo: [['Loop']] }),
	};
}

/** An engine that knows the node as an agent's tool, too. */
async function withTool<Result>(act: (engine: Engine) => Promise<Result>): Promise<Result> {
	const baseUrl = `${stage.simulator.url}/kie`;
	const engine = await Engine.start({
		credentials: { kieApi: { apiKey: 'kie-key', baseUrl, uploadBaseUrl: baseUrl } },
		types: { nodes: { 'n8n-nodes-veo.veoTool': new Veo() } },
	});
	try {
		return await act(engine);
	} finally {
		await engine.stop();
	}
}

describe('Max Purchases per Run', () => {
	it('lets pass what keeps it', async () => {
		const run = await stage.engine.run(
			only(limited({ maxPurchasesPerRun: 2 })),
			prompts('one', 'two'),
		);
		expect(run.status).toBe('success');
		expect(bought()).toEqual(['one', 'two']);
	});

	it('counts items with the same order key once, and none that has bought before', async () => {
		const node = limited({ maxPurchasesPerRun: 1, orderKey: '={{ $json.prompt }}' });
		for (const key of ['a key', 'a key of a second run']) {
			const items = prompts(key, 'a key', key);
			const run = await stage.engine.run(only(node), items);
			expect(run.status).toBe('success');
		}
		expect(bought()).toEqual(['a key', 'a key of a second run']);
	});

	it('refuses all items before the first is bought', async () => {
		const run = await stage.engine.run(
			only(limited({ maxPurchasesPerRun: 2 })),
			prompts('one', 'two', 'three'),
		);
		expect(run.error?.message).toBe(
			"'Max Purchases per Run' is 2: the node wanted 3, and has bought 0 in this execution",
		);
		expect(run.error?.description).toBe(
			'Raise the limit, or give the node fewer items. Nothing was bought.',
		);
		expect((run.error as NodeApiError).context.data).toMatchObject({
			error: { type: 'account', reason: 'spendingLimit', retryable: false },
		});
		expect(stage.simulator.requests).toEqual([]);
	});

	it('counts over the rounds of a loop', async () => {
		const run = await stage.engine.run(
			loop(limited({ maxPurchasesPerRun: 2 })),
			prompts('one', 'two', 'three', 'four'),
		);
		expect(run.error?.message).toContain('the node wanted 1 more, and has bought 2');
		expect(bought()).toEqual(['one', 'two']);
	});

	it('counts over a suspension', async () => {
		const workflow = loop(limited({ maxPurchasesPerRun: 2 }, { completion: 'callback' }));
		let run = await stage.engine.run(workflow, prompts('one', 'two', 'three'));
		while (run.status === 'waiting') run = await stage.engine.resumed(run);
		expect(run.error?.message).toContain('has bought 2 in this execution');
		expect(bought()).toEqual(['one', 'two']);
	});

	it('counts nothing twice that n8n tries again, and no refusal', async () => {
		const run = await stage.engine.run(
			only(limited({ maxPurchasesPerRun: 2 }, {}, retrying)),
			prompts('one', 'two [submit 455 1]'),
		);
		expect(run.status).toBe('success');
		expect(bought()).toEqual(['one', 'two [submit 455 1]']);
	});

	it('counts an unclear purchase', async () => {
		const run = await stage.engine.run(
			loop(limited({ maxPurchasesPerRun: 1 }, {}, continuing)),
			prompts('one [submit hang]', 'two'),
		);
		expect(run.json('Veo', 0, 0)).toMatchObject([{ error: { reason: 'submitUnknown' } }]);
		expect(run.json('Veo', 0, 1)).toMatchObject([{ error: { reason: 'spendingLimit' } }]);
		expect(bought()).not.toContain('two');
	});

	it('counts the next execution anew', async () => {
		const workflow = only(limited({ maxPurchasesPerRun: 1 }));
		for (const prompt of ['one', 'two']) {
			expect((await stage.engine.run(workflow, prompts(prompt))).status).toBe('success');
		}
	});

	it('counts only what is still to be bought', async () => {
		const run = await stage.engine.run(
			only(limited({ maxPurchasesPerRun: 1 }, {}, continuing)),
			prompts('', 'two'),
		);
		expect(run.json('Veo')).toMatchObject([
			{ error: { reason: 'badParameter' } },
			{ status: 'succeeded' },
		]);
	});
});

describe('a broken limit', () => {
	const three = prompts('one', 'two', 'three');
	const refused = { status: 'failed', error: { type: 'account', reason: 'spendingLimit' } };

	it('comes out as records with Continue On Fail', async () => {
		const workflow = only(limited({ maxPurchasesPerRun: 2 }, {}, continuing));
		const run = await stage.engine.run(workflow, three);
		expect(run.json('Veo')).toMatchObject([refused, refused, refused]);
		expect(purchases()).toEqual([]);
	});

	it.each(['poll', 'callback'])('comes out on Failed with Separate: %s', async (completion) => {
		const separate = { completion, outputs: 'separate' };
		const run = await stage.engine.run(only(limited({ maxPurchasesPerRun: 2 }, separate)), three);
		expect(run.status).toBe('success');
		expect(run.json('Veo')).toEqual([]);
		expect(run.json('Veo', 1)).toMatchObject([refused, refused, refused]);
		expect(purchases()).toEqual([]);
	});

	it('comes out at once where the run would be suspended', async () => {
		const inRun = limited({ maxPurchasesPerRun: 2 }, { completion: 'callback' }, continuing);
		const run = await stage.engine.run(only(inRun), three);
		expect(run.status).toBe('success');
		expect(run.json('Veo')).toMatchObject([refused, refused, refused]);
	});

	it('tells an agent not to try again', async () => {
		const tool = { ...limited({ maxPurchasesPerRun: 1 }), type: 'n8n-nodes-veo.veoTool' };
		await withTool(async (engine) => {
			const run = await engine.run(loop(tool), prompts('a dog', 'a cat', 'a dog'));
			expect(run.json('Veo', 0, 0)).toMatchObject([{ status: 'succeeded' }]);
			expect(run.json('Veo', 0, 1)).toMatchObject([
				{
					error: {
						advice: expect.stringContaining('Do not call this tool again in this execution'),
					},
				},
			]);
			// What is bought already is no purchase.
			expect(run.json('Veo', 0, 2)).toMatchObject([{ status: 'succeeded' }]);
		});
		expect(bought()).toEqual(['a dog']);
	});
});

describe('Max Purchases per Day', () => {
	const workflow = (limit: number, settings: Partial<INode> = {}): WorkflowJson => ({
		...only(limited({ maxPurchasesPerDay: limit }, { completion: 'submitOnly' }, settings)),
		// n8n counts by workflow and node.
		id: `${expect.getState().currentTestName ?? ''}`,
	});

	it('counts over executions, and says when it begins anew', async () => {
		const both = await stage.engine.run(workflow(3), prompts('one', 'two'));
		expect(both.status).toBe('success');
		const run = await stage.engine.run(workflow(3), prompts('three', 'four'));
		expect(run.error?.message).toBe(
			"'Max Purchases per Day' is 3: the node wanted 2 more, and has bought 2 today",
		);
		expect(run.error?.description).toMatch(
			/^The count begins anew on \d{4}-\d\d-\d\d at 00:00 \(\S+\)\. To buy more before that, raise the limit\. Nothing was bought\.$/,
		);
		const last = await stage.engine.run(workflow(3), prompts('three'));
		expect(last.status).toBe('success');
		expect(bought()).toEqual(['one', 'two', 'three']);
	});

	it('counts what an execution has bought that failed', async () => {
		const failed = await stage.engine.run(workflow(1), prompts('one [submit hang]'));
		expect(failed.status).toBe('error');
		const run = await stage.engine.run(workflow(1), prompts('two'));
		expect(run.error?.message).toContain('has bought 1 today');
	});

	it('holds in other processes, and leaves the static data alone', async () => {
		await stage.engine.run(workflow(3), prompts('one', 'two'));
		expect(stage.engine.staticData(workflow(3), 'Veo')).toEqual({});
		jest.resetModules();
		const other = await stage.withCredentials({});
		expect((await other.run(workflow(3), prompts('three'))).status).toBe('success');
		const run = await other.run(workflow(3), prompts('four'));
		expect(run.error?.message).toContain('has bought 3 today');
		expect(bought()).toEqual(['one', 'two', 'three']);
	});

	it('holds for executions at the same moment', async () => {
		const runs = await Promise.all(
			['one', 'two', 'three', 'four'].map((prompt) =>
				stage.engine.run(workflow(2, continuing), prompts(prompt)),
			),
		);
		const records = runs.flatMap((run) => run.json('Veo'));
		expect(records.filter(({ error }) => error)).toHaveLength(2);
		expect(purchases()).toHaveLength(2);
	});

	it('counts no refusal, and nothing that was not sent any more', async () => {
		const failed = await stage.engine.run(
			workflow(3),
			prompts('one', 'no [submit refused 422]', 'never sent'),
		);
		expect(failed.status).toBe('error');
		const run = await stage.engine.run(workflow(3), prompts('two', 'three'));
		expect(run.status).toBe('success');
		expect(bought()).toEqual(['one', 'two', 'three']);
	});

	it('goes on counting under another name, and begins anew at a copy', async () => {
		await stage.engine.run(workflow(1), prompts('one'));
		const as = (changes: Partial<INode>) => {
			const [trigger, limitedNode] = workflow(1).nodes;
			const other = { ...limitedNode, ...changes };
			return { ...only(other), nodes: [trigger, other], id: workflow(1).id };
		};
		const renamed = await stage.engine.run(as({ name: 'Renamed' }), prompts('two'));
		expect(renamed.error?.message).toContain('has bought 1 today');
		const copy = await stage.engine.run(as({ name: 'Copy', id: 'copy' }), prompts('three'));
		expect(copy.status).toBe('success');
	});

	it('in a workflow that was never saved buys nothing', async () => {
		const run = await stage.engine.run({ ...workflow(1), id: '' }, prompts('one'));
		expect(run.error?.message).toContain("'Max Purchases per Day' cannot be counted by n8n");
		expect(run.error?.description).toContain('Save the workflow');
		expect(run.error?.description).toContain('Nothing was bought.');
		expect(stage.simulator.requests).toEqual([]);
	});

	it('buys nothing with a limit that cannot be counted', async () => {
		const run = await stage.engine.run(workflow(10_001), prompts('one'));
		expect(run.error?.message).toBe("'Max Purchases per Day' must be at most 10000");
		expect(run.error?.description).toContain('Nothing was bought.');
		expect(stage.simulator.requests).toEqual([]);
	});

	it('neither counts nor stops runs from the editor', async () => {
		for (const prompt of ['one', 'two']) {
			const run = await stage.engine.run(workflow(1), { ...prompts(prompt), mode: 'manual' });
			expect(run.status).toBe('success');
		}
		expect((await stage.engine.run(workflow(1), prompts('three'))).status).toBe('success');
		expect(purchases()).toHaveLength(3);
	});
});

describe('Keep at Least (Credits)', () => {
	const keeping = (keepCredits: number, settings: Partial<INode> = {}) =>
		only(limited({ keepCredits }, { completion: 'submitOnly' }, settings));

	it.each([
		['kie', veo({ options: { keepCredits: 100 }, completion: 'submitOnly' })],
		[
			'sunoApi',
			musicVideo({
				options: { keepCredits: 100 },
				completion: 'submitOnly',
				taskId: 'song-0001',
				audioId: '={{ $json.prompt }}',
				author: '',
			}),
		],
	])('asks %s once, and buys while there are more', async (provider, made) => {
		const readings = stage.engine.credentialReadings;
		stage.simulator.configure({ credits: { [provider]: 101 } });
		await stage.engine.run(only(made), prompts('one', 'two'));
		expect(creditRequests()).toHaveLength(1);
		expect(stage.simulator.requests.length).toBeGreaterThan(1);
		expect(stage.engine.credentialReadings - readings).toBe(stage.simulator.requests.length);
	});

	it('buys nothing where no more are left than that', async () => {
		stage.simulator.configure({ credits: { kie: 100 } });
		const run = await stage.engine.run(keeping(100), prompts('one', 'two'));
		expect(run.error?.message).toBe("'Keep at Least (Credits)' is 100: 100 are left at Kie.ai");
		expect(run.error?.description).toContain('Top up the balance at the provider');
		expect(run.error?.description).toContain('Nothing was bought.');
		expect(purchases()).toEqual([]);
	});

	it('buys nothing where the balance cannot be read, and says that it may work later', async () => {
		stage.simulator.configure({ isDown: true });
		const run = await stage.engine.run(keeping(100, continuing), prompts('one'));
		expect(run.json('Veo')).toMatchObject([
			{
				status: 'failed',
				error: {
					type: 'service',
					retryable: true,
					advice: expect.stringContaining("'Keep at Least (Credits)' needs the balance"),
				},
			},
		]);
		expect(JSON.stringify(run.json('Veo'))).toContain('Nothing was bought.');
		expect(stage.simulator.requests.every(({ path }) => path.includes('credit'))).toBe(true);
	}, 30_000);

	it('is not asked for by a run that buys nothing', async () => {
		await stage.engine.run(keeping(100, continuing), prompts(''));
		expect(creditRequests()).toEqual([]);
	});
});

describe('a limit that makes no sense', () => {
	it.each([
		['maxPurchasesPerRun', "'Max Purchases per Run'"],
		['maxPurchasesPerDay', "'Max Purchases per Day'"],
		['keepCredits', "'Keep at Least (Credits)'"],
	])('%s: nothing is bought', async (name, label) => {
		for (const value of ['0', '-1', '1.5', '"many"', 'null', '""', '{}', 'true', '[3]']) {
			const options = { [name]: `={{ ${value} }}` };
			const run = await stage.engine.run(only(limited(options)), prompts('one'));
			expect(run.error?.message).toBe(`${label} must be a whole number of at least 1`);
			expect(run.error?.description).toContain('Nothing was bought.');
		}
		expect(stage.simulator.requests).toEqual([]);
	});
});
