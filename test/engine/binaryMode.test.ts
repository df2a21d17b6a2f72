import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Container } from '@n8n/di';
import axios from 'axios';
import { BinaryDataService } from 'n8n-core';
import type { IBinaryData, INodeExecutionData } from 'n8n-workflow';

import type { WorkflowJson } from './harness/workflows';
import { CALLBACK_TOKEN, only, prompts, setStage, veo, type Stage } from './stage';
import { succeeded, triggered } from './triggered';

/** Workflows whose setting `binaryMode` makes n8n keep an item's files in its JSON, as `_files`. */

const VIDEO = readFileSync(join(__dirname, '../../dev/simulator/assets/video.mp4'));
const PNG = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), randomBytes(3000)]);

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

const combined = (workflow: WorkflowJson): WorkflowJson => ({
	...workflow,
	settings: { binaryMode: 'combined' },
});

async function expectVideo({ json, binary }: INodeExecutionData, taskId: string): Promise<void> {
	expect(binary).toBeUndefined();
	const { data, ...others } = json._files as Record<string, IBinaryData>;
	expect(others).toEqual({});
	expect(data).toMatchObject({ fileName: `veo-${taskId}.mp4`, mimeType: 'video/mp4' });
	expect(VIDEO.equals(await stage.engine.binary({ json: {}, binary: { data } }, 'data'))).toBe(
		true,
	);
}

const taskIds = () => stage.simulator.ledger.purchases.map(({ taskId }) => taskId);

it('files of a polling node lie where the workflow wants them', async () => {
	const workflow = combined(only(veo({ download: true })));
	const items = (await stage.engine.run(workflow, prompts('one', 'two'))).items('Veo');
	expect(items).toHaveLength(2);
	for (const [index, item] of items.entries()) await expectVideo(item, taskIds()[index]);
});

it('a run that n8n could not resume is refused before anything is bought', async () => {
	const workflow = combined(only(veo({ download: true, completion: 'callback' })));
	const run = await stage.engine.run(workflow, prompts('one'));
	expect(run.error?.message).toContain("'Execution Logic' is v2");
	expect(taskIds()).toEqual([]);
});

it('files of the trigger do, too', async () => {
	await stage.engine.run(only(veo({ completion: 'submitOnly' })), prompts('a dog'));
	await stage.simulator.callbacksSettled();
	const [taskId] = taskIds();
	const workflow = combined(triggered({ options: { download: true } }));
	const { url, runs, stop } = await stage.engine.publish(workflow, 'Trigger');
	await axios.post(url, succeeded(taskId, 'https://files.example/v.mp4'), {
		params: { token: CALLBACK_TOKEN },
	});
	const [item] = (await runs[0]).items('Trigger');
	await stop();
	await expectVideo(item, taskId);
});

describe('images', () => {
	const workflow = (field: string) =>
		combined(
			only(
				veo({
					operation: 'image2video',
					imageSource: 'binary',
					firstFrameField: field,
				}),
			),
		);
	async function input(): Promise<INodeExecutionData[]> {
		const data = await Container.get(BinaryDataService).store(
			{ type: 'execution', workflowId: 'workflow', executionId: 'upload' },
			PNG,
			{ fileName: 'image.png', mimeType: 'image/png', data: '' },
		);
		return [{ json: { prompt: 'the dog jumps', _files: { data } } }];
	}

	it.each(['data', '_files.data'])('are found by the name %s', async (field) => {
		const run = await stage.engine.run(workflow(field), { input: await input() });
		expect(run.json('Veo')).toMatchObject([{ status: 'succeeded' }]);
		const [{ request }] = stage.simulator.ledger.purchases;
		const [url] = request.imageUrls as string[];
		const { data } = await axios.get<Buffer>(url, { responseType: 'arraybuffer', proxy: false });
		expect(PNG.equals(data)).toBe(true);
	});

	it('that are not there are missed before anything is bought', async () => {
		const run = await stage.engine.run(workflow('other'), { input: await input() });
		expect(run.error?.message).toContain('names the file "other", which the item does not have');
		expect(taskIds()).toEqual([]);
	});
});
