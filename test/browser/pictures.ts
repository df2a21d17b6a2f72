import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { EXAMPLES, ROOT } from '../../dev/demo/paths';
import { fit, readExample } from '../../dev/demo/workflows';
import { connect } from '../../dev/n8n/builders';
import type { WorkflowNode } from '../../dev/n8n/workflow';
import { Film } from './harness/film';
import { OWNER, Stage, VEO } from './harness/stage';

const LIMIT_MS = 240_000;
const IMAGES = join(ROOT, 'docs', 'images');
/** The examples that the demo does not run, for they ask services of the internet. */
const SERVICES = readdirSync(join(EXAMPLES, 'services')).map((file) => file.replace('.json', ''));
const PROMPT = 'A lighthouse on a cliff at dawn, waves below, slow drone shot, gulls calling';

/** What a video takes without these nodes: order, wait, look up, look whether it is finished, fetch. */
const LOOP = [
	loopNode(0, 'Order', 'httpRequest', 4.2, {
		method: 'POST',
		url: 'https://api.kie.ai/api/v1/veo/generate',
	}),
	loopNode(1, 'Wait', 'wait', 1.1, { amount: 30 }),
	loopNode(2, 'Look It Up', 'httpRequest', 4.2, {
		url: 'https://api.kie.ai/api/v1/veo/record-info',
	}),
	loopNode(3, 'Finished?', 'if', 2.2, {
		conditions: {
			options: { version: 2, caseSensitive: true, leftValue: '', typeValidation: 'loose' },
			combinator: 'and',
			conditions: [
				{
					id: 'finished',
					leftValue: '={{ $json.data.successFlag }}',
					rightValue: 1,
					operator: { type: 'number', operation: 'equals' },
				},
			],
		},
	}),
	loopNode(4, 'Get the File', 'httpRequest', 4.2, {
		url: '={{ $json.data.response.resultUrls[0] }}',
	}),
];

function loopNode(
	place: number,
	name: string,
	type: string,
	typeVersion: number,
	parameters: WorkflowNode['parameters'],
): WorkflowNode {
	const position: [number, number] = [place * 220, 0];
	return { id: name, name, type: `n8n-nodes-base.${type}`, typeVersion, position, parameters };
}
/** The examples that need no service but n8n and the providers. */
const NAMES = readdirSync(EXAMPLES)
	.filter((file) => file.endsWith('.json'))
	.map((file) => basename(file, '.json'));

/** No test, but made by the means of one: the pictures of README and docs, from the real editor. */
describe('pictures', () => {
	jest.setTimeout(LIMIT_MS);
	let stage: Stage;

	beforeAll(async () => {
		stage = await Stage.set(2);
		await stage.editor.signIn(OWNER);
	}, LIMIT_MS);

	afterAll(async () => {
		await stage.stop();
	}, LIMIT_MS);

	it('film.webp: a prompt, Execute step, and the film plays', async () => {
		const { editor } = stage;
		const saved = await stage.saveVideo('Film', '', { download: true });
		// Small, so that it can be read where it is shown.
		await editor.page.setViewportSize({ width: 1120, height: 700 });
		await editor.open(saved.id);
		const panel = await editor.openNode(VEO);
		const film = await Film.begin(editor.page);
		await film.show(800);
		for (const word of PROMPT.split(/(?= )/)) {
			await panel.type('prompt', word);
			await film.show(150);
		}
		await film.show(700);
		await panel.execute();
		for (let turn = 0; turn < 8; turn++) await film.show(150);
		await panel.ended();
		await panel.showOutputAs('binary');
		await film.show(900);
		await panel.output.getByTestId('ndv-view-binary-data').click();
		await film.play(5.5);
		await film.show(1500);
		await film.save(join(IMAGES, 'film.webp'));
		await editor.page.setViewportSize({ width: 1440, height: 900 });
	});

	it('text-to-video.png: a finished run on the canvas', async () => {
		const { editor, saved } = stage;
		await editor.open(saved['text-to-video'].id);
		await editor.execute();
		await editor.nodeIs(VEO, 'success');
		await editor.photograph(join(IMAGES, 'text-to-video.png'), 'Run by Hand', 'Prompt', VEO);
	});

	it('one-node.png: five nodes, and the one in their place', async () => {
		const { editor, saved, host } = stage;
		const [veo] = saved['text-to-video'].nodes.filter(({ name }) => name === VEO);
		const workflow = await host.client.saveWorkflow({
			name: 'Five Nodes, One Node',
			nodes: [...LOOP, { ...veo, position: [440, 260] }],
			connections: connect({
				Order: [['Wait']],
				Wait: [['Look It Up']],
				'Look It Up': [['Finished?']],
				'Finished?': [['Get the File'], ['Wait']],
			}),
			settings: { executionOrder: 'v1' },
		});
		await editor.open(workflow.id);
		const names = [...LOOP, veo].map(({ name }) => name);
		await editor.photograph(join(IMAGES, 'one-node.png'), ...names);
	});

	it.each(NAMES)('examples/%s.png: the canvas of the example', async (name) => {
		const { editor, saved, host } = stage;
		const model = { name: 'OpenAI account', type: 'openAiApi', data: { apiKey: 'any' } };
		const credentialIds: Record<string, string> = {
			openAiApi: (await host.client.saveCredential(model)).id,
		};
		for (const { credentials = {} } of Object.values(saved).flatMap(({ nodes }) => nodes)) {
			for (const [type, { id = '' }] of Object.entries(credentials)) credentialIds[type] = id;
		}
		const setting = { credentialIds, pollInterval: 30, callbackUrl: '' };
		const example = fit(await readExample(name), setting);
		const { id } = await host.client.saveWorkflow({
			...example,
			name: `${example.name} (picture)`,
		});
		await editor.open(id);
		const nodes = example.nodes.filter(({ type }) => !type.endsWith('stickyNote'));
		const names = nodes.map((node) => node.name);
		await editor.photograph(join(IMAGES, 'examples', `${name}.png`), ...names);
	});

	it('veo.png: the panel with the film', async () => {
		const { editor } = stage;
		const saved = await stage.saveVideo('Veo', PROMPT, { download: true });
		await editor.open(saved.id);
		const panel = await editor.openNode(VEO);
		await panel.execute();
		await panel.ended();
		await panel.showOutputAs('binary');
		await panel.output.getByTestId('ndv-view-binary-data').click();
		await panel.playTo(3);
		await panel.photograph(join(IMAGES, 'veo.png'));
	});

	it('music-video.png: the panel with the record', async () => {
		const { editor, saved } = stage;
		const name = 'Make the Music Video';
		await editor.open(saved['song-to-music-video'].id);
		const panel = await editor.openNode(name);
		await panel.execute();
		await panel.ended();
		await panel.photograph(join(IMAGES, 'music-video.png'));
	});

	it('veo-trigger.png: the canvas with its outputs', async () => {
		const { editor, saved, host } = stage;
		const { nodes, connections } = saved['veo-trigger-branches'];
		const trigger = connections['Veo Trigger'] as { main: Array<Array<{ node: string }>> };
		const names = ['Veo Trigger', ...trigger.main.map(([{ node }]) => node)];
		const { id } = await host.client.saveWorkflow({
			name: 'Outputs',
			nodes: nodes.filter(({ name }) => names.includes(name)),
			connections: { 'Veo Trigger': trigger },
		});
		await editor.open(id);
		await editor.photograph(join(IMAGES, 'veo-trigger.png'), ...names);
	});

	it.each(SERVICES)('services/%s.png: the canvas', async (example) => {
		const { editor } = stage;
		const { id, nodes } = await stage.saveServicesExample(example);
		await editor.open(id);
		const names = nodes.filter(({ type }) => !type.endsWith('stickyNote')).map(({ name }) => name);
		await editor.photograph(join(IMAGES, 'services', `${example}.png`), ...names);
	});

	it('veo-trigger-panel.png: the panel, listening', async () => {
		const { editor, saved } = stage;
		await editor.open(saved['veo-trigger-branches'].id);
		const panel = await editor.openNode('Veo Trigger');
		await panel.webhookUrl();
		await panel.photograph(join(IMAGES, 'veo-trigger-panel.png'));
	});

	it('waiting.png: the panel while it waits for the callback', async () => {
		const { editor } = stage;
		const waiting = { completion: 'callback' };
		const saved = await stage.saveVideo('Waiting', 'A slow snail [slow 60]', waiting);
		await editor.open(saved.id);
		await editor.execute();
		await editor.nodeIs(VEO, 'waiting');
		const panel = await editor.openNode(VEO);
		await panel.output.getByText('Waiting for the provider to call back').waitFor();
		await panel.photograph(join(IMAGES, 'waiting.png'));
	});

	it('spending.png: the panel with the limits, and a run that one of them has refused', async () => {
		const { editor } = stage;
		const options = { maxPurchasesPerRun: 5, maxPurchasesPerDay: 20, keepCredits: 100_000 };
		const saved = await stage.saveVideo('Spending', PROMPT, { options });
		await editor.open(saved.id);
		const panel = await editor.openNode(VEO);
		await panel.execute();
		await panel.ended();
		await panel.scrollTo('Max Purchases per Run');
		await panel.photograph(join(IMAGES, 'spending.png'));
	});

	it('test-run.png: the panel with a sample', async () => {
		const { editor } = stage;
		const saved = await stage.saveVideo('Test Run', PROMPT, { testRuns: 'sample' });
		await editor.open(saved.id);
		const panel = await editor.openNode(VEO);
		await panel.execute();
		await panel.ended();
		await panel.scrollTo('Test Runs');
		await panel.showOutputAs('binary');
		await panel.output.getByTestId('ndv-view-binary-data').click();
		await panel.playTo(1);
		await panel.photograph(join(IMAGES, 'test-run.png'));
	});

	it('rejected.png: the panel after a rejection', async () => {
		const { editor } = stage;
		const saved = await stage.saveVideo('Rejected', 'A miracle cure [policy]');
		await editor.open(saved.id);
		const panel = await editor.openNode(VEO);
		await panel.execute();
		await panel.ended();
		await panel.photograph(join(IMAGES, 'rejected.png'));
	});
});
