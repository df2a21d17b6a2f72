import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';
import { Container } from '@n8n/di';
import type { IDataObject, NodeApiError } from 'n8n-workflow';

import { connect, node, start, type WorkflowJson } from './harness/workflows';
import { musicVideo, only, prompts, setStage, veo, type Stage } from './stage';

// n8n's own packages depend on it; it is not among ours.
const { Logger } = createRequire(require.resolve('n8n-core'))('@n8n/backend-common') as {
	Logger: new () => Record<'info' | 'warn', (line: string) => void>;
};

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

const retrying = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };

/** Requests that may buy. */
function submits(): string[] {
	return stage.simulator.requests
		.map(({ path }) => path)
		.filter((path) => /veo\/generate$|veo\/videos$|mp4\/generate$/.test(path));
}

it.each([
	['kie', 'submit 500'],
	['kie', 'submit hang'],
	['kie', 'submit garbage'],
	['aceData', 'submit hang'],
	['aceData', 'submit garbage'],
] as const)(
	'a submit whose outcome is not known (%s) is not sent again: [%s]',
	async (provider, mark) => {
		const workflow = only(veo({ provider }, retrying));
		const run = await stage.engine.run(workflow, prompts(`a dog [${mark}]`));
		expect(submits()).toHaveLength(1);
		expect(stage.simulator.ledger.purchases).toHaveLength(1);
		expect(run.error?.description).toContain('may have been bought');
	},
);

describe('the log of purchases', () => {
	/** What is logged about purchases from now on, without where. */
	function spied() {
		const logger = Container.get(Logger);
		const lines: string[] = [];
		const spies = (['info', 'warn'] as const).map((level) =>
			jest.spyOn(logger, level).mockImplementation((line) => {
				const [, what, item] = /^(Purchase \w+):.* (item=\d+)$/.exec(line) ?? [];
				if (what) lines.push(`${what} ${item}`);
			}),
		);
		return { lines, restore: () => spies.forEach((spy) => spy.mockRestore()) };
	}

	it('names an item before its answer has come, for n8n may be killed until then', async () => {
		const { lines, restore } = spied();
		const run = stage.engine.run(only(veo()), prompts('a dog [submit slow 1]'));
		while (stage.simulator.ledger.purchases.length === 0) await sleep(10);
		expect(lines).toEqual(['Purchase begun item=0']);
		await run;
		restore();
		expect(lines).toEqual(['Purchase begun item=0', 'Purchase accepted item=0']);
	});

	it('says what each has come to', async () => {
		const { lines, restore } = spied();
		const node = veo({}, { onError: 'continueRegularOutput' });
		const items = prompts('one [submit refused 422]', 'two [submit hang]', 'three', '');
		await stage.engine.run(only(node), items);
		restore();
		expect(lines).toEqual([
			'Purchase begun item=0',
			'Purchase refused item=0',
			'Purchase begun item=1',
			'Purchase unclear item=1',
			'Purchase begun item=2',
			'Purchase accepted item=2',
		]);
	});
});

describe('Retry On Fail', () => {
	it('looks up what it has bought instead of buying it again', async () => {
		// The first try ends at the time limit, while the task is still running.
		const workflow = only(veo({ timeLimit: 0.02 }, retrying));
		const run = await stage.engine.run(workflow, prompts('a dog [slow 2.5]'));
		expect(run.json('Veo')).toMatchObject([{ status: 'succeeded' }]);
		expect(stage.simulator.ledger.purchases).toHaveLength(1);
	});

	it('does not buy again what has failed', async () => {
		const run = await stage.engine.run(only(veo({}, retrying)), prompts('a dog [501]'));
		expect(run.error).toMatchObject({ name: 'NodeApiError' });
		expect(stage.simulator.ledger.purchases).toHaveLength(1);
	});

	it('buys only the items that are not bought yet', async () => {
		const workflow = only(veo({}, retrying));
		const run = await stage.engine.run(workflow, prompts('one', 'two [submit 455 1]', 'three'));
		expect(run.json('Veo')).toMatchObject([
			{ status: 'succeeded' },
			{ status: 'succeeded' },
			{ status: 'succeeded' },
		]);
		const bought = stage.simulator.ledger.purchases.map(({ prompt }) => prompt);
		expect(bought).toEqual(['one', 'two [submit 455 1]', 'three']);
	});

	it('works together with Continue On Fail, whose failed items n8n retries too', async () => {
		const workflow = only(veo({}, { ...retrying, onError: 'continueRegularOutput' }));
		const run = await stage.engine.run(workflow, prompts('one [policy]', 'two'));
		expect(run.json('Veo')).toMatchObject([{ status: 'failed' }, { status: 'succeeded' }]);
		expect(stage.simulator.ledger.purchases).toHaveLength(2);
	});

	it('keeps the rounds of a loop apart: each item is bought once', async () => {
		const run = await stage.engine.run(
			loopAround(veo({ timeLimit: 0.02 }, retrying)),
			prompts('one', 'two [slow 2.5]', 'three'),
		);
		expect(run.error).toBeUndefined();
		const bought = stage.simulator.ledger.purchases.map(({ prompt }) => prompt);
		expect(bought).toEqual(['one', 'two [slow 2.5]', 'three']);
		expect(run.json('Done')).toMatchObject([
			{ status: 'succeeded' },
			{ status: 'succeeded' },
			{ status: 'succeeded' },
		]);
	});
});

describe('a music video that exists already', () => {
	const song = { taskId: 'song-0001', audioId: '8f1c2a34-5b6d-4e7f-8a90-b1c2d3e4f501' };

	it.each([409, 422] as const)('is picked up instead of bought (code %d)', async (code) => {
		stage.simulator.configure({ mp4Duplicate: { code, withTaskId: true } });
		const first = await stage.engine.run(only(musicVideo()), { input: [{ json: song }] });
		const second = await stage.engine.run(only(musicVideo()), { input: [{ json: song }] });
		expect(second.json('Music Video')[0]).toMatchObject({
			status: 'succeeded',
			taskId: first.json('Music Video')[0].taskId,
		});
		expect(stage.simulator.ledger.purchases).toHaveLength(1);
	});

	it('is named where the provider does not say which task it is', async () => {
		stage.simulator.configure({ mp4Duplicate: { withTaskId: false } });
		await stage.engine.run(only(musicVideo()), { input: [{ json: song }] });
		const { error } = await stage.engine.run(only(musicVideo()), { input: [{ json: song }] });
		expect(error?.description).toContain('made this already');
	});
});

describe('a task that is paid for', () => {
	it('is named when the time limit is over', async () => {
		const run = await stage.engine.run(only(veo({ timeLimit: 0.02 })), prompts('a dog [never]'));
		const [{ taskId }] = stage.simulator.ledger.purchases;
		expect(run.error?.description).toContain(`Task ID: ${taskId}.`);
		expect(run.error?.description).toContain('operation Wait');
	});

	it('is named when another item of the run fails', async () => {
		const run = await stage.engine.run(only(veo()), prompts('one', 'two [policy]'));
		const [one, two] = stage.simulator.ledger.purchases;
		expect(run.error?.description).toContain(`Task ID: ${two.taskId}.`);
		expect(run.error?.description).toContain(`${one.taskId} (succeeded)`);
		const { others } = (run.error as NodeApiError).context.data as { others: IDataObject[] };
		expect(others).toMatchObject([{ taskId: one.taskId, videoUrl: expect.any(String) }]);
	});

	it('is named when a later item cannot be bought, and nothing more is bought', async () => {
		stage.simulator.configure({ credits: { kie: 130 } });
		const run = await stage.engine.run(only(veo()), prompts('one', 'two', 'three', 'four'));
		const bought = stage.simulator.ledger.purchases.map(({ taskId }) => taskId);
		expect(bought).toHaveLength(2);
		expect(submits()).toHaveLength(3);
		expect(run.error?.message).toBe('No credits left at Kie.ai');
		expect(run.error?.description).toContain('Credits insufficient');
		for (const taskId of bought) expect(run.error?.description).toContain(taskId);
		expect(run.error?.description).not.toContain('Nothing was bought.');
		expect(run.error?.description).toContain('For this item nothing was bought.');
		expect(run.error?.description).toContain('a new run would buy them again');
	});

	it('is left running, unharmed, when the execution is cancelled', async () => {
		const { settled, cancel } = stage.engine.launch(only(veo()), prompts('a dog [slow 3]'));
		setTimeout(cancel, 500);
		expect((await settled).status).toBe('canceled');
		const [{ taskId }] = stage.simulator.ledger.purchases;
		expect(stage.simulator.ledger.lookUpsOf(taskId)).toBeLessThanOrEqual(1);
		expect(stage.simulator.ledger.purchases).toHaveLength(1);
	});
});

it('sends again only what was refused as too fast', async () => {
	stage.simulator.configure({ retryAfterSeconds: 1 });
	const run = await stage.engine.run(only(veo()), prompts('a dog [submit 429 2]'));
	expect(run.json('Veo')).toMatchObject([{ status: 'succeeded' }]);
	expect(submits()).toHaveLength(3);
	expect(stage.simulator.ledger.purchases).toHaveLength(1);
});

it('lets no flicker of the look-ups fail a task', async () => {
	const run = await stage.engine.run(only(veo()), prompts('a dog [flaky] [slow 2]'));
	expect(run.json('Veo')).toMatchObject([{ status: 'succeeded' }]);
});

/** Start → Loop Over Items → (the node → back), and Done behind the loop. */
function loopAround(inside: ReturnType<typeof veo>): WorkflowJson {
	return {
		nodes: [
			start(),
			node('Loop', 'n8n-nodes-base.splitInBatches', { batchSize: 1 }, { typeVersion: 3 }),
			inside,
			node('Done', 'n8n-nodes-base.noOp'),
		],
		connections: connect({
			Start: [['Loop']],
			Loop: [['Done'], [inside.name]],
			[inside.name]: [['Loop']],
		}),
	};
}
