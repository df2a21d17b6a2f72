import { randomUUID } from 'node:crypto';
import { selectors, type Browser } from 'playwright-core';
import { setUp } from '../../../dev/demo/setUp';
import { fit, readExample } from '../../../dev/demo/workflows';
import type { SavedWorkflow } from '../../../dev/n8n/client';
import { until } from '../../../dev/n8n/until';
import { startSimulator, type Simulator } from '../../../dev/simulator/server';
import { OWNER, SingleHost } from '../../e2e/harness/host';
import { startChromium } from './chromium';
import { Complaints } from './complaints';
import { Editor } from './editor';

/** Long enough to see a node wait, short enough to watch. */
const TASK_MS = 3000;
/** A step of the editor that takes longer, on a busy machine too, is stuck. */
const STEP_LIMIT_MS = 30_000;

/** The node of the example Text to Video that buys. */
export const VEO = 'Make the Video';
/** The node behind it. */
export const AFTER = 'Use It';

/** What the demo starts, and a browser in which its owner is signed in. */
export class Stage {
	private constructor(
		readonly host: SingleHost,
		readonly simulator: Simulator,
		/** The demo's workflows, by the name of their example. */
		readonly saved: Record<string, SavedWorkflow>,
		private readonly browser: Browser,
		readonly editor: Editor,
		readonly complaints: Complaints,
	) {}

	/** @param scale pixels of the screen per pixel of the page */
	static async set(scale = 1): Promise<Stage> {
		const stops: Array<() => Promise<void>> = [];
		try {
			const host = await SingleHost.start('current', 'browser');
			stops.push(() => host.stop());
			const simulator = await startSimulator({ taskMs: TASK_MS });
			stops.push(() => simulator.close());
			const saved = await setUp(host.client, host.url, simulator.url);
			const browser = await startChromium();
			stops.push(() => browser.close());

			selectors.setTestIdAttribute('data-test-id');
			const context = await browser.newContext({
				viewport: { width: 1440, height: 900 },
				deviceScaleFactor: scale,
				permissions: ['clipboard-read', 'clipboard-write'],
			});
			const complaints = new Complaints(context, host.url);
			const page = await context.newPage();
			page.setDefaultTimeout(STEP_LIMIT_MS);
			const editor = new Editor(page, host.url);
			return new Stage(host, simulator, saved, browser, editor, complaints);
		} catch (error) {
			for (const stop of stops.reverse()) await stop();
			throw error;
		}
	}

	/**
	 * Saves a copy of the example Text to Video with another prompt, and a node behind it.
	 * @param parameters of its Veo node, beside those of the example
	 */
	async saveVideo(
		name: string,
		prompt: string,
		parameters: Record<string, unknown> = {},
	): Promise<SavedWorkflow> {
		const { nodes, connections } = this.saved['text-to-video'];
		const veo = nodes.find(({ type }) => type === 'n8n-nodes-veo.veo');
		const [x, y] = veo?.position as [number, number];
		return await this.host.client.saveWorkflow({
			name,
			nodes: [
				...nodes
					.filter(({ type }) => !type.endsWith('stickyNote'))
					.map((node) => ({
						...node,
						...(node === veo && { parameters: { ...veo.parameters, prompt, ...parameters } }),
					})),
				{
					id: randomUUID(),
					name: AFTER,
					type: 'n8n-nodes-base.noOp',
					typeVersion: 1,
					position: [x + 220, y],
					parameters: {},
				},
			],
			connections: {
				...connections,
				[VEO]: { main: [[{ node: AFTER, type: 'main', index: 0 }]] },
			},
			settings: { executionOrder: 'v1' },
		});
	}

	/** Saves an example of `examples/services` as it is once its user has made all choices. */
	async saveServicesExample(name: string): Promise<SavedWorkflow> {
		const { client } = this.host;
		const example = await readExample(`services/${name}`);
		const credentialIds: Record<string, string> = {};
		for (const [type, { name }] of example.nodes.flatMap((node) =>
			Object.entries(node.credentials ?? {}),
		)) {
			credentialIds[type] = (await client.saveCredential({ name, type, data: {} })).id;
		}
		const fitted = fit(example, { credentialIds, pollInterval: 1, callbackUrl: '' });
		for (const { parameters } of fitted.nodes) {
			if ('documentId' in parameters) {
				parameters.documentId = {
					__rl: true,
					mode: 'id',
					value: 'chosen',
					cachedResultName: 'Films',
				};
			}
		}
		return await client.saveWorkflow(fitted);
	}

	/** Waits until this many tasks are bought since the test began. */
	async bought(count: number): Promise<void> {
		const { purchases } = this.simulator.ledger;
		await until(`${count} purchases`, STEP_LIMIT_MS, () =>
			purchases.length >= count ? true : undefined,
		);
	}

	async stop(): Promise<void> {
		await this.browser.close();
		await this.host.stop();
		await this.simulator.close();
	}
}

export { OWNER };
