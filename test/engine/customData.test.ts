import { randomUUID } from 'node:crypto';
import type { INodeExecutionData } from 'n8n-workflow';

import type { Run } from './harness/run';
import { only, setStage, veo, type Stage } from './stage';

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

const taskIds = () => stage.simulator.ledger.purchases.map(({ taskId }) => taskId);
const item = (key: string, prompt: string): INodeExecutionData => ({ json: { key, prompt } });
const run = async (workflow: ReturnType<typeof only>, ...input: INodeExecutionData[]) =>
	await stage.engine.run(workflow, { input });

describe('the custom data of the execution', () => {
	const noted = ({ data }: Run) => data.resultData.metadata;

	it('has the task IDs, and those of tasks that are reused', async () => {
		const key = randomUUID();
		const workflow = only(
			veo({ completion: 'submitOnly', options: { orderKey: '={{ $json.key }}' } }),
		);
		const first = await run(workflow, item(key, 'one'), item(randomUUID(), 'two'));
		expect(noted(first)).toEqual({ veoTaskIds: taskIds().join(' ') });
		expect(noted(await run(workflow, item(key, 'one')))).toEqual({ veoTaskIds: taskIds()[0] });
	});

	it('leaves half of its keys to the user, and a purchase that has no room is one all the same', async () => {
		const texts = Array.from({ length: 60 }, (_, index) => `video ${index}`);
		const workflow = only(veo({ completion: 'submitOnly' }));
		const result = await run(workflow, ...texts.map((prompt) => item('', prompt)));
		expect(result.json('Veo')).toHaveLength(60);
		const values = Object.entries(noted(result) ?? {});
		expect(values.map(([name]) => name)).toEqual(
			['', 2, 3, 4, 5].map((number) => `veoTaskIds${number}`),
		);
		expect(Math.max(...values.map(([, value]) => value.length))).toBeLessThanOrEqual(255);
	}, 60_000);
});
